// A word that a list of domains or networks contains twice, or an address inside a network of the list.

import { literalPlace, removeWord } from '../../edits/lists.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { listsOf, type ReadValue } from '../../instance/read-values.ts';
import { networkIn } from '../../mail/networks.ts';
import { sharesPrefix } from '../../mail/pattern-match.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import type { ValueNode } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const repeatedWord: Rule = {
  code: 'repeated-word',
  title: 'List contains an entry twice',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of ['domain-pattern', 'address-pattern'].flatMap((each) => listsOf(instance, each))) {
      const { expanded, parameter, text: whole } = value;
      if (whole === undefined || whole === '') continue;
      // After a `!`, the order of the words matters.
      if (expanded.expansion.text.includes('!')) continue;
      const seen = new Map<string, Word>();
      for (const node of expanded.nodes.slice(0, maxWords)) {
        const text = expanded.expansion.text.slice(node.start, node.end);
        if (text.startsWith('#')) break;
        const key = text.toLowerCase();
        const earlier = seen.get(key)?.at;
        // A word that comes from a $name is not repeated on purpose, and cannot be removed alone.
        const at = earlier && literalPlace(instance, expanded, node);
        if (earlier !== undefined && at !== undefined && isInValue(value, at)) {
          const edit = removeWord(instance, expanded, node);
          yield {
            at,
            message: `${value.name} contains ${text} twice. The second entry changes nothing. Remove it.`,
            tag: 'unnecessary',
            related: [{ at: earlier, message: 'The first entry' }],
            ...(edit && { fixes: [{ title: `Remove ${text}`, edits: [edit], preferred: true, safe: true }] }),
          };
          continue;
        }
        const network = parameter.type.of?.type === 'address-pattern' ? networkIn(text)?.network : undefined;
        const word = { text, node, at: expanded.locate(node), network };
        if (network !== undefined) yield* partsAmong(instance, value, word, network, [...seen.values()]);
        seen.set(key, word);
      }
    }
  },
};

interface Word {
  readonly text: string;
  readonly node: ValueNode;
  readonly at: Location | undefined;
  readonly network: Network | undefined;
}

/** The word if it is inside an earlier network, or else the earlier ones that are inside it. */
function* partsAmong(
  instance: Instance,
  value: ReadValue,
  word: Word,
  network: Network,
  earlier: readonly Word[],
): Generator<Finding> {
  const outer = earlier.find((each) => contains(each.network, network));
  const inner = outer === undefined ? earlier.filter((each) => contains(network, each.network)) : [word];
  for (const { text, node } of inner) {
    const at = literalPlace(instance, value.expanded, node);
    if (at !== undefined && isInValue(value, at))
      yield part(instance, value, { text, node, at }, (outer ?? word).text);
  }
}

function part(
  instance: Instance,
  value: ReadValue,
  { text, node, at }: { readonly text: string; readonly node: ValueNode; readonly at: Location },
  network: string,
): Finding {
  const edit = removeWord(instance, value.expanded, node);
  return {
    at,
    message: `${text} is part of ${network}, which is also in ${value.name}. The entry changes nothing. Remove it.`,
    tag: 'unnecessary',
    ...(edit && { fixes: [{ title: `Remove ${text}`, edits: [edit], preferred: true, safe: true }] }),
  };
}

/** Longer lists are usually generated, and comparing networks takes time. */
const maxWords = 200;

/** Whether a place is in the setting itself, not in a parameter that it refers to. */
function isInValue({ location }: ReadValue, at: Location): boolean {
  return location.uri === at.uri && location.start <= at.start && at.end <= location.end;
}

/** Whether a network includes every address of another. */
function contains(outer: Network | undefined, inner: Network | undefined): boolean {
  if (outer?.bytes === undefined || inner?.bytes === undefined || outer.family !== inner.family) return false;
  if (outer.length === undefined || inner.length === undefined || outer.length >= inner.length) return false;
  return sharesPrefix(inner.bytes, outer.bytes, outer.length);
}
