// Comments that suppress findings:
//
//     # postfix-lint-disable-next-line CODE…    the next line, with its continuation lines
//     # postfix-lint-disable CODE…              from this line …
//     # postfix-lint-enable CODE…               … to this line
//     # postfix-lint-disable-file CODE…         the whole file
//
// Without a code, they apply to every rule. Text after ` -- ` is a reason for human readers.

import { memoize } from '../syntax/memoize.ts';
import type { Chunk, SourceText, Span } from '../syntax/text.ts';
import type { Finding } from './rule.ts';

/** What one code in a comment, or a comment without codes, suppresses. */
export interface Suppression {
  readonly kind: 'disable-next-line' | 'disable' | 'disable-file';
  /** Undefined for every rule. */
  readonly code?: string;
  /** The place of the code, or of the whole comment. */
  readonly at: Span;
  /** What to delete to remove it: the code, or the whole line if there is no other code. */
  readonly removal: Span;
  /** Where it applies. */
  readonly scope: Span;
}

interface Directive extends Span {
  readonly kind: Suppression['kind'] | 'enable';
  /** Including the line ending. */
  readonly line: Span;
  readonly codes: readonly (Span & { readonly text: string })[];
}

const word = 'postfix-lint-';
const pattern = /^[ \t]*#[ \t]*postfix-lint-(disable-next-line|disable-file|disable|enable)(?![\w-])([^\n]*)/;
/** Further comments in a file are ignored. */
const maxDirectives = 1000;

/** What the comments in a file suppress, in file order. Offsets count from the start of the document. */
export const suppressionsIn = memoize((text: SourceText): readonly Suppression[] => {
  const list = directives(text);
  const nextLineEnds = nextLineEndsOf(list, text);
  return list.flatMap((directive, i) => {
    const { kind, codes } = directive;
    if (kind === 'enable') return [];
    const later = list.slice(i + 1);
    const one = (at: Span, code?: string): Suppression => ({
      kind,
      at: { start: at.start, end: at.end },
      removal: codes.length > 1 ? { start: at.start, end: at.end } : directive.line,
      scope: scopeOf(directive, code, later, text, nextLineEnds.get(directive)),
      ...(code !== undefined && { code }),
    });
    return codes.length === 0 ? [one(directive)] : codes.map((code) => one(code, code.text));
  });
});

function directives(text: SourceText): readonly Directive[] {
  const found: Directive[] = [];
  for (const [i, chunk] of text.chunks.entries()) {
    const base = text.chunkStart(i);
    for (const { line, start } of directiveLines(chunk)) {
      const directive = found.length < maxDirectives ? parse(line, base + start) : undefined;
      if (directive !== undefined) found.push(directive);
    }
  }
  return found;
}

/** The lines of a chunk that may hold a directive, and their offsets in the chunk. */
const directiveLines = memoize(({ text }: Chunk): readonly { line: string; start: number }[] => {
  const lines: { line: string; start: number }[] = [];
  let at = text.indexOf(word);
  while (at >= 0 && lines.length < maxDirectives) {
    const start = text.lastIndexOf('\n', at) + 1;
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    lines.push({ line: text.slice(start, end + 1), start });
    at = text.indexOf(word, end);
  }
  return lines.length === 0 ? none : lines;
});

const none: readonly never[] = [];

function parse(line: string, base: number): Directive | undefined {
  const match = pattern.exec(line);
  if (match === null) return undefined;
  const [all, kind, rest = ''] = match;
  const restStart = base + all.length - rest.length;
  const codes = [...rest.replace(/ -- .*$/, '').matchAll(/[^\s,]+/g)].map(({ 0: text, index }) => ({
    text,
    start: restStart + index,
    end: restStart + index + text.length,
  }));
  const start = base + line.indexOf('#');
  return {
    kind: kind as Directive['kind'],
    codes,
    start,
    end: base + line.trimEnd().length,
    line: { start: base, end: base + line.length },
  };
}

function scopeOf(
  { kind, end }: Directive,
  code: string | undefined,
  later: readonly Directive[],
  text: SourceText,
  nextLineEnd: number | undefined,
): Span {
  if (kind === 'disable-file') return { start: 0, end: text.length + 1 };
  if (nextLineEnd !== undefined) return { start: end, end: nextLineEnd };
  const closing = later.find(
    (other) =>
      other.kind === 'enable' &&
      (other.codes.length === 0 || other.codes.some((c) => code === undefined || c.text === code)),
  );
  return { start: end, end: closing?.start ?? text.length + 1 };
}

/**
 * Where the comments for the next line stop applying. Goes from the last to the first, so that it reads each line of a
 * long sequence of comments once.
 */
function nextLineEndsOf(list: readonly Directive[], text: SourceText): ReadonlyMap<Directive, number> {
  const ends = new Map<Directive, number>();
  let later = { line: -1, next: -1, end: -1 };
  for (const directive of list.toReversed()) {
    if (directive.kind !== 'disable-next-line') continue;
    const { line } = text.positionAt(directive.start);
    let next = line + 1;
    while (next < text.lineCount && next !== later.line && isNothing(text, next)) next++;
    if (next === later.line) next = later.next;
    const end = next === later.next ? later.end : endOfNext(text, next);
    later = { line, next, end };
    ends.set(directive, end);
  }
  return ends;
}

/** The end of a line that is neither blank nor a comment, including its continuation lines. */
function endOfNext(text: SourceText, line: number): number {
  if (line >= text.lineCount) return text.length + 1;
  let last = line;
  // For a continuation line, only that line; for the first line of a value, the whole value.
  if (!/^[ \t]/.test(lineAt(text, line))) {
    const continues = (n: number): boolean => /^[ \t]/.test(lineAt(text, n)) || isNothing(text, n);
    while (last + 1 < text.lineCount && continues(last + 1)) last++;
  }
  return last + 1 < text.lineCount ? text.lineStart(last + 1) : text.length + 1;
}

/** Whether a line is blank or a comment. */
function isNothing(text: SourceText, line: number): boolean {
  return /^\s*(?:#|$)/.test(lineAt(text, line));
}

function lineAt(text: SourceText, line: number): string {
  return text.slice(text.lineStart(line), line + 1 < text.lineCount ? text.lineStart(line + 1) : text.length);
}

/** Removes suppressed findings, and returns the suppressions that suppressed nothing. */
export function suppress<T>(
  list: readonly Suppression[],
  findings: readonly T[],
  describe: (finding: T) => { readonly code: string; readonly start: number },
): { readonly kept: readonly T[]; readonly unused: readonly Suppression[] } {
  const used = new Set<Suppression>();
  const kept = findings.filter((finding) => {
    const { code, start } = describe(finding);
    const matching = list.filter(
      ({ code: own, scope }) => (own ?? code) === code && start >= scope.start && start < scope.end,
    );
    for (const suppression of matching) used.add(suppression);
    return matching.length === 0;
  });
  return { kept, unused: list.filter((suppression) => !used.has(suppression)) };
}

/** The finding about a suppression that suppresses nothing. Its fix removes the comment, or the one unused code. */
export function unusedFinding(uri: string, { code, at, removal }: Suppression, isKnown: boolean): Finding {
  const what =
    code === undefined
      ? 'This comment does not suppress any finding.'
      : isKnown
        ? `This comment does not suppress any ${code} finding.`
        : `There is no rule ${code}, so this comment has no effect.`;
  const unused = removal.start === at.start && removal.end === at.end ? 'the code' : 'the comment';
  return {
    at: { uri, ...at },
    tag: 'unnecessary',
    message: `${what} Postfix ignores comments. Remove ${unused}.`,
    fixes: [
      {
        title: `Remove ${unused}`,
        preferred: true,
        safe: true,
        edits: [{ at: { uri, ...removal }, text: '' }],
      },
    ],
  };
}
