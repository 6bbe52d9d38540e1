// Writes the comments that suppress findings (suppression.ts reads them).

import type { SourceText, Span } from '../syntax/text.ts';

export interface Insertion {
  readonly at: Span;
  readonly text: string;
}

/** Adds a comment above the physical line, or adds the code to an existing one. */
export function disableForLine(text: SourceText, offset: number, code: string): Insertion {
  const { line } = text.positionAt(offset);
  const start = text.lineStart(line);
  const indent = /^[ \t]*/.exec(text.slice(start, start + 100))?.[0] ?? '';
  const above = line === 0 ? '' : text.slice(text.lineStart(line - 1), start);
  const joined = join(above, 'disable-next-line', line === 0 ? 0 : text.lineStart(line - 1), code);
  return joined ?? insertion(start, `${indent}# postfix-lint-disable-next-line ${code}`, text);
}

/** Adds a comment at the top of the file, or adds the code to an existing one. */
export function disableForFile(text: SourceText, code: string): Insertion {
  const first = text.slice(0, text.lineCount > 1 ? text.lineStart(1) : text.length);
  return join(first, 'disable-file', 0, code) ?? insertion(0, `# postfix-lint-disable-file ${code}`, text);
}

/** Inserts the code after the other codes in a comment and before its reason. */
function join(line: string, kind: string, start: number, code: string): Insertion | undefined {
  const match = new RegExp(`^[ \\t]*# postfix-lint-${kind}(?: [a-z][\\w-]*,?)+(?=\\s)`).exec(line);
  if (match === null) return undefined;
  const at = start + match[0].length;
  return { at: { start: at, end: at }, text: ` ${code}` };
}

function insertion(at: number, comment: string, text: SourceText): Insertion {
  return { at: { start: at, end: at }, text: comment + text.lineBreak };
}
