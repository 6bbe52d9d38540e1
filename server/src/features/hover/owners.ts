// A word without a meaning of its own: what it is with each `$name` filled in, else what it is given to.

import { attributeOf } from '../../catalog/services.ts';
import type { AddressPattern, Endpoint, NextHop, Word } from '../../syntax/value.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import type { ValuePlace } from '../spot.ts';
import { describeClientSetting } from './clients.ts';
import { type Description, postconf } from './description.ts';
import { quote, title } from './markdown.ts';
import { textAbout } from './parameters.ts';
import { describeAttribute } from './services.ts';
import { describePolicyAttribute } from './table-lines.ts';

type Owned = Word | AddressPattern | NextHop | Endpoint;

export function describeOwner(
  snapshot: DocumentedSnapshot,
  node: Owned,
  value: ValuePlace,
): Description | undefined {
  const { parameter, table, service } = value;
  const { instance } = snapshot;
  if (node.parts.some((part) => part.kind !== 'literal')) return describeExpanded(snapshot, node, value);
  if (parameter === undefined) return undefined;
  if (table?.language === 'postfix-database') return describeClientSetting(snapshot, parameter, table.type);
  if (instance.parameterOf(parameter) !== undefined) return describeSetting(snapshot, node, parameter);
  if (table?.role === 'tls-policy') return describePolicyAttribute(snapshot, parameter);
  return service !== undefined && attributeOf(service.program, parameter) !== undefined
    ? describeAttribute(snapshot, service, parameter)
    : undefined;
}

function describeExpanded(
  { instance }: DocumentedSnapshot,
  { text }: Owned,
  { parameter, service }: ValuePlace,
): Description | undefined {
  if (parameter !== undefined && instance.catalog.parameter(parameter)?.raw) return undefined;
  const { text: expanded, problems } = instance.expand(text, service);
  if (problems.length > 0 || text === '') return undefined;
  return { paragraphs: [title(text, 'with its `$name`s filled in:'), quote(expanded)] };
}

/** What the parameter says of the word, else what the parameter is. */
function describeSetting(
  snapshot: DocumentedSnapshot,
  node: Owned,
  parameter: string,
): Description | undefined {
  const { text, element } = node;
  // There a table or a restriction should stand, and what does is none.
  if (['table', 'restriction'].includes(element.type)) return undefined;
  const doc = textAbout(snapshot, parameter);
  if (doc === undefined) return undefined;
  const { values = [], summary } = doc;
  const word = element.anyCase === true || element.type === 'boolean' ? text.toLowerCase() : text;
  const meaning = values.find(({ value }) => value === word)?.meaning;
  return {
    paragraphs: [
      title(text, `value of \`${parameter}\``),
      ...(meaning === undefined ? [] : [`${quote(word)}: ${meaning}`]),
      summary,
    ],
    manual: postconf(parameter),
  };
}
