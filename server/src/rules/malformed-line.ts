// What the rules about lines of main.cf that are no `name = value` have in common (split_nameval.c, readlline.c).

import type { Placed } from '../syntax/lines.ts';
import type { MalformedLine } from '../syntax/main-cf.ts';
import { commentOut, firstLineLocation } from './edits.ts';
import type { Finding, Fix, RuleContext } from './rule.ts';

/** The lines with one problem. `message` is given the text as Postfix's own message shows it. */
export function* malformedLines(
  { instance }: RuleContext,
  problem: MalformedLine['problem'],
  message: (text: string) => string,
  fix?: (uri: string, line: Placed<MalformedLine>) => Fix,
): Generator<Finding> {
  const { main } = instance.files;
  for (const { item, start, end } of main?.tree.items() ?? []) {
    if (main === undefined || item.kind !== 'malformed' || item.problem !== problem) continue;
    const line = { item, start, end };
    const { masked } = item.line;
    const fixes = [fix?.(main.uri, line), { title: 'Comment out', edits: commentOut(main.uri, line) }];
    yield {
      at: firstLineLocation(main.uri, line),
      message: message(masked.length > 30 ? `${masked.slice(0, 30)}...` : masked),
      fixes: fixes.filter((f) => f !== undefined),
    };
  }
}
