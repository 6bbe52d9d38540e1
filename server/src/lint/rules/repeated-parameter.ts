// A parameter that is set twice to the same value: harmless until someone edits only one of the two lines.

import { commentOut, lineLocation, lineNumber } from '../../edits/lines.ts';
import { type Instance, overrides } from '../../instance/instance.ts';
import type { Override } from '../../syntax/master-cf.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const repeatedParameter: Rule = {
  code: 'repeated-parameter',
  title: 'Parameter is set twice to the same value',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    yield* repeatedOptions(instance);
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
            'Postfix uses the last line, so changes to this line would have no effect. Remove this line.',
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

/** The same for `-o` options of one service. */
function* repeatedOptions(instance: Instance): Generator<Finding> {
  const { master } = instance.files;
  if (master === undefined) return;
  for (const service of instance.services) {
    const { item, start } = service;
    const last = new Map<string, Override>();
    for (const override of overrides(item)) {
      if (override.problem !== undefined || override.name === undefined) continue;
      const name = override.name.text;
      const earlier = last.get(name);
      last.set(name, override);
      if (earlier === undefined || earlier.value?.text !== override.value?.text) continue;
      yield {
        at: { uri: master.uri, start: start + override.start, end: start + override.end },
        message:
          `This service sets ${name} twice to the same value. ` +
          'Postfix uses the last option, so changes to the earlier one would have no effect. Remove one of the two options.',
        tag: 'unnecessary',
        related: [
          {
            at: { uri: master.uri, start: start + earlier.start, end: start + earlier.end },
            message: 'The first option',
          },
        ],
      };
    }
  }
}
