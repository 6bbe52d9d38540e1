// `-o name = value`: master(8) splits the line at spaces, so the program gets a name without a value (multi_server.c).

import { atLeast } from '../../catalog/release.ts';
import { program } from '../../catalog/services.ts';
import type { Fix } from '../../edits/edit.ts';
import { placedServices, within } from '../../instance/service-fields.ts';
import type { Argument, Override } from '../../syntax/master-cf.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const overrideWithSpaces: Rule = {
  code: 'override-with-spaces',
  title: 'Option -o has a name but no value',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    const hasBraces = atLeast(instance.release, '3.0');
    for (const [uri, service] of placedServices(instance)) {
      if (program(service.program) === undefined) continue;
      const list = service.item.arguments;
      for (const [i, argument] of list.entries()) {
        if (argument.kind !== 'override' || argument.problem !== 'missing-equals' || argument.braces)
          continue;
        const end = endOfSetting(list, i);
        const at = within(uri, service.start, { start: argument.start, end });
        const name = argument.name?.text ?? '';
        const why = end === argument.end ? 'it has no equals sign' : 'a space ends the option';
        yield {
          at,
          message:
            `-o ${name} has no value, because ${why}. ` +
            `${service.program} exits with: ${logText(`invalid "-o ${name}" option value: missing '=' after attribute name`)}. ` +
            `Write -o name=value without spaces${hasBraces ? ', or -o { name = value }' : ''}.`,
          ...fixesFor(argument, list[i + 1], end, service.item.line.masked, (start, text) => ({
            at: within(uri, service.start, { start, end }),
            text,
          })),
        };
      }
    }
  },
};

/** The end of `= value` or `=value` after the name, or of the name itself if nothing of the kind follows. */
function endOfSetting(list: readonly Argument[], i: number): number {
  const [own, next, value] = list.slice(i, i + 3);
  if (!isPlain(next) || !next.text.startsWith('=')) return own?.end ?? 0;
  return next.text === '=' && isPlain(value) && !value.text.startsWith('-') ? value.end : next.end;
}

function isPlain(argument: Argument | undefined): argument is Extract<Argument, { kind: 'argument' }> {
  return argument?.kind === 'argument';
}

function fixesFor(
  { word }: Override,
  next: Argument | undefined,
  end: number,
  text: string,
  edit: (start: number, text: string) => Fix['edits'][number],
): { fixes?: readonly Fix[] } {
  if (!isPlain(next) || end === word.end) return {};
  const joined = text.slice(word.start, end).replace(/\s*=\s*/, '=');
  if (/\s/.test(joined)) return {};
  return { fixes: [{ title: `Change to ${joined}`, edits: [edit(word.start, joined)], preferred: true }] };
}
