// A space inside the value of an `-o`: the text after it becomes an argument, which the program does not accept (smtpd.c
// and others).

import { atLeast } from '../../catalog/release.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { placedServices, plainArguments, refusesArguments, within } from '../../instance/service-fields.ts';
import type { Override, PlainArgument } from '../../syntax/master-cf.ts';
import type { Span } from '../../syntax/text.ts';
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
      for (const [i, { option, name, value, words }] of [...brokenOverrides(service)].entries()) {
        const [first, last] = [words[0], words.at(-1)];
        if (first === undefined || last === undefined) continue;
        yield finding(uri, service, { option, name, value, first, last, isFirst: i === 0 }, hasBraces);
      }
    }
  },
};

interface Broken {
  /** The `-o`. */
  readonly option: Span;
  readonly name: string;
  /** Where the value begins that ends too early. */
  readonly value: Span;
  /** The words that belong to the value. */
  readonly words: readonly PlainArgument[];
}

/**
 * The program does not read its options after the first word that is not one. The options there are broken in the same
 * way as soon as the first one is repaired.
 */
function* brokenOverrides(service: PlacedService): Generator<Broken> {
  const plain = plainArguments(service);
  const override = service.item.arguments.findLast((a): a is Override => a.kind === 'override');
  if (override?.value === undefined || override.braces) return;
  const words = strayWords(plain);
  if (words.length === 0) return;
  yield { option: override.word, name: override.name?.text ?? '', value: override.value, words };
  for (const [i, argument] of plain.entries()) {
    const setting = argument.text === '-o' ? plain[i + 1] : undefined;
    const name = /^([\w-]+)=/.exec(setting?.text ?? '')?.[1];
    if (setting === undefined || name === undefined || setting.braces) continue;
    const value = { start: setting.start + name.length + 1, end: setting.end };
    yield { option: setting, name, value, words: strayWords(plain.slice(i + 2)) };
  }
}

interface Place extends Omit<Broken, 'words'> {
  readonly first: PlainArgument;
  readonly last: PlainArgument;
  /** The program exits at the first one, and logs nothing about the others. */
  readonly isFirst: boolean;
}

function finding(
  uri: string,
  service: PlacedService,
  { option, name, value, first, last, isFirst }: Place,
  hasBraces: boolean,
): Finding {
  const { masked } = service.item.line;
  return {
    at: within(uri, service.start, { start: first.start, end: last.end }),
    explains: within(uri, service.start, { start: option.start, end: last.end }),
    message:
      `The value of -o ${name} ends at the first space, so "${shortened(masked.slice(first.start, last.end).replace(/\s+/g, ' '))}" is not part of the value. ` +
      `${isFirst ? '' : 'After you correct the previous one, '}${service.program} exits with: ${logText(`unexpected command-line argument: ${first.text}`)}. ` +
      `${hasBraces ? `Put the setting in braces: -o { ${name} = ... }.` : 'Separate the words with commas, without spaces.'}`,
    fixes: [
      hasBraces
        ? {
            title: `Change to -o { ${name} = ... }`,
            edits: [
              { at: within(uri, service.start, { start: option.start, end: option.start }), text: '{ ' },
              { at: within(uri, service.start, { start: last.end, end: last.end }), text: ' }' },
            ],
            preferred: true,
          }
        : {
            title: 'Separate the words with commas',
            edits: [
              {
                at: within(uri, service.start, { start: value.start, end: last.end }),
                text: masked.slice(value.start, last.end).replace(/[,\s]+/g, ','),
              },
            ],
            preferred: true,
          },
    ],
  };
}

/** A long list would hide the rest of the message. */
function shortened(text: string): string {
  return text.length > maxQuote ? `${text.slice(0, text.lastIndexOf(' ', maxQuote))} …` : text;
}

const maxQuote = 60;

/** The words up to the next option or comment: they belong to the value. */
function strayWords(words: readonly PlainArgument[]): readonly PlainArgument[] {
  const end = words.findIndex(({ text }) => /^[-#=]/.test(text));
  return end < 0 ? words : words.slice(0, end);
}
