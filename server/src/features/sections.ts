// The sections of main.cf and master.cf. Postfix has none: they are what the comments of a file make of it.

import { isTrivia, type Tree } from '../syntax/document.ts';
import type { Span } from '../syntax/text.ts';

export interface Section {
  readonly title: string;
  readonly titleAt: Span;
  /** From the heading to the next one. */
  readonly span: Span;
}

/** A comment line that may be a heading. */
interface Heading {
  readonly title: string;
  readonly at: Span;
  /** Where its comment block begins. */
  readonly start: number;
  /** Rules, marks, or capital letters set it off. */
  readonly isMarked: boolean;
}

/**
 * If a file marks headings with lines, with repeated characters, or with capital letters, only those make sections.
 * Otherwise, short comments that stand alone do.
 */
export function sectionsIn<T>(tree: Tree<T>): readonly Section[] {
  const found = [...headingsIn(tree)];
  const marked = found.filter(({ isMarked }) => isMarked);
  const headings = marked.length > 0 ? marked : found;
  return headings.map(({ title, at, start }, i) => ({
    title,
    titleAt: at,
    span: { start, end: headings[i + 1]?.start ?? tree.text.length },
  }));
}

interface CommentLine extends Span {
  /** The text of the comment, without marks and white space around it. */
  readonly text: string;
  /** Marks are around the text: `## TLS`, `# --- TLS ---`. */
  readonly isMarked: boolean;
  /** A line of repeated characters, such as `####` or `# ----`. */
  readonly isRule: boolean;
}

function* headingsIn<T>(tree: Tree<T>): Generator<Heading> {
  for (const block of commentBlocks(tree)) {
    const heading = headingIn(block);
    if (heading !== undefined) yield heading;
  }
}

/** Offsets count from the start of the document. */
export interface CommentBlock extends Span {
  readonly lines: readonly CommentLine[];
  /** A blank line, or nothing, comes before the block. */
  readonly afterBlank: boolean;
}

/** Comment lines with nothing between them. */
export function* commentBlocks<T>(tree: Tree<T>, span = wholeOf(tree)): Generator<CommentBlock> {
  let lines: CommentLine[] = [];
  let block = { start: 0, end: 0, afterBlank: true };
  let last: 'blank' | 'comment' | 'line' = 'blank';
  for (const { item, start, end } of tree.piecesIn(span)) {
    const kind = isTrivia(item) ? item.kind : 'line';
    if (kind === 'comment') {
      block = lines.length === 0 ? { start, end, afterBlank: last === 'blank' } : { ...block, end };
      lines.push(commentLine(tree.text.slice(start, end), start));
    } else if (lines.length > 0) {
      yield { ...block, lines };
      lines = [];
    }
    last = kind;
  }
  if (lines.length > 0) yield { ...block, lines };
}

function wholeOf({ text }: Tree<unknown>): Span {
  return { start: 0, end: text.length };
}

function commentLine(line: string, start: number): CommentLine {
  const [, before = '', text = '', after = ''] =
    /^([ \t]*#[-=*#~_+ \t]*)(.*?)([-=*#~_+ \t]*[\r\n]*)$/s.exec(line) ?? [];
  const marks = /^[ \t]*#(?:#|[ \t]*[-=*~_+]{2})/;
  return {
    text,
    start: start + before.length,
    end: start + before.length + text.length,
    isMarked: text !== '' && (marks.test(before) || /[-=*#~_+]{2}/.test(after)),
    isRule: text === '' && /[-=*#~_+]{4}/.test(line),
  };
}

/** Only at the start of a block, where a rule may come first. */
function headingIn({ lines, start, afterBlank }: CommentBlock): Heading | undefined {
  const number = lines.findIndex(({ text }) => text !== '');
  const line = lines[number];
  if (line === undefined || !isTitle(line.text)) return undefined;
  const neighbors = [lines[number - 1], lines[number + 1]];
  // The headings of the original main.cf.
  const isCapital = lines[number + 1]?.text === '' && /^[A-Z][A-Z\d /&,()-]+$/.test(line.text);
  const isMarked = line.isMarked || isCapital || neighbors.some((each) => each?.isRule);
  if (!isMarked && !(afterBlank && lines.length === 1)) return undefined;
  return { title: line.text, at: { start: line.start, end: line.end }, start, isMarked };
}

/** A title, not a sentence or a line that is commented out. */
function isTitle(text: string): boolean {
  return (
    text.length <= maxLength &&
    text.split(/\s+/).length <= maxWords &&
    /^[\p{L}\d(]/u.test(text) &&
    !/[.;,]$|^\w+\s*=|\s=|https?:|^\S+\s+(?:inet|unix|fifo|pass)\s/.test(text)
  );
}

const maxLength = 60;
const maxWords = 6;
