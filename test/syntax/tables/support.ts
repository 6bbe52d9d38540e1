// Shared by the tests of tables: text in, items out, each with the number that Postfix gives its line.
import { ChunkParser, type LineParser, Tree } from '../../../server/src/syntax/document.ts';
import { type LogicalLine, logicalText, type Placed } from '../../../server/src/syntax/lines.ts';
import { checkNesting, type NestingItem } from '../../../server/src/syntax/tables/nesting.ts';
import { problemsOf, type TableProblem } from '../../../server/src/syntax/tables/problem.ts';
import { SourceText, type Span } from '../../../server/src/syntax/text.ts';

export interface NumberedItem<T> extends Placed<T> {
  /** From 1, counting line feeds as Postfix does. */
  readonly lineNumber: number;
}

/** All items of a file, through the same tree that the server uses. */
export function itemsOf<T>(text: string, parseLine: LineParser<T>): NumberedItem<T>[] {
  const tree = new Tree(SourceText.of(text), new ChunkParser(parseLine));
  const items: NumberedItem<T>[] = [];
  let lineNumber = 1;
  let at = 0;
  for (const placed of tree.items()) {
    for (let feed = text.indexOf('\n', at); feed >= 0 && feed < placed.start; feed = text.indexOf('\n', at)) {
      lineNumber++;
      at = feed + 1;
    }
    items.push({ ...placed, lineNumber });
  }
  return items;
}

/** The one item of a text. */
export function itemOf<T>(text: string, parseLine: LineParser<T>): T {
  const [first, ...others] = itemsOf(text, parseLine);
  if (first === undefined || others.length > 0)
    throw new Error(`not one logical line: ${JSON.stringify(text)}`);
  return first.item;
}

/** The text of a node as Postfix has it in memory. */
export function at(line: LogicalLine, span: Span | undefined): string | undefined {
  return span && logicalText(line, span);
}

/** Every node below an item that has a span, and its text if it has one. */
export function* spansBelow(node: unknown): Generator<Span & { readonly text?: unknown }> {
  if (typeof node !== 'object' || node === null) return;
  if ('start' in node && 'end' in node) yield node as Span;
  for (const [key, value] of Object.entries(node)) if (key !== 'line') yield* spansBelow(value);
}

type AnyItem = Parameters<typeof problemsOf>[0] & { readonly kind: string };

/**
 * Reads a text that has, below each line that Postfix warns about, a line of carets and the problem's code:
 *
 *     user@example.com
 *     ^^^^^^^^^^^^^^^^ missing-value
 *
 * and returns the same text with the markers where the problems are, for comparison.
 */
export function marked<T extends AnyItem>(text: string, parseLine: LineParser<T>): string {
  const plain = text.replace(/^ *\^+ [a-z0-9-]+\n/gm, '');
  const items = itemsOf(plain, parseLine);
  const problems = [
    ...items.flatMap(({ item, start }) => problemsOf(item).map((problem) => shift(problem, start))),
    ...checkNesting(items as readonly Placed<AnyItem>[] as readonly Placed<NestingItem>[]).problems,
  ];
  let offset = 0;
  const lines = plain.split('\n').map((line) => {
    const [from, to] = [offset, offset + line.length];
    offset = to + 1;
    const here = problems.filter(({ start }) => start >= from && start <= to);
    const markers = here.map(({ start, end, code }) => {
      const width = Math.max(1, Math.min(end, to) - start);
      return `${' '.repeat(start - from)}${'^'.repeat(width)} ${code}`;
    });
    return [line, ...markers].join('\n');
  });
  return lines.join('\n');
}

function shift(problem: TableProblem, by: number): TableProblem {
  return { ...problem, start: problem.start + by, end: problem.end + by };
}
