// A word that a list of domains or networks contains twice, or an address inside a network of the list.

import { literalPlace, removeWord } from '../../edits/lists.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { listsOf, type ReadValue } from '../../instance/read-values.ts';
import { networkIn } from '../../mail/networks.ts';
import { inNetwork } from '../../mail/pattern-match.ts';
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
      const seen = new Map<string, { readonly node: ValueNode; readonly at: Location | undefined }>();
      for (const node of expanded.nodes.slice(0, maxWords)) {
        const text = expanded.expansion.text.slice(node.start, node.end);
        if (text.startsWith('#')) break;
        // A word that comes from a $name is not repeated on purpose, and cannot be removed alone.
        const at = literalPlace(instance, expanded, node);
        const key = text.toLowerCase();
        const earlier = seen.get(key)?.at;
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
        if (parameter.type.of?.type === 'address-pattern') {
          const network = [...seen.keys()].find((each) => contains(each, text));
          if (network === undefined) yield* partsOf(instance, value, text, seen);
          if (network !== undefined && at !== undefined && isInValue(value, at))
            yield part(instance, value, { text, node, at }, network);
        }
        seen.set(key, { node, at: expanded.locate(node) });
      }
    }
  },
};

/** Networks and addresses before a network that contains them. */
function* partsOf(
  instance: Instance,
  value: ReadValue,
  network: string,
  earlier: ReadonlyMap<string, { readonly node: ValueNode; readonly at: Location | undefined }>,
): Generator<Finding> {
  for (const [text, { node }] of earlier) {
    const at = literalPlace(instance, value.expanded, node);
    if (at === undefined || !isInValue(value, at) || !contains(network, text)) continue;
    yield part(instance, value, { text, node, at }, network);
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
function contains(network: string, text: string): boolean {
  const [outer, inner] = [networkIn(network)?.network, networkIn(text)?.network];
  if (outer?.length === undefined || inner?.length === undefined || outer.family !== inner.family)
    return false;
  const address = /^\[?([^\]/]+)/.exec(text)?.[1] ?? '';
  return outer.length < inner.length && inNetwork(outer, address) === true;
}
