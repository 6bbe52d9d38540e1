// `$name` and its kin inside a value: where a name stands, and which names fit.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { parameterRank } from '../../catalog/common.ts';
import { isServiceDerived } from '../../catalog/services.ts';
import type { Instance } from '../../instance/instance.ts';
import { isNameChar, isSpace } from '../../syntax/chars.ts';
import { isList, type ValueType } from '../../syntax/value-type.ts';
import type { Offer } from './offer.ts';
import { elementOf } from './value.ts';
import { compareAll, trailing } from './words.ts';

/** What of a name stands behind a `$`, `${` or `$(` in front of the cursor; undefined where there is none. */
export function typedReference(before: string): string | undefined {
  const name = trailing(before, isNameChar);
  let at = before.length - name.length;
  let head = at;
  while (head > 0 && isSpace(before.charCodeAt(head - 1))) head--;
  if (head > 1 && '{('.includes(before[head - 1] ?? '') && before[head - 2] === '$') at = head - 1;
  const dollars = trailing(before.slice(0, at), (code) => code === 36);
  // "$$" is a plain "$".
  return dollars.length % 2 === 1 ? name : undefined;
}

/** A branch of a condition is a value too: the text with the heads of conditions blanked out. */
export function withoutHeads(text: string): string {
  return text.replace(/\$[{(]\s*\w+\s*[?:]/g, (head) => ' '.repeat(head.length));
}

/** Whether the end of the text is inside braces with contents of their own, such as those of `inline:{ }`. */
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
 * Names for a value of this type: those whose own values fit first, then those of a similar kind; of the others
 * only the user's own, unless the value is any text. In each group what the files set comes first. The
 * parameter itself is left out: a value that refers to itself is fatal.
 */
export function nameOffers(instance: Instance, parameter: string | undefined, type: ValueType): Offer[] {
  const { catalog, entriesByName } = instance;
  const names = new Set([...entriesByName.keys(), ...catalog.names().filter((n) => !catalog.isLegacy(n))]);
  if (parameter !== undefined) names.delete(parameter);
  const takesAll = elementOf(type).type === 'text';
  const ranked = [...names].flatMap((name) => {
    const far = distance(instance, name, type);
    if (far === 2 && !takesAll && !isOwn(instance, name)) return [];
    if (far < 2 && !takes(instance, parameter, type, name)) return [];
    return [{ name, order: [far, entriesByName.has(name) ? 0 : 1, parameterRank(name)] }];
  });
  ranked.sort((a, b) => compareAll(a.order, b.order) || (a.name < b.name ? -1 : 1));
  return ranked.map(({ name }) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    subject: { parameter: name },
  }));
}

/** Types whose values may stand for one another. */
const families: readonly (readonly string[])[] = [
  ['host', 'domain', 'domain-pattern', 'interface'],
  ['address', 'address-pattern'],
  ['transport', 'service'],
  ['integer', 'size'],
  ['text', 'command'],
];

/** Whether a value that would do by its kind would also do as it is. */
function takes(instance: Instance, parameter: string | undefined, type: ValueType, name: string): boolean {
  const text = instance.expanded(name)?.text ?? '';
  if (text === '') return type.empty !== false;
  switch (elementOf(type).type) {
    case 'path':
      // `no` instead of a directory, or one below the queue directory.
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

/** A name of the user's. */
function isOwn(instance: Instance, name: string): boolean {
  return instance.parameterOf(name) === undefined && !isServiceDerived(name);
}

/** What a part of a word may be made of. */
const partTypes = ['host', 'domain', 'path', 'text', 'user'];

/** 0 for a parameter whose value can stand here, 1 for one of a similar kind, 2 for any other. */
function distance(instance: Instance, name: string, wanted: ValueType): number {
  const type = instance.parameterOf(name)?.type;
  // One value may be part of a list; a list is no value.
  if (type === undefined || (isList(type) && !isList(wanted))) return 2;
  const [one, other] = [elementOf(type), elementOf(wanted)];
  if (other.type === 'part') return partTypes.includes(one.type) ? 1 : 2;
  if (other.type === 'text') return one.type === 'host' || one.type === 'domain' ? 1 : 2;
  // Any path may begin with a directory.
  if (one.type === 'path' && other.type === 'path')
    return one.what === other.what ? 0 : one.what === 'directory' ? 1 : 2;
  if (one.type === other.type) return 0;
  return families.some((family) => family.includes(one.type) && family.includes(other.type)) ? 1 : 2;
}
