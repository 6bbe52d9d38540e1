// The reasons why a grammar can differ from the server: what it cannot know from a single line.

import { restriction } from '../../server/src/catalog/restrictions.ts';
import type { Occurrence } from '../../server/src/features/occurrences/index.ts';
import type { Class, ScopeClass } from './classes.ts';

/** A part of a line for which the two differ. */
export interface Difference {
  readonly token: Class | 'none';
  readonly scope: ScopeClass;
  readonly language: string;
  /** The innermost occurrence at this position. */
  readonly occurrence: Occurrence | undefined;
  /** The whole line. */
  readonly line: string;
}

/** Undefined if there is no reason. Then either the grammar or the server is wrong. */
export function reasonFor(difference: Difference): string | undefined {
  return reasons.find(([, holds]) => holds(difference))?.[0];
}

/** The first reason that holds counts. Differences about comments never have a reason. */
const reasons: readonly (readonly [why: string, holds: (difference: Difference) => boolean])[] = [
  [
    'the parameter determines what the word is, not its form',
    ({ token, scope }) => scope === 'plain' && token !== 'comment' && token !== 'regexp',
  ],
  ['$$ is a literal $', ({ token, scope }) => scope === 'escape' && /^(?:none|string)$/.test(token)],
  [
    'text whose words look like something else to the grammar',
    ({ token, scope, occurrence }) =>
      isFree(occurrence) && /^(?:none|string)$/.test(token) && !/^(?:comment|name|reference)$/.test(scope),
  ],
  [
    'words of a database query or filter',
    ({ token, scope, occurrence, language }) =>
      language === 'postfix-database' &&
      token === 'none' &&
      scope !== 'comment' &&
      scope !== 'name' &&
      occurrence?.kind === 'node',
  ],
  [
    'a word with a reference, whose value the grammar does not know',
    (difference) => isSilent(difference) && hasReference(difference.occurrence),
  ],
  ['text in braces', (difference) => isSilent(difference) && isInBraces(difference.occurrence)],
  [
    'a part of a key',
    ({ occurrence, token, scope }) => occurrence?.kind === 'key' && token === 'name' && scope !== 'comment',
  ],
  [
    'the command line of a program, including the part after its options',
    ({ token, scope, occurrence }) =>
      token === 'none' && scope !== 'comment' && /^(?:argument|command-word)$/.test(occurrence?.kind ?? ''),
  ],
  [
    'text after an action',
    ({ token, scope, occurrence }) =>
      token === 'none' && scope !== 'comment' && occurrence?.kind === 'action-part',
  ],
  [
    'a result of a table whose purpose is not known',
    ({ token, scope, occurrence }) =>
      token === 'none' && scope !== 'comment' && occurrence?.kind === 'result',
  ],
  [
    'a line that Postfix ignores',
    ({ token, scope, occurrence }) => token === 'none' && scope !== 'comment' && occurrence === undefined,
  ],
  [
    'a word that looks like a restriction or an action but is not one here',
    ({ scope, token, occurrence }) =>
      /^(?:function|keyword)$/.test(scope) &&
      !/^(?:name|comment)$/.test(token) &&
      /^(?:node|address)$/.test(occurrence?.kind ?? ''),
  ],
  [
    'a result that Postfix parses as restrictions although it is something else',
    ({ token, scope, occurrence }) =>
      token === 'function' && scope !== 'comment' && isUnknownRestriction(occurrence),
  ],
  [
    'an IPv6 address without brackets, which Postfix parses as a table',
    ({ scope, occurrence }) =>
      scope === 'number' && occurrence?.kind === 'node' && occurrence.node.kind === 'table',
  ],
  [
    'a command in quotes that contains quotes',
    ({ token, scope, occurrence }) =>
      token === 'string' && scope === 'operator' && occurrence?.kind === 'destination',
  ],
  [
    'template syntax, which Postfix never sees',
    ({ token, scope, line }) => token !== 'comment' && scope !== 'comment' && /<%|\{%|\{\{/.test(line),
  ],
];

function isSilent({ token, scope }: Difference): boolean {
  return token === 'none' && scope !== 'comment' && scope !== 'name';
}

/** A value that is free text, or has its own syntax. */
function isFree(occurrence: Occurrence | undefined): boolean {
  return (
    occurrence?.kind === 'node' &&
    /^(?:text|cipher-list|characters|command|access-action)$/.test(occurrence.node.element.type)
  );
}

/** A word in a restriction list that is not a restriction of Postfix. */
function isUnknownRestriction(occurrence: Occurrence | undefined): boolean {
  return (
    occurrence?.kind === 'node' &&
    occurrence.node.kind === 'restriction' &&
    restriction(occurrence.node.name.text) === undefined
  );
}

function hasReference(occurrence: Occurrence | undefined): boolean {
  if (occurrence?.kind === 'reference') return true;
  return (
    occurrence?.kind === 'node' &&
    'parts' in occurrence.node &&
    occurrence.node.parts.some(({ kind }) => kind !== 'literal')
  );
}

function isInBraces(occurrence: Occurrence | undefined): boolean {
  if (occurrence?.kind !== 'node') return false;
  return (
    occurrence.part === 'member' ||
    (occurrence.node.kind === 'table' && occurrence.node.name.text.startsWith('{'))
  );
}
