// Markdown that renders correctly on any forge.

/** Text in backquotes on one line, whatever it contains. */
export function quoted(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat === '') return '*empty*';
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([found]) => found.length));
  const fence = '`'.repeat(longest + 1);
  const padding = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${flat}${padding}${fence}`;
}

/** The anchor that forges create for a heading that consists of one name. */
export function anchor(name: string): string {
  return name.toLowerCase();
}

/** Replaces the rows of the first table of a page. */
export function withRows(page: string, rows: readonly string[]): string {
  const table = /^(\|[-|]+\|\n)(?:\|.*\n)*/m;
  if (!table.test(page)) throw new Error('The page has no table.');
  return page.replace(table, (_, head: string) => `${head}${rows.map((row) => `${row}\n`).join('')}`);
}
