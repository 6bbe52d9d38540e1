// What the rules about lines of main.cf that are no `name = value` have in common (split_nameval.c, readlline.c).

import { logicalText, type Placed } from '../syntax/lines.ts';
import type { MalformedLine } from '../syntax/main-cf.ts';
import { commentOut, firstLineLocation } from './edits.ts';
import type { Finding, Fix, RuleContext } from './rule.ts';

/** The lines with one problem. `message` is given the text as Postfix has it in memory. */
export function* malformedLines(
  { instance }: RuleContext,
  problem: MalformedLine['problem'],
  message: (text: string) => string,
  fix?: (uri: string, line: Placed<MalformedLine>, isFirst: boolean) => Fix | undefined,
): Generator<Finding> {
  const { main } = instance.files;
  let above = 0;
  for (const { item, start, end } of main?.tree.items() ?? []) {
    const isFirst = above++ === 0;
    if (main === undefined || item.kind !== 'malformed' || item.problem !== problem) continue;
    const line = { item, start, end };
    const fixes = [
      fix?.(main.uri, line, isFirst),
      { title: 'Comment out', edits: commentOut(main.uri, line) },
    ];
    yield {
      at: firstLineLocation(main.uri, line),
      message: message(logicalText(item.line, { start: 0, end: item.line.text.length })),
      fixes: fixes.filter((f) => f !== undefined),
    };
  }
}

/** So many characters of a text, and three dots for the others. */
export function beginning(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}
