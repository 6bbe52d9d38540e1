// Markdown for a hover: narrow, and safe for whatever a configuration holds.

/** Longer texts are cut: a hover is no place for them. */
const maxLength = 400;

/** `**text** — what it is`. */
export function title(text: string, kind: string): string {
  return `**${quote(text)}** — ${kind}`;
}

/** Text in backquotes, on one line, whatever it holds. */
export function quote(text: string): string {
  const flat = text
    .slice(0, 4 * maxLength)
    .replace(/\s+/g, ' ')
    .trim();
  if (flat === '') return '*empty*';
  const cut = flat.length > maxLength ? `${flat.slice(0, maxLength)}…` : flat;
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
