// Markdown for hovers. Text from a configuration is always quoted, so that it cannot be read as Markdown.

/** In UTF-16 code units. Longer texts are shortened. */
const maxLength = 240;

/** `**text** — what it is`. */
export function title(text: string, kind: string): string {
  return `**${quote(text)}** — ${kind}`;
}

/** Any text as inline code on one line. */
export function quote(text: string, max = maxLength): string {
  const flat = text
    .slice(0, 4 * max)
    .replace(/\s+/g, ' ')
    .trim();
  if (flat === '') return '*empty*';
  const cut = flat.length > max ? `${flat.slice(0, max)}…` : flat;
  const fence = '`'.repeat(1 + Math.max(0, ...[...cut.matchAll(/`+/g)].map((m) => m[0].length)));
  const padded = cut.startsWith('`') || cut.endsWith('`') ? ` ${cut} ` : cut;
  return `${fence}${padded}${fence}`;
}

export function codeBlock(lines: readonly string[], language = ''): string {
  return [`\`\`\`${language}`, ...lines, '```'].join('\n');
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** `1 entry`, `2,000 entries`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b, and c`; with more items than `max`, `a, b, and 3 more`. */
export function enumeration(
  items: readonly string[],
  max: number,
  conjunction: 'and' | 'or' = 'and',
): string {
  const shown = items.length > max ? [...items.slice(0, max), `${items.length - max} more`] : items;
  const [last = ''] = shown.slice(-1);
  if (shown.length < 2) return last;
  return shown.length === 2
    ? shown.join(` ${conjunction} `)
    : `${shown.slice(0, -1).join(', ')}, ${conjunction} ${last}`;
}
