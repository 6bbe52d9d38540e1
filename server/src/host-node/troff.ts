// Converts one entry of a troff manual page to Markdown. Supports only the requests and escapes that Postfix's pages
// use.

/** Longer entries are cut after this many lines of the page. */
const maxLines = 80;

/**
 * The text of an entry: a section that begins with the name (`.SH myorigin (default: …)`), or else a tagged paragraph
 * whose tag begins with it (`.IP "\fBREJECT\fR …"`). Undefined if the page has neither.
 */
export function manualText(page: string, entry: string): string | undefined {
  const lines = page.split('\n');
  const found = section(lines, entry) ?? taggedParagraph(lines, entry);
  if (found === undefined || found.length === 0) return undefined;
  const text = toMarkdown(found.slice(0, maxLines));
  if (text === '') return undefined;
  return found.length > maxLines ? `${text}\n\n…` : text;
}

function section(lines: readonly string[], entry: string): string[] | undefined {
  const start = lines.findIndex((line) => line.startsWith(`.SH ${entry} (default`));
  if (start < 0) return undefined;
  const end = lines.findIndex((line, i) => i > start && line.startsWith('.SH'));
  return lines.slice(start + 1, end < 0 ? undefined : end);
}

function taggedParagraph(lines: readonly string[], entry: string): string[] | undefined {
  const wanted = entry.toLowerCase();
  let inServer = false;
  let start = -1;
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('.SH ')) inServer = line.startsWith('.SH smtpd_');
    if (!line.startsWith('.IP ')) continue;
    const tag = tagOf(line).toLowerCase();
    const fits = tag === wanted || (wanted.endsWith('=') && tag.startsWith(wanted));
    // The same word may be explained for several servers. Prefer smtpd(8), which most readers mean.
    if (fits && (start < 0 || inServer)) start = i;
    if (fits && inServer) break;
  }
  if (start < 0) return undefined;
  // Several tags may share one text.
  let first = start + 1;
  while (lines[first]?.startsWith('.IP ')) first++;
  let depth = 0;
  let end = first;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? '';
    if (line.startsWith('.RS')) depth++;
    else if (line.startsWith('.RE')) depth--;
    if (depth < 0 || line.startsWith('.SH') || (depth === 0 && line.startsWith('.IP '))) break;
  }
  return lines.slice(first, end);
}

/** The first word of a heading or a tag. */
function tagOf(line: string): string {
  return plain(argument(line)).trim().split(/\s/)[0] ?? '';
}

/** The argument of a request, without the quotes around it. */
function argument(line: string): string {
  const text = line.replace(/^\.[A-Za-z]+\s*/, '');
  return text.startsWith('"') ? text.replace(/^"([^"]*)"?.*$/, '$1') : text;
}

function toMarkdown(lines: readonly string[]): string {
  const blocks: string[] = [];
  let words: string[] = [];
  let code: string[] | undefined;
  let item = '';
  const flush = (): void => {
    if (words.length > 0) blocks.push(item + markup(words.join(' ')));
    else if (item.trim() !== '-' && item !== '') blocks.push(item.replace(/: $/, ''));
    words = [];
    item = '';
  };
  const endCode = (): void => {
    const text = code?.join('\n').replace(/^\n+|\s+$/g, '') ?? '';
    if (text !== '') blocks.push(`\`\`\`\n${text}\n\`\`\``);
    code = undefined;
  };
  for (const line of lines) {
    if (!line.startsWith('.')) {
      if (code !== undefined) code.push(plain(line));
      else if (line.trim() === '') flush();
      else words.push(line.trim());
      continue;
    }
    const request = /^\.([A-Za-z]*)/.exec(line)?.[1];
    switch (request) {
      case 'nf':
        flush();
        code ??= [];
        break;
      case 'fi':
        endCode();
        break;
      case 'IP': {
        flush();
        const tag = argument(line).trim();
        // A paragraph without a tag continues the previous item.
        if (tag !== '') item = tag.startsWith('\\(bu') ? '- ' : `- ${markup(tag)}: `;
        break;
      }
      case 'PP':
      case 'sp':
      case 'br':
        flush();
    }
  }
  flush();
  endCode();
  // Consecutive items form one list.
  return blocks.reduce((text, block) => {
    if (text === '') return block;
    const sameList = block.startsWith('- ') && /(?:^|\n)- [^\n]*$/.test(text);
    return `${text}${sameList ? '\n' : '\n\n'}${block}`;
  }, '');
}

const special: Readonly<Record<string, string | undefined>> = {
  '-': '-',
  '&': '',
  ' ': ' ',
  '(aq': "'",
  '(bu': '•',
  '(dq': '"',
  e: '\\',
  '\\': '\\',
};
const escapes = /\\(f.|\((?:aq|bu|dq)|[\s\S])/g;

/** Without font escapes. */
function plain(text: string): string {
  return text.replace(escapes, (_, name: string) => (name.startsWith('f') ? '' : (special[name] ?? '')));
}

/** Converts bold and italic to Markdown, and escapes characters that are special in Markdown. */
function markup(text: string): string {
  let font = 'R';
  let result = '';
  for (const part of text.split(/(\\f.)/)) {
    if (/^\\f.$/.test(part)) {
      font = part.charAt(2);
      continue;
    }
    const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(plain(part)) ?? [];
    const safe = inner.replace(/[\\`*<>[\]]|\b_|_\b/g, '\\$&');
    const mark = font === 'B' ? '**' : font === 'I' ? '*' : '';
    result += inner === '' ? before + after : `${before}${mark}${safe}${mark}${after}`;
  }
  return result;
}
