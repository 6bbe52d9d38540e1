// Checks `if` and `endif` across the lines of a table, as dict_regexp.c, dict_pcre.c, and dict_cidr.c do. A statement
// that Postfix skips is ignored.

import type { Placed } from '../lines.ts';
import type { Span } from '../text.ts';
import type { CidrItem } from './cidr.ts';
import type { PatternItem } from './patterns.ts';
import { problemsOf, type TableProblem } from './problem.ts';

export type NestingProblemCode = 'endif-without-if' | 'if-without-endif';

/** A block from its `if` to its `endif` or to the end of the table. Offsets count from the start of the document. */
export interface Block extends Span {
  readonly open: Placed<NestingItem>;
  readonly close?: Placed<NestingItem>;
  /** The number of blocks that contain it. */
  readonly depth: number;
}

export type NestingItem = PatternItem | CidrItem;

export interface Nesting {
  /** Ordered by where they end. */
  readonly blocks: readonly Block[];
  /** Offsets count from the start of the document. */
  readonly problems: readonly TableProblem<NestingProblemCode>[];
}

/** Makes one pass over the items of a document in order (`Tree.items()`). */
export function checkNesting(items: Iterable<Placed<NestingItem>>): Nesting {
  const open: (Pick<Block, 'open' | 'start'> & { readonly keyword: Span })[] = [];
  const blocks: Block[] = [];
  const problems: TableProblem<NestingProblemCode>[] = [];
  let end = 0;
  for (const placed of items) {
    const { item, start } = placed;
    end = placed.end;
    if (item.kind !== 'if' && item.kind !== 'endif') continue;
    if (problemsOf(item).some(({ skipped }) => skipped)) continue;
    if (item.kind === 'if') {
      open.push({ open: placed, start, keyword: item.keyword });
      continue;
    }
    const opened = open.pop();
    if (opened)
      blocks.push({ open: opened.open, close: placed, depth: open.length, start: opened.start, end });
    else {
      problems.push({
        code: 'endif-without-if',
        message: 'problems' in item ? 'ignoring ENDIF without matching IF' : 'ENDIF without IF',
        skipped: true,
        start: start + item.keyword.start,
        end: start + item.keyword.end,
      });
    }
  }
  for (let opened = open.pop(); opened !== undefined; opened = open.pop()) {
    const { start, keyword } = opened;
    blocks.push({ open: opened.open, depth: open.length, start, end });
    problems.push({
      code: 'if-without-endif',
      message: 'IF has no matching ENDIF',
      skipped: false,
      start: start + keyword.start,
      end: start + keyword.end,
    });
  }
  return { blocks, problems };
}
