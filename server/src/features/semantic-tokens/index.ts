// Semantic tokens: what each word of a document means to Postfix. A grammar sees one line of one file. This feature
// also uses the catalog, the rest of the configuration, and the purpose of a table.

import type { LogicalLine, Placed, Trivia } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/text.ts';
import { type Occurrence, occurrencesIn } from '../occurrences/index.ts';
import { type Snapshot, textOf } from '../snapshot.ts';
import { flatten } from './classified-span.ts';
import { classifyOccurrence } from './classify.ts';
import type { Token } from './legend.ts';
import { commentTokens, lineTokens } from './line-tokens.ts';

export { type Token, type TokenType, tokenModifiers, tokenTypes } from './legend.ts';

export interface TokenOptions {
  /**
   * The editor also has our grammars, and these tokens override their colors. Comments (with their directives) and
   * regular expressions then have no tokens, because the grammars show more of their parts.
   */
  readonly besideGrammar: boolean;
}

/**
 * In a longer text, in UTF-16 code units, all tokens take longer than a keystroke may take, and editors request them
 * after each keystroke. Editors can get only the visible part of such a text.
 */
const maxLength = 200_000;

/**
 * The tokens of all logical lines that touch a span, in order and without overlaps.
 * @param span the whole document if undefined
 * @returns undefined if the document is too long to get all of its tokens
 */
export function semanticTokens(snapshot: Snapshot, options: TokenOptions, span?: Span): Token[] | undefined {
  const { length } = textOf(snapshot.document);
  if (span === undefined && length > maxLength) return undefined;
  return tokensIn(snapshot, span ?? { start: 0, end: length }, options);
}

function tokensIn(snapshot: Snapshot, span: Span, { besideGrammar }: TokenOptions): Token[] {
  const { document, instance } = snapshot;
  if (document.language === 'other') return [];
  const text = textOf(document);
  const occurrences = occurrencesIn(snapshot, span);
  let occurrence = occurrences.next();
  const tokens: Token[] = [];
  const pieces: Iterable<Placed<{ readonly line: LogicalLine } | Trivia>> = document.tree.piecesIn(span);
  for (const { item, start, end } of pieces) {
    const found: Occurrence[] = [];
    for (; occurrence.done !== true && occurrence.value.at.start < end; occurrence = occurrences.next()) {
      if (!besideGrammar || !isForGrammar(occurrence.value)) found.push(occurrence.value);
    }
    const spans = flatten(found.flatMap((each) => classifyOccurrence(instance, each, start)));
    const { line } = text.positionAt(start);
    const ofPiece =
      'line' in item
        ? lineTokens(item.line, spans, !besideGrammar)
        : besideGrammar
          ? []
          : commentTokens(text.slice(start, end));
    for (const token of ofPiece) tokens.push({ ...token, line: line + token.line });
  }
  return tokens;
}

function isForGrammar({ kind }: Occurrence): boolean {
  return kind === 'pattern' || kind === 'pattern-flag';
}
