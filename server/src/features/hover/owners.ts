// Words without a description of their own. The hover shows the expanded word, or describes the parameter, the
// setting, or the attribute that has the value.

import { attributeOf } from '../../catalog/services.ts';
import type { AddressPattern, Endpoint, NextHop, Word } from '../../syntax/value.ts';
import type { PlacedValue } from '../occurrences/index.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { describeDatabaseSetting } from './database-files.ts';
import { type Description, postconf } from './description.ts';
import { quote, title } from './markdown.ts';
import { describeAttribute } from './master-cf.ts';
import { textAbout } from './parameters.ts';
import { describePolicyAttribute } from './table-lines.ts';

type Owned = Word | AddressPattern | NextHop | Endpoint;

export function describeOwner(
  snapshot: DocumentedSnapshot,
  node: Owned,
  value: PlacedValue,
): Description | undefined {
  const { parameter, table, service } = value;
  const { instance } = snapshot;
  if (node.parts.some((part) => part.kind !== 'literal')) return describeExpanded(snapshot, node, value);
  if (parameter === undefined) return undefined;
  if (table?.language === 'postfix-database') return describeDatabaseSetting(snapshot, parameter, table.type);
  if (instance.parameterOf(parameter) !== undefined) return describeSetting(snapshot, node, parameter);
  if (table?.role === 'tls-policy') return describePolicyAttribute(snapshot, parameter);
  return service !== undefined && attributeOf(service.program, parameter) !== undefined
    ? describeAttribute(snapshot, service, parameter)
    : undefined;
}

function describeExpanded(
  { instance }: DocumentedSnapshot,
  { text }: Owned,
  { parameter, service }: PlacedValue,
): Description | undefined {
  if (parameter !== undefined && instance.catalog.parameter(parameter)?.raw) return undefined;
  const { text: expanded, problems } = instance.expand(text, service);
  if (problems.length > 0 || text === '') return undefined;
  return { paragraphs: [title(text, 'text with references'), `Expanded: ${quote(expanded)}`] };
}

/** The meaning of the word in the description of the parameter, and the summary of the parameter. */
function describeSetting(
  snapshot: DocumentedSnapshot,
  node: Owned,
  parameter: string,
): Description | undefined {
  const { text, element } = node;
  // The word is neither a table nor a restriction, although it should be.
  if (['table', 'restriction'].includes(element.type)) return undefined;
  const doc = textAbout(snapshot, parameter);
  if (doc === undefined) return undefined;
  const { values = [], summary } = doc;
  const word = element.anyCase === true || element.type === 'boolean' ? text.toLowerCase() : text;
  const meaning = values.find(({ value }) => value === word)?.meaning;
  return {
    paragraphs: [
      title(text, `value of \`${parameter}\``),
      ...(meaning === undefined ? [] : [meaning]),
      `*${parameter}:* ${summary}`,
    ],
    manual: postconf(parameter),
  };
}
