// A macro in milter_*_macros that Postfix does not have, so it sends nothing to the Milters (milter.c,
// milter_macro_lookup()).

import { releases } from '../../catalog/catalog.ts';
import type { Release } from '../../catalog/release.ts';
import { wordList } from '../../catalog/word-lists.ts';
import type { Instance } from '../../instance/instance.ts';
import { listsOf, type ReadValue } from '../../instance/read-values.ts';
import type { Word } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownMilterMacro: Rule = {
  code: 'unknown-milter-macro',
  title: 'Milter macro does not exist',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of listsOf(instance, 'macro')) {
      if (value.text !== undefined && !value.hasComment) yield* inList(instance, value);
    }
  },
};

function* inList(instance: Instance, value: ReadValue): Generator<Finding> {
  const known = canonicalNames(instance.release);
  const defaults = ownMacros(instance.expanded('milter_macro_defaults', value.service)?.text ?? '');
  for (const node of value.expanded.nodes) {
    if (node.kind !== 'word' || !/^(?:\{[\w-]+\}|[\w-]+)$/.test(node.text)) continue;
    const name = canonical(node.text);
    if (!known.includes(name) && !defaults.has(name))
      yield finding(instance.release, known, value, node, name);
  }
}

function finding(
  release: Release,
  known: readonly string[],
  value: ReadValue,
  node: Word,
  name: string,
): Finding {
  const at = value.locate(node);
  const since = releases.find((each) => canonicalNames(each).includes(name))?.name;
  const similar = since === undefined ? closest(name, known) : undefined;
  const instead =
    similar === undefined ? undefined : node.text.startsWith('{') ? similar : similar.slice(1, -1);
  const what =
    since === undefined
      ? `Postfix has no macro ${name}`
      : `The macro ${name} requires Postfix ${since}, but this is Postfix ${release.name}`;
  return {
    at,
    ...(similar === undefined && { severity: 'information' }),
    message:
      `${what}. Postfix does not send it to the Milters, and logs no warning. ` +
      (instead === undefined
        ? 'Remove it, or give it a value in milter_macro_defaults.'
        : `Did you mean ${instead}?`),
    ...(instead !== undefined &&
      at.end - at.start === node.text.length && {
        fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
      }),
  };
}

/** Postfix looks up a name with braces, whether it has them or not. */
function canonical(name: string): string {
  return name.startsWith('{') ? name : `{${name}}`;
}

const lists = new Map<string, readonly string[]>();

/** Always the same list for the same release. */
function canonicalNames(release: Release): readonly string[] {
  const found = lists.get(release.name) ?? wordList('milter macros', release).map(canonical);
  lists.set(release.name, found);
  return found;
}

/** `name=value`, `{ {name} = value }`. */
function ownMacros(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(\{[\w-]+\}|[\w-]+)\s*=/g)].map(([, name = '']) => canonical(name)));
}
