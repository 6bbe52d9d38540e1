// Why a grammar may show something else than the server: what it cannot know from a line, by name.

import { restriction } from '../../server/src/catalog/restrictions.ts';
import type { Spot } from '../../server/src/features/spot.ts';
import type { Class, ScopeClass } from './classes.ts';

/** A stretch on which the two differ. */
export interface Difference {
  readonly token: Class | 'none';
  readonly scope: ScopeClass;
  readonly language: string;
  /** The innermost meaning of the place to the server. */
  readonly spot: Spot | undefined;
  /** All of the editor's line. */
  readonly line: string;
}

/** Undefined where there is none: then one of the two is wrong. */
export function reasonFor(difference: Difference): string | undefined {
  return reasons.find(([, holds]) => holds(difference))?.[0];
}

/** The first that holds counts. What is a comment is never in doubt. */
const reasons: readonly (readonly [why: string, holds: (difference: Difference) => boolean])[] = [
  [
    'the parameter decides what the word is, not its shape',
    ({ token, scope }) => scope === 'plain' && token !== 'comment' && token !== 'regexp',
  ],
  ['$$ is a plain character', ({ token, scope }) => scope === 'escape' && /^(?:none|string)$/.test(token)],
  [
    'text, which the grammar takes for words by their shape',
    ({ token, scope, spot }) =>
      isFree(spot) && /^(?:none|string)$/.test(token) && !/^(?:comment|name|reference)$/.test(scope),
  ],
  [
    "a query or a filter of a database, whose words are the database's",
    ({ token, scope, spot, language }) =>
      language === 'postfix-database' &&
      token === 'none' &&
      scope !== 'comment' &&
      scope !== 'name' &&
      spot?.kind === 'node',
  ],
  [
    'a word with a reference in it, of which only Postfix knows what becomes',
    (difference) => isSilent(difference) && hasReference(difference.spot),
  ],
  ['what stands in braces', (difference) => isSilent(difference) && isInBraces(difference.spot)],
  [
    'the inside of a key',
    ({ spot, token, scope }) => spot?.kind === 'key' && token === 'name' && scope !== 'comment',
  ],
  [
    'the command line of a program, also behind a word that ends its options',
    ({ token, scope, spot }) =>
      token === 'none' && scope !== 'comment' && /^(?:argument|command-word)$/.test(spot?.kind ?? ''),
  ],
  [
    'text behind an action',
    ({ token, scope, spot }) => token === 'none' && scope !== 'comment' && spot?.kind === 'action-part',
  ],
  [
    'a result of a table whose use nobody tells',
    ({ token, scope, spot }) => token === 'none' && scope !== 'comment' && spot?.kind === 'result',
  ],
  [
    'a line that Postfix does not take',
    ({ token, scope, spot }) => token === 'none' && scope !== 'comment' && spot === undefined,
  ],
  [
    'a word that looks like a restriction or an action and is none here',
    ({ scope, token, spot }) =>
      /^(?:function|keyword)$/.test(scope) &&
      !/^(?:name|comment)$/.test(token) &&
      /^(?:node|address)$/.test(spot?.kind ?? ''),
  ],
  [
    'a result that is read as restrictions and is something else',
    ({ token, scope, spot }) => token === 'function' && scope !== 'comment' && isUnknownRestriction(spot),
  ],
  [
    'an IPv6 address without brackets, which Postfix takes for a table',
    ({ scope, spot }) => scope === 'number' && spot?.kind === 'node' && spot.node.kind === 'table',
  ],
  [
    'a command in quotes with quotes of its own',
    ({ token, scope, spot }) => token === 'string' && scope === 'operator' && spot?.kind === 'destination',
  ],
  [
    'a template, which Postfix never sees',
    ({ token, scope, line }) => token !== 'comment' && scope !== 'comment' && /<%|\{%|\{\{/.test(line),
  ],
];

function isSilent({ token, scope }: Difference): boolean {
  return token === 'none' && scope !== 'comment' && scope !== 'name';
}

/** A value that is text to Postfix, or has a language of its own. */
function isFree(spot: Spot | undefined): boolean {
  return (
    spot?.kind === 'node' &&
    /^(?:text|cipher-list|characters|command|access-action)$/.test(spot.node.element.type)
  );
}

/** A word of a list of restrictions that Postfix does not have. */
function isUnknownRestriction(spot: Spot | undefined): boolean {
  return (
    spot?.kind === 'node' &&
    spot.node.kind === 'restriction' &&
    restriction(spot.node.name.text) === undefined
  );
}

function hasReference(spot: Spot | undefined): boolean {
  if (spot?.kind === 'reference') return true;
  return (
    spot?.kind === 'node' && 'parts' in spot.node && spot.node.parts.some(({ kind }) => kind !== 'literal')
  );
}

function isInBraces(spot: Spot | undefined): boolean {
  if (spot?.kind !== 'node') return false;
  return spot.part === 'member' || (spot.node.kind === 'table' && spot.node.name.text.startsWith('{'));
}
