// Spots of one logical line: in order, in the document's offsets, and none inside a comment.

import type { LogicalLine } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/text.ts';
import type { Spot } from './spot.ts';

/**
 * The spots of a line, whose stretches count from its start, with the document's offsets. An outer one comes
 * before those inside it; of equal stretches the one that was given first.
 */
export function* placed(found: Iterable<Spot>, line: LogicalLine, base: number): Generator<Spot> {
  const spots = [...found].sort((a, b) => a.at.start - b.at.start || b.at.end - a.at.end);
  let piece = 0;
  for (const spot of spots) {
    const { start, end } = spot.at;
    // Comments and blank lines inside a logical line are nothing that Postfix sees.
    while (piece < line.pieces.length - 1 && (line.pieces[piece]?.end ?? 0) < start) piece++;
    const within = line.pieces[piece];
    if (within !== undefined && start >= within.start && start <= within.end)
      yield { ...spot, at: { start: base + start, end: base + end } };
  }
}

/** The stretch of a node, without the node. */
export function spanOf({ start, end }: Span): Span {
  return { start, end };
}
