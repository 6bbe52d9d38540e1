// A space inside the value of an `-o`: the text after it becomes an argument, which the program does not accept (smtpd.c
// and others).

import { atLeast } from '../../catalog/release.ts';
import { placedServices, plainArguments, refusesArguments, within } from '../../instance/service-fields.ts';
import type { Override, PlainArgument } from '../../syntax/master-cf.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const overrideValueWithSpaces: Rule = {
  code: 'override-value-with-spaces',
  title: 'Value of an -o option ends at a space',
  severity: 'error',
  explains: ['no-relay-gate', 'open-relay', 'swallowed-restriction', 'access-needs-table'],
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
        explains: within(uri, service.start, { start: override.word.start, end: last.end }),
        message:
          `The value of -o ${name} ends at the first space, so "${masked.slice(first.start, last.end).replace(/\s+/g, ' ')}" is not part of the value. ` +
          `${service.program} exits with: ${logText(`unexpected command-line argument: ${first.text}`)}. ` +
          `${hasBraces ? `Put the setting in braces: -o { ${name} = ... }.` : 'Separate the words with commas, without spaces.'}`,
        fixes: [
          hasBraces
            ? {
                title: `Change to -o { ${name} = ... }`,
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
                title: 'Separate the words with commas',
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

/** The words up to the next option or comment: they belong to the value. */
function strayWords(words: readonly PlainArgument[]): readonly PlainArgument[] {
  const end = words.findIndex(({ text }) => /^[-#=]/.test(text));
  return end < 0 ? words : words.slice(0, end);
}
