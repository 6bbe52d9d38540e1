// Values that an installer has yet to fill in, such as `!PANEL_FQDN!` or `PH_SIZE_LIMIT`.

import { memoize } from '../syntax/memoize.ts';
import type { Chunk, SourceText, Span } from '../syntax/text.ts';
import type { RatedFinding } from './settings.ts';

const placeholder = [
  '![A-Z]\\w*!',
  '\\{[A-Z][A-Z0-9_]*\\}',
  '@[A-Z]\\w*@',
  '@@\\w+@@',
  '__[A-Za-z]\\w*__',
  '_[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_',
  '%[A-Z][A-Z0-9_]*%',
  'PH_[A-Z0-9_]+',
  '<[A-Z][A-Z0-9_ -]*>',
].join('|');

/**
 * A whole value: after the equals sign, after the type of a table, between two elements of a list, or a host in brackets
 * or with a port.
 */
const placeholders = new RegExp(`(?<![^\\s,=:[])(?:${placeholder})(?![^\\s,:\\]])`, 'g');

/**
 * Makes findings about such values information: the text is not what Postfix will read. Leaves out findings about the
 * words after the first in a placeholder such as `<YOUR USER ID>`.
 */
export function withPlaceholders(
  found: readonly RatedFinding[],
  files: ReadonlyMap<string, SourceText>,
): readonly RatedFinding[] {
  const result: RatedFinding[] = [];
  for (const each of found) {
    const placeholder = placeholderIn(each, files);
    const { at } = each.finding;
    if (placeholder === undefined) result.push(each);
    else if (!(placeholder.start < at.start && at.end <= placeholder.end && placeholder.hasSpaces))
      result.push(each.severity === 'hint' ? each : { ...each, severity: 'information' as const });
  }
  return result;
}

/** Whether a chunk of text contains a placeholder. Most do not. */
const hasPlaceholder = memoize(({ text }: Chunk): boolean => text.search(placeholders) >= 0);

interface Placeholder extends Span {
  readonly hasSpaces: boolean;
}

/** The placeholder that shares text with the place of a finding. */
function placeholderIn(
  { finding: { at } }: RatedFinding,
  files: ReadonlyMap<string, SourceText>,
): Placeholder | undefined {
  const text = files.get(at.uri);
  if (text === undefined) return undefined;
  const chunk = text.chunks[text.chunkIndexAt(at.start)];
  if (chunk === undefined || !hasPlaceholder(chunk)) return undefined;
  const { line } = text.positionAt(at.start);
  const start = text.lineStart(line);
  const end = line + 1 < text.lineCount ? text.lineStart(line + 1) : text.length;
  // For the sake of speed. Lines with placeholders are short.
  if (end - start > longestLine) return undefined;
  for (const { 0: words, index } of text.slice(start, end).matchAll(placeholders)) {
    const found = { start: start + index, end: start + index + words.length };
    if (at.start < found.end && at.end > found.start) return { ...found, hasSpaces: words.includes(' ') };
  }
  return undefined;
}

const longestLine = 1000;
