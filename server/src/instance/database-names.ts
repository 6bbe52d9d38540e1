// Where postconf looks for databases in a value (postconf_dbms.c). The old way to configure SQL and LDAP tables is
// `ldap:NAME`, which makes `NAME_server_host` and similar names known; the new way is a client file.

import { databaseKeys } from '../catalog/database-keys.ts';
import { atLeast, type Release } from '../catalog/release.ts';
import { memoize } from '../syntax/memoize.ts';
import { commaOrSpace, openBraces, splitWords } from '../syntax/words.ts';
import type { Expansion } from './expand.ts';

export type DatabaseMention =
  /** A name that the old form would set. */
  | { readonly kind: 'setting'; readonly name: string }
  /** A client file with an absolute path. */
  | { readonly kind: 'file'; readonly type: string; readonly path: string }
  /** Braces that extpar() does not accept. postconf warns and reads on. */
  | { readonly kind: 'braces'; readonly problem: string }
  /** A word that begins with `#`: since 3.8, the rest is not read. */
  | { readonly kind: 'comment'; readonly problem: string };

/** The mentions in an expanded value, in the order of postconf. */
export const databaseMentions = memoize(
  ({ text }: Expansion, release: Release): readonly DatabaseMention[] => [
    ...mentionsIn(text, releaseFacts(release), true, 0),
  ],
);

interface ReleaseFacts {
  readonly release: Release;
  /** mystrtokq_cw() ends a list at a comment, and the words in braces after pcre: and regexp: are patterns. */
  readonly readsComments: boolean;
  readonly skipsDebug: boolean;
}

function releaseFacts(release: Release): ReleaseFacts {
  return {
    release,
    readsComments: atLeast(release, '3.8'),
    skipsDebug: atLeast(release, '3.11'),
  };
}

/** The maximum depth of nested braces: deeper than real configurations, and safe for the stack. */
const maxDepth = 16;

/** pcf_register_dbms_helper(). With `recurse` off, words in braces are not read. */
function* mentionsIn(
  text: string,
  facts: ReleaseFacts,
  recurse: boolean,
  depth: number,
): Generator<DatabaseMention> {
  if (depth > maxDepth) return;
  for (const { start, end } of splitWords(text, 0, text.length, { separator: commaOrSpace, braces: true })) {
    const word = text.slice(start, end);
    if (facts.readsComments && word.startsWith('#')) {
      const rest = text.slice(end + 1, end + 21);
      yield {
        kind: 'comment',
        problem: `#comment after other text is not allowed: ${word} ${rest}...`,
      };
      return;
    }
    if (word.startsWith('{')) {
      const { inside, problem } = openBraces(word);
      if (problem !== undefined) yield { kind: 'braces', problem };
      if (recurse) yield* mentionsIn(inside, facts, recurse, depth + 1);
      continue;
    }
    const adapters = facts.skipsDebug ? /^(?:(?:proxy|debug):)*/ : /^(?:proxy:)*/;
    const [, type = '', name] = /^([^:]*):(.*)$/s.exec(word.replace(adapters, '')) ?? [];
    if (name === undefined || name.startsWith('.')) continue;
    if (name.startsWith('/')) {
      if (databaseKeys(type, facts.release).length > 0) yield { kind: 'file', type, path: name };
    } else if (name.startsWith('{')) {
      const { inside, problem } = openBraces(name);
      if (problem !== undefined) yield { kind: 'braces', problem };
      const isPattern = facts.readsComments && (type === 'pcre' || type === 'regexp');
      yield* mentionsIn(inside, facts, recurse && !isPattern, depth + 1);
    } else
      for (const key of databaseKeys(type, facts.release)) yield { kind: 'setting', name: `${name}_${key}` };
  }
}
