// The elements of match lists: networks, domains, files, exceptions (match_list.c, match_ops.c).

import type { Docs } from '../../catalog/docs.ts';
import type { PlacedService } from '../../instance/instance.ts';
import type { AddressPattern, Word } from '../../syntax/value.ts';
import { commaOrSpace, splitWords } from '../../syntax/words.ts';
import type { DocumentedSnapshot, Snapshot } from '../snapshot.ts';
import { type Description, postconf } from './description.ts';
import { count, title } from './markdown.ts';
import { networkOf, networkText } from './networks.ts';

interface Element {
  readonly text: string;
  readonly negated: boolean;
  readonly parameter: string;
  readonly service: PlacedService | undefined;
}

/** `!` in front of an element. */
const exception = 'An exception: what matches it is not in the list, whatever follows.';

export function describeAddressPattern(
  snapshot: Snapshot,
  node: AddressPattern,
  parameter: string,
  service: PlacedService | undefined,
): Description | undefined {
  const { form, text, negated } = node;
  if (form === 'reference') return undefined;
  const element = { text, negated, parameter, service };
  if (form === 'file') return described(element, fileText(snapshot, text));
  const network = networkOf(text);
  const facts = network && networkText(network);
  if (facts !== undefined) return described(element, facts);
  return form === 'network' ? undefined : described(element, domainText(snapshot, element, true));
}

/** A domain, or another text that is looked for; with references in it, what it is cannot be told. */
export function describeListWord(
  snapshot: DocumentedSnapshot,
  node: Word,
  parameter: string,
  service: PlacedService | undefined,
): Description | undefined {
  const { text, element: type, negated = false } = node;
  if (text === '' || node.parts.some((part) => part.kind !== 'literal')) return undefined;
  const element = { text, negated, parameter, service };
  if (text.startsWith('/')) return described(element, fileText(snapshot, text));
  if (type.type !== 'domain-pattern') return undefined;
  return described(element, [
    ...domainText(snapshot, element, type.parents ?? false),
    ...classText(snapshot.docs, parameter),
  ]);
}

function described({ negated, parameter }: Element, paragraphs: readonly string[]): Description {
  return { paragraphs: [...paragraphs, ...(negated ? [exception] : [])], manual: postconf(parameter) };
}

function fileText({ tables }: Snapshot, path: string): string[] {
  const text = tables.listText(path);
  const known = text?.chunks.map((chunk) => chunk.text).join('');
  const facts =
    known === undefined
      ? tables.stamp(path) === 'missing'
        ? ['There is no such file.']
        : []
      : [`It has ${count(elementsIn(known), 'element')}.`];
  return [title(path, 'file with more elements of this list'), ...facts];
}

/** match_list.c reads lines as everywhere, and cuts them into words. */
function elementsIn(text: string): number {
  let elements = 0;
  for (const line of text.split('\n')) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    elements += splitWords(line, 0, line.length, { separator: commaOrSpace, braces: true }).length;
  }
  return elements;
}

function domainText(snapshot: Snapshot, { text, parameter, service }: Element, parents: boolean): string[] {
  const only = 'Only this very name matches.';
  if (!parents) return [title(text, 'name in a list'), only];
  const withParents = listsParent(snapshot, parameter, service);
  if (text.startsWith('.'))
    return [
      title(text, 'subdomains'),
      withParents
        ? `It matches nothing: \`parent_domain_matches_subdomains\` lists \`${parameter}\`. Leave the dot out.`
        : `Every name that ends with it matches, and \`${text.slice(1)}\` itself does not.`,
    ];
  return [
    title(text, 'name in a list'),
    withParents
      ? `Its subdomains match too: \`parent_domain_matches_subdomains\` lists \`${parameter}\`.`
      : `${only} Its subdomains are \`.${text}\`.`,
  ];
}

/** Whether parent_domain_matches_subdomains names a parameter. */
export function listsParent(
  { instance }: Snapshot,
  parameter: string,
  service?: PlacedService | undefined,
): boolean {
  const { text } = instance.expanded('parent_domain_matches_subdomains', service) ?? { text: '' };
  return splitWords(text, 0, text.length, { separator: commaOrSpace }).some(
    ({ start, end }) => text.slice(start, end) === parameter,
  );
}

/** The lists that make address classes. */
const classes: Readonly<Record<string, string | undefined>> = {
  mydestination: 'local',
  relay_domains: 'relay',
  virtual_alias_domains: 'virtual alias',
  virtual_mailbox_domains: 'virtual mailbox',
};

function classText(docs: Docs, parameter: string): string[] {
  const name = Object.hasOwn(classes, parameter) ? classes[parameter] : undefined;
  const doc = name === undefined ? undefined : docs.word('address-class', name);
  return doc === undefined ? [] : [`*Address class ${name}*: ${doc.summary}`, ...(doc.details ?? [])];
}
