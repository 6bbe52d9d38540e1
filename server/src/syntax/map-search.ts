// `check_ccert_access { type:name, { search_order = … } }`: why smtpd cannot use it (map_search.c, split_nameval.c).

import { braceProblem } from './tables/written-in-place.ts';
import { commaOrSpace, insideBraces, splitWords } from './words.ts';

/** What can be looked up, in any case (smtpd_check.c). */
const searchNames = ['cert_fingerprint', 'pubkey_fingerprint', 'issuer_cn', 'subject_cn'];

export interface MapSearch {
  readonly table: string;
  /** What is looked up, in lower case; undefined for the usual order. Nothing is looked up if it is empty. */
  readonly order?: readonly string[];
}

/** Undefined if the specification is not valid. It must begin with a brace. */
export function mapSearch(text: string): MapSearch | undefined {
  const read = readMapSearch(text);
  return typeof read === 'string' ? undefined : read;
}

/** The log text, or undefined if the specification is valid. It must begin with a brace. */
export function mapSearchProblem(text: string): string | undefined {
  const read = readMapSearch(text);
  return typeof read === 'string' ? read : undefined;
}

function readMapSearch(text: string): MapSearch | string {
  const broken = braceProblem(text);
  if (broken !== undefined) return `malformed map specification: '${broken}'`;
  const [table, ...attributes] = membersOf(text);
  if (table === undefined) return `empty map specification: '${text}'`;
  if (!table.includes(':')) return `malformed map specification: '${text}'`;
  let value: string | undefined;
  for (const attribute of attributes) {
    const unclosed = attribute.startsWith('{') ? braceProblem(attribute) : undefined;
    if (unclosed !== undefined) return `malformed map attribute: ${unclosed}`;
    const inside = insideBraces(attribute, { start: 0, end: attribute.length });
    const [, name = '', equals, given = ''] =
      /^\s*([^\s=]*)\s*(=?)\s*(.*)$/s.exec(inside ? attribute.slice(inside.start, inside.end) : attribute) ??
      [];
    if (name === '') return `malformed map attribute in '${text}': 'missing attribute name'`;
    if (equals !== '=') return `malformed map attribute in '${text}': 'missing '=' after attribute name'`;
    if (name.toLowerCase() !== 'search_order') return `unknown map attribute in '${text}': '${name}'`;
    value = given;
  }
  if (value === undefined) return { table };
  const order = value.split(/[\s,]+/).filter((word) => word !== '');
  const unknown = order.find((word) => !searchNames.includes(word.toLowerCase()));
  return unknown === undefined
    ? { table, order: order.map((word) => word.toLowerCase()) }
    : `unknown search type '${unknown}' in '${text}'`;
}

function membersOf(text: string): readonly string[] {
  const inside = insideBraces(text, { start: 0, end: text.length });
  if (inside === undefined) return [];
  return splitWords(text, inside.start, inside.end, { separator: commaOrSpace, braces: true }).map((word) =>
    text.slice(word.start, word.end),
  );
}
