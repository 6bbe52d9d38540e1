// White space between two words of a logical line. It can contain a comma, line breaks, comments, and blank lines.

/** What to put between two words. */
export interface GapStyle {
  /** `keep`: line breaks stay where they are. */
  readonly breaks: 'keep' | 'newline' | 'space';
  /** The white space at the start of a continued line. */
  readonly indent: string;
  /** The line break of the file. */
  readonly newline: string;
}

/**
 * The gap in the given style. White space stays white space, and a comma without it gets none, so that postconf prints
 * the same value. Comments and blank lines do not change. Undefined for a gap that is best left alone.
 */
export function styledGap(gap: string, { breaks, indent, newline }: GapStyle): string | undefined {
  const lines = gap.split('\n');
  const [first = '', ...others] = lines;
  const [, before, comma = '', after, carriageReturn = ''] = /^([ \t]*)(,?)([ \t]*)(\r?)$/.exec(first) ?? [];
  // A comma at the start of a line is a deliberate style.
  if (before === undefined || !/^[ \t]*$/.test(others.at(-1) ?? '')) return undefined;
  const start = `${comma !== '' && before !== '' ? ' ' : ''}${comma}`;
  if (others.length === 0) {
    const isWritten = comma === '' ? before : after;
    return isWritten === '' ? start : `${start}${breaks === 'newline' ? newline + indent : ' '}`;
  }
  if (breaks === 'space' && others.length === 1) return `${start} `;
  return [start + carriageReturn, ...others.slice(0, -1), indent].join('\n');
}
