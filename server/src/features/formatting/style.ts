// The style of a file, learned from the file itself unless the user has chosen one.

import type { LogicalLine } from '../../syntax/lines.ts';

export interface FormatSettings {
  readonly equals: 'auto' | 'spaces' | 'tight' | 'aligned';
  readonly lists: 'auto' | 'oneItemPerLine' | 'fill' | 'keep';
  readonly columns: 'auto' | 'aligned' | 'keep';
}

export const defaultFormatSettings: FormatSettings = { equals: 'auto', lists: 'auto', columns: 'auto' };

/** How the editor indents, for a file that has no indented lines. */
export interface EditorIndent {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** The most frequent value, and its share of all values; the first one if several are equally frequent. */
export function mostFrequent<T>(
  values: Iterable<T>,
): { readonly value: T; readonly share: number } | undefined {
  const counts = new Map<T, number>();
  let total = 0;
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    total++;
  }
  let best: { value: T; count: number } | undefined;
  for (const [value, count] of counts) if (count > (best?.count ?? 0)) best = { value, count };
  return best && { value: best.value, share: best.count / total };
}

/** The usual white space at the start of continued lines, but not of the comments between them. */
export function usualIndent(lines: Iterable<LogicalLine>, { insertSpaces, tabSize }: EditorIndent): string {
  const indents: string[] = [];
  for (const { pieces, text } of lines)
    for (const { start, end } of pieces.slice(1))
      indents.push(/^[ \t]*/.exec(text.slice(start, end))?.[0] ?? '');
  return mostFrequent(indents)?.value ?? (insertSpaces ? ' '.repeat(tabSize) : '\t');
}
