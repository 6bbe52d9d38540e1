// The elements of match lists: networks, domains, files, and exclusions (match_list.c, match_ops.c).

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

/** For `!` before an element. */
const exclusion =
  'The `!` excludes from the list everything that matches this element, regardless of the elements after it.';

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

/** A domain or another text; undefined if it contains references. */
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
  return { paragraphs: [...paragraphs, ...(negated ? [exclusion] : [])], manual: postconf(parameter) };
}

function fileText({ tables }: Snapshot, path: string): string[] {
  const text = tables.listText(path);
  const content = text?.chunks.map((chunk) => chunk.text).join('');
  const facts =
    content === undefined
      ? tables.stamp(path) === 'missing'
        ? ['The file does not exist.']
        : []
      : [`The file contains ${count(elementsIn(content), 'element')}.`];
  return [title(path, 'file with more elements of this list'), ...facts];
}

/** match_list.c reads lines as in other files and splits them into words. */
function elementsIn(text: string): number {
  let elements = 0;
  for (const line of text.split('\n')) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    elements += splitWords(line, 0, line.length, { separator: commaOrSpace, braces: true }).length;
  }
  return elements;
}

/** For a name with an asterisk, in a list or as a key. */
export const noWildcard =
  'Postfix does not treat the asterisk as a wildcard: it compares it like any other character.';

function domainText(snapshot: Snapshot, { text, parameter, service }: Element, parents: boolean): string[] {
  if (text.includes('*')) return [title(text, 'not a domain name'), noWildcard];
  const exact = 'Matches exactly this name.';
  if (!parents) return [title(text, 'domain name'), exact];
  const withParents = listsParent(snapshot, parameter, service);
  if (text.startsWith('.'))
    return [
      title(text, 'subdomain pattern'),
      withParents
        ? `Never matches, because \`parent_domain_matches_subdomains\` contains \`${parameter}\`. Remove the leading dot.`
        : `Matches all subdomains of \`${text.slice(1)}\`, but not \`${text.slice(1)}\` itself.`,
    ];
  return [
    title(text, 'domain name'),
    withParents
      ? `Also matches subdomains, because \`parent_domain_matches_subdomains\` contains \`${parameter}\`.`
      : `${exact} To match its subdomains, use \`.${text}\`.`,
  ];
}

/** Whether parent_domain_matches_subdomains contains a parameter. */
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

/** The parameters that define address classes. */
const classes: Readonly<Record<string, string | undefined>> = {
  mydestination: 'local',
  relay_domains: 'relay',
  virtual_alias_domains: 'virtual alias',
  virtual_mailbox_domains: 'virtual mailbox',
};

function classText(docs: Docs, parameter: string): string[] {
  const name = Object.hasOwn(classes, parameter) ? classes[parameter] : undefined;
  const doc = name === undefined ? undefined : docs.word('address-class', name);
  return doc === undefined ? [] : [`*Address class "${name}":* ${doc.summary}`, ...(doc.details ?? [])];
}
