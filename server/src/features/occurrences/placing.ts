// Puts the occurrences of one logical line in order, and converts their spans to offsets of the document.

import type { LogicalLine } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/text.ts';
import type { Occurrence } from './occurrence.ts';

/**
 * @param found occurrences whose spans count from the start of the line, in any order
 * @param base where the line begins in the document
 * @returns the occurrences outside comments. An outer one comes before those inside it. Occurrences with equal spans
 * keep their order.
 */
export function* placed(found: Iterable<Occurrence>, line: LogicalLine, base: number): Generator<Occurrence> {
  const occurrences = [...found].sort((a, b) => a.at.start - b.at.start || b.at.end - a.at.end);
  let piece = 0;
  for (const occurrence of occurrences) {
    const { start, end } = occurrence.at;
    // Postfix does not see comments and blank lines inside a logical line.
    while (piece < line.pieces.length - 1 && (line.pieces[piece]?.end ?? 0) < start) piece++;
    const within = line.pieces[piece];
    if (within !== undefined && start >= within.start && start <= within.end)
      yield { ...occurrence, at: { start: base + start, end: base + end } };
  }
}

/** Only the start and the end of a node. */
export function spanOf({ start, end }: Span): Span {
  return { start, end };
}
