// A parameter that is set twice to the same value: harmless until someone edits only one of the two lines.

import { commentOut, lineLocation, lineNumber } from '../../edits/lines.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const repeatedParameter: Rule = {
  code: 'repeated-parameter',
  title: 'Parameter is set twice to the same value',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const main = instance.files.main;
    if (main === undefined) return;
    for (const name of instance.repeatedNames) {
      const entries = instance.entriesOf(name);
      for (const [i, entry] of entries.entries()) {
        const next = entries[i + 1];
        if (next === undefined || next.item.text !== entry.item.text) continue;
        yield {
          at: lineLocation(main.uri, entry),
          message:
            `${name} is set again to the same value on line ${lineNumber(main, next.start)}. ` +
            'Postfix uses the last line, so changes to this line would have no effect. Remove one of the two lines.',
          tag: 'unnecessary',
          related: [{ at: lineLocation(main.uri, next), message: 'Set again here' }],
          fixes: [
            {
              title: `Comment out this earlier ${name}`,
              edits: commentOut(main.uri, entry),
              preferred: true,
              safe: true,
            },
          ],
        };
      }
    }
  },
};
