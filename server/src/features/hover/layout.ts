// Makes a hover fit on one screen.

import type { Description, ManualEntry } from './description.ts';

/** The size of a hover that every editor window can show. */
export const maxLines = 25;
const columns = 90;

/** The Markdown of a hover. Details that do not fit are replaced by a link to the page that has them. */
export function layOut({ paragraphs, details = [], page, manual }: Description, excerpt?: string): string {
  const links = manual === undefined ? [] : [manualLink(manual)];
  const footer = (...more: string[]): string[] => {
    const all = [...more, ...links];
    return all.length === 0 ? [] : [all.join(' · ')];
  };
  const separated = (shown: readonly string[]): string[] => (shown.length === 0 ? [] : ['---', ...shown]);
  const withDetails = (shown: readonly string[], ...more: string[]): string[] => [
    ...paragraphs,
    ...separated(shown),
    ...footer(...more),
  ];
  const complete = withDetails(details);
  if (renderedLines(complete) <= maxLines || page === undefined) {
    const withExcerpt = [
      ...paragraphs,
      ...separated(details),
      ...separated(excerptOf(manual, excerpt)),
      ...footer(),
    ];
    return join(renderedLines(withExcerpt) <= maxLines ? withExcerpt : complete);
  }
  const moreLink = `[More](${page})`;
  let shown = details.length - 1;
  while (shown > 0 && renderedLines(withDetails(details.slice(0, shown), moreLink)) > maxLines) shown--;
  return join(withDetails(details.slice(0, shown), moreLink));
}

function excerptOf(manual: ManualEntry | undefined, excerpt: string | undefined): string[] {
  return manual === undefined || excerpt === undefined ? [] : [`*The installed ${manual.page}:* ${excerpt}`];
}

function join(paragraphs: readonly string[]): string {
  return paragraphs.join('\n\n');
}

/** The page on www.postfix.org. For postconf(5), the link goes to the entry. */
function manualLink({ page, entry }: ManualEntry): string {
  const address = `https://www.postfix.org/${page.replace(/\((\d)\)$/, '.$1')}.html`;
  return `[${page}](${page === 'postconf(5)' && entry !== undefined ? `${address}#${entry}` : address})`;
}

/** The height of paragraphs of Markdown in lines of text. The space between two paragraphs is half a line. */
export function renderedLines(paragraphs: readonly string[]): number {
  const gaps = Math.max(0, paragraphs.length - 1) / 2;
  return Math.ceil(paragraphs.reduce((sum, paragraph) => sum + linesOf(paragraph), gaps));
}

function linesOf(paragraph: string): number {
  const visible = paragraph.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/^```.*\n?|\n?```$/gm, '');
  return visible.split('\n').reduce((sum, line) => sum + wrappedLines(line.replace(/[`*]/g, '')), 0);
}

function wrappedLines(line: string): number {
  let lines = 1;
  let column = 0;
  for (const word of line.split(/\s+/)) {
    const space = column === 0 ? 0 : 1;
    if (column + space + word.length <= columns) column += space + word.length;
    else {
      // The editor breaks a word that is longer than a line.
      lines += (column === 0 ? 0 : 1) + Math.ceil(word.length / columns) - 1;
      column = word.length % columns || Math.min(word.length, columns);
    }
  }
  return lines;
}
