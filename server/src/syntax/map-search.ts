// `check_ccert_access { type:name, { search_order = … } }`: why smtpd cannot use it (map_search.c, split_nameval.c).

import { braceProblem } from './tables/written-in-place.ts';
import { commaOrSpace, insideBraces, splitWords } from './words.ts';

/** What can be looked up, in any case (smtpd_check.c). */
const searchNames = ['cert_fingerprint', 'pubkey_fingerprint', 'issuer_cn', 'subject_cn'];

/** The log text, or undefined if the specification is valid. It must begin with a brace. */
export function mapSearchProblem(text: string): string | undefined {
  const broken = braceProblem(text);
  if (broken !== undefined) return `malformed map specification: '${broken}'`;
  const [table, ...attributes] = membersOf(text);
  if (table === undefined) return `empty map specification: '${text}'`;
  if (!table.includes(':')) return `malformed map specification: '${text}'`;
  let order = '';
  for (const attribute of attributes) {
    const unclosed = attribute.startsWith('{') ? braceProblem(attribute) : undefined;
    if (unclosed !== undefined) return `malformed map attribute: ${unclosed}`;
    const inside = insideBraces(attribute, { start: 0, end: attribute.length });
    const [, name = '', equals, value = ''] =
      /^\s*([^\s=]*)\s*(=?)\s*(.*)$/s.exec(inside ? attribute.slice(inside.start, inside.end) : attribute) ??
      [];
    if (name === '') return `malformed map attribute in '${text}': 'missing attribute name'`;
    if (equals !== '=') return `malformed map attribute in '${text}': 'missing '=' after attribute name'`;
    if (name.toLowerCase() !== 'search_order') return `unknown map attribute in '${text}': '${name}'`;
    order = value;
  }
  const unknown = order
    .split(/[\s,]+/)
    .find((word) => word !== '' && !searchNames.includes(word.toLowerCase()));
  return unknown === undefined ? undefined : `unknown search type '${unknown}' in '${text}'`;
}

function membersOf(text: string): readonly string[] {
  const inside = insideBraces(text, { start: 0, end: text.length });
  if (inside === undefined) return [];
  return splitWords(text, inside.start, inside.end, { separator: commaOrSpace, braces: true }).map((word) =>
    text.slice(word.start, word.end),
  );
}
