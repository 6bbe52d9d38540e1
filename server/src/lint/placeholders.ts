// Values that an installer has yet to fill in, such as `!PANEL_FQDN!` or `PH_SIZE_LIMIT`.

import type { SourceText } from '../syntax/text.ts';
import type { RatedFinding } from './settings.ts';

const placeholder = [
  '![A-Z]\\w*!',
  '\\{[A-Z][A-Z0-9_]*\\}',
  '@[A-Z]\\w*@',
  '@@\\w+@@',
  '__[A-Za-z]\\w*__',
  '%[A-Z][A-Z0-9_]*%',
  'PH_[A-Z0-9_]+',
  '<[A-Z][A-Z0-9_ -]*>',
].join('|');

/** A whole value: after the equals sign, after the type of a table, or between two elements of a list. */
const placeholders = new RegExp(`(?<![^\\s,=:])(?:${placeholder})(?![^\\s,])`, 'g');

/** Makes findings about such values information: the text is not what Postfix will read. */
export function withPlaceholders(
  found: readonly RatedFinding[],
  files: ReadonlyMap<string, SourceText>,
): readonly RatedFinding[] {
  return found.map((each) => (isAboutPlaceholder(each, files) ? { ...each, severity: 'information' } : each));
}

function isAboutPlaceholder(
  { severity, finding: { at } }: RatedFinding,
  files: ReadonlyMap<string, SourceText>,
): boolean {
  const text = files.get(at.uri);
  if (text === undefined || severity === 'hint') return false;
  const { line } = text.positionAt(at.start);
  const start = text.lineStart(line);
  const end = line + 1 < text.lineCount ? text.lineStart(line + 1) : text.length;
  // For the sake of speed. Lines with placeholders are short.
  if (end - start > longestLine) return false;
  const content = text.slice(start, end);
  return Array.from(content.matchAll(placeholders)).some(
    ({ 0: { length }, index }) => at.start < start + index + length && at.end > start + index,
  );
}

const longestLine = 1000;
