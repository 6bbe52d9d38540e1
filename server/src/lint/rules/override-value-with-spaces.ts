// A blank inside the value of an `-o`: what follows it is an argument, and the program takes none (smtpd.c and others).

import { atLeast } from '../../catalog/release.ts';
import { placedServices, plainArguments, refusesArguments, within } from '../../instance/service-fields.ts';
import type { Override, PlainArgument } from '../../syntax/master-cf.ts';
import type { Finding, Rule } from '../rule.ts';

export const overrideValueWithSpaces: Rule = {
  code: 'override-value-with-spaces',
  title: 'A blank ends the value of an -o',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    const hasBraces = atLeast(instance.release, '3.0');
    for (const [uri, service] of placedServices(instance)) {
      if (!refusesArguments(service.program)) continue;
      const words = strayWords(plainArguments(service));
      const [first, last] = [words[0], words.at(-1)];
      const override = service.item.arguments.findLast((a): a is Override => a.kind === 'override');
      if (first === undefined || last === undefined || override?.value === undefined || override.braces)
        continue;
      const name = override.name?.text ?? '';
      const { masked } = service.item.line;
      yield {
        at: within(uri, service.start, { start: first.start, end: last.end }),
        message:
          `A blank ends the value of -o ${name}, and "${masked.slice(first.start, last.end).replace(/\s+/g, ' ')}" is not part of it. ` +
          `${service.program} dies: unexpected command-line argument: ${first.text}. ` +
          `${hasBraces ? `Put the whole in braces: -o { ${name} = ... }.` : 'Separate the words with commas alone.'}`,
        fixes: [
          hasBraces
            ? {
                title: `Write -o { ${name} = ... }`,
                edits: [
                  {
                    at: within(uri, service.start, { start: override.word.start, end: override.word.start }),
                    text: '{ ',
                  },
                  { at: within(uri, service.start, { start: last.end, end: last.end }), text: ' }' },
                ],
                preferred: true,
              }
            : {
                title: 'Separate the words with commas alone',
                edits: [
                  {
                    at: within(uri, service.start, { start: override.value.start, end: last.end }),
                    text: masked.slice(override.value.start, last.end).replace(/[,\s]+/g, ','),
                  },
                ],
                preferred: true,
              },
        ],
      };
    }
  },
};

/** The words up to the next option or comment: what follows those is another matter. */
function strayWords(words: readonly PlainArgument[]): readonly PlainArgument[] {
  const end = words.findIndex(({ text }) => /^[-#=]/.test(text));
  return end < 0 ? words : words.slice(0, end);
}
