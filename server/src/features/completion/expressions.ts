// `$name`, `${name}`, and `$(name)` inside a value.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { parameterRank } from '../../catalog/common.ts';
import { isServiceDerived } from '../../catalog/services.ts';
import type { Instance } from '../../instance/instance.ts';
import { isNameChar, isSpace } from '../../syntax/chars.ts';
import { isList, type ValueType } from '../../syntax/value-type.ts';
import { elementOf } from './context.ts';
import type { Suggestion } from './suggestions.ts';
import { compareAll, trailing } from './word-at-cursor.ts';

/** The beginning of a name after `$`, `${`, or `$(`, up to the cursor; undefined if there is no such reference. */
export function typedReference(before: string): string | undefined {
  const name = trailing(before, isNameChar);
  let at = before.length - name.length;
  let head = at;
  while (head > 0 && isSpace(before.charCodeAt(head - 1))) head--;
  if (head > 1 && '{('.includes(before[head - 1] ?? '') && before[head - 2] === '$') at = head - 1;
  const dollars = trailing(before.slice(0, at), (code) => code === 36);
  // "$$" is a literal "$".
  return dollars.length % 2 === 1 ? name : undefined;
}

/** Replaces the beginnings of conditions with spaces, such as `${name?`, because a branch is also a value. */
export function withoutHeads(text: string): string {
  return text.replace(/\$[{(]\s*\w+\s*[?:]/g, (head) => ' '.repeat(head.length));
}

/** Whether the end of the text is inside braces whose content has its own syntax, such as `inline:{ }`. */
export function isInForeignBraces(text: string): boolean {
  const open: ('reference' | 'tables' | 'foreign')[] = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === '}') open.pop();
    else if (text[index - 1] === '$' || open.at(-1) === 'reference') open.push('reference');
    else {
      const head = text.slice(Math.max(0, index - 'unionmap:'.length), index);
      open.push(/(?:unionmap|pipemap):$/.test(head) ? 'tables' : 'foreign');
    }
  }
  return open.at(-1) === 'foreign';
}

/**
 * Names for a reference in a value of this type. Parameters whose values fit come first, then parameters of a similar
 * type. The other names are only the user-defined ones, unless the value is free text. In each group, the names that
 * the files set come first. The parameter itself is left out, because a value that refers to itself is fatal.
 */
export function referenceSuggestions(
  instance: Instance,
  parameter: string | undefined,
  type: ValueType,
): Suggestion[] {
  const { catalog, entriesByName } = instance;
  const names = new Set([...entriesByName.keys(), ...catalog.names().filter((n) => !catalog.isLegacy(n))]);
  if (parameter !== undefined) names.delete(parameter);
  const acceptsAnyText = elementOf(type).type === 'text';
  const ranked = [...names].flatMap((name) => {
    const group = typeDistance(instance, name, type);
    if (group === 2 && !acceptsAnyText && !isUserDefined(instance, name)) return [];
    if (group < 2 && !acceptsValue(instance, parameter, type, name)) return [];
    return [
      {
        name,
        order: [
          isOneHost(instance, name, type) ? 0 : group,
          entriesByName.has(name) ? 0 : 1,
          parameterRank(name),
        ],
      },
    ];
  });
  ranked.sort((a, b) => compareAll(a.order, b.order) || (a.name < b.name ? -1 : 1));
  return ranked.map(({ name }) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    subject: { parameter: name },
  }));
}

/** Types that can replace each other. */
const families: readonly (readonly string[])[] = [
  ['host', 'domain', 'domain-pattern', 'interface'],
  ['address', 'address-pattern'],
  ['transport', 'service'],
  ['integer', 'size'],
  ['text', 'command'],
];

/** Whether the current value of a parameter of a suitable type is valid here. */
function acceptsValue(
  instance: Instance,
  parameter: string | undefined,
  type: ValueType,
  name: string,
): boolean {
  const text = instance.expanded(name)?.text ?? '';
  if (text === '') return type.empty !== false;
  switch (elementOf(type).type) {
    case 'path':
      // Excludes `no` as a directory, and paths below the queue directory.
      return text.startsWith('/');
    case 'integer':
    case 'size': {
      const { min, max } = instance.parameterOf(parameter ?? '') ?? {};
      const number = Number(text);
      return !(number < (min ?? number)) && !(number > (max ?? number));
    }
    default:
      return true;
  }
}

/** Most lists of domains refer to a host name or to its domain. */
function isOneHost(instance: Instance, name: string, wanted: ValueType): boolean {
  const type = instance.parameterOf(name)?.type;
  return (
    elementOf(wanted).type === 'domain-pattern' &&
    type !== undefined &&
    !isList(type) &&
    (type.type === 'host' || type.type === 'domain')
  );
}

function isUserDefined(instance: Instance, name: string): boolean {
  return instance.parameterOf(name) === undefined && !isServiceDerived(name);
}

/** Types whose values can be part of a word. */
const partTypes = ['host', 'domain', 'path', 'text', 'user'];

/** 0 for a parameter of a suitable type, 1 for a similar type, 2 for any other type. */
function typeDistance(instance: Instance, name: string, wanted: ValueType): number {
  const type = instance.parameterOf(name)?.type;
  // A single value can be part of a list, but a list cannot be part of a single value.
  if (type === undefined || (isList(type) && !isList(wanted))) return 2;
  const [one, other] = [elementOf(type), elementOf(wanted)];
  if (other.type === 'part') return partTypes.includes(one.type) ? 1 : 2;
  if (other.type === 'text') return one.type === 'host' || one.type === 'domain' ? 1 : 2;
  // Every path can begin with a directory.
  if (one.type === 'path' && other.type === 'path')
    return one.what === other.what ? 0 : one.what === 'directory' ? 1 : 2;
  if (one.type === other.type) return 0;
  return families.some((family) => family.includes(one.type) && family.includes(other.type)) ? 1 : 2;
}
