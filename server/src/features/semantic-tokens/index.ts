// Semantic tokens: what each word of a document is, by what Postfix makes of it. A grammar sees one line and no
// other file; this sees the catalog, the configuration around it, and what a table is for.

import type { LogicalLine, Placed, Trivia } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/text.ts';
import { type Snapshot, textOf } from '../snapshot.ts';
import { type Spot, spotsIn } from '../spot.ts';
import type { Token } from './legend.ts';
import { commentTokens, lineTokens } from './line-tokens.ts';
import { flatten } from './paint.ts';
import { paintsOf } from './spots.ts';

export interface TokenOptions {
  /**
   * The editor has our grammars too and lays these tokens over their colours: then what a grammar tells better is
   * left to it, which are comments with their directives and the inside of regular expressions.
   */
  readonly besideGrammar: boolean;
}

/**
 * All tokens of a longer text, in UTF-16 code units, take longer than a keystroke may, and editors ask for them
 * after each one: such a text gets those of the stretch on the screen alone.
 */
const maxLength = 200_000;

/** Undefined for a text that is too large for that. */
export function allTokens(snapshot: Snapshot, options: TokenOptions): Token[] | undefined {
  const { length } = textOf(snapshot.document);
  return length > maxLength ? undefined : tokensIn(snapshot, { start: 0, end: length }, options);
}

/** The tokens of the logical lines that touch a stretch of the document, in order; none overlaps another. */
export function tokensIn(snapshot: Snapshot, span: Span, { besideGrammar }: TokenOptions): Token[] {
  const { document, instance } = snapshot;
  if (document.language === 'other') return [];
  const text = textOf(document);
  const spots = spotsIn(snapshot, span);
  let spot = spots.next();
  const tokens: Token[] = [];
  const pieces: Iterable<Placed<{ readonly line: LogicalLine } | Trivia>> = document.tree.piecesIn(span);
  for (const { item, start, end } of pieces) {
    const found: Spot[] = [];
    for (; spot.done !== true && spot.value.at.start < end; spot = spots.next()) {
      if (!besideGrammar || !isForGrammar(spot.value)) found.push(spot.value);
    }
    const paints = flatten(found.flatMap((each) => paintsOf(instance, each, start)));
    const { line } = text.positionAt(start);
    const ofPiece =
      'line' in item
        ? lineTokens(item.line, paints, !besideGrammar)
        : besideGrammar
          ? []
          : commentTokens(text.slice(start, end));
    for (const token of ofPiece) tokens.push({ ...token, line: line + token.line });
  }
  return tokens;
}

function isForGrammar({ kind }: Spot): boolean {
  return kind === 'pattern' || kind === 'pattern-flag';
}
