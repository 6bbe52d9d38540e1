// A $name in the command of a pipe service that pipe(8) does not know: it defers all mail for the service (pipe.c,
// parse_callback).

import { atLeast, type Release } from '../../catalog/release.ts';
import { program } from '../../catalog/services.ts';
import { placedServices, plainArguments, within } from '../../instance/service-fields.ts';
import { parseExpression, references } from '../../syntax/expression.ts';
import type { PlainArgument } from '../../syntax/master-cf.ts';
import { memoize } from '../../syntax/memoize.ts';
import { logTextWithValue } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownPipeMacro: Rule = {
  code: 'unknown-pipe-macro',
  title: 'Command of a pipe service has an unknown macro',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    const known = macrosIn(instance.release);
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'pipe') continue;
      for (const argument of commandOf(service)) {
        for (const { name } of references(parseExpression(argument.text))) {
          if (!/^\w+$/.test(name.text) || known.includes(name.text)) continue;
          yield {
            at: within(uri, service.start, argument),
            message:
              `${problemOf(name.text, instance.release)}. ` +
              `The mail stays in the queue, because pipe warns: ${logTextWithValue('unknown macro name: ', `"${name.text}"`)}. ` +
              adviceFor(name.text, known),
          };
        }
      }
    }
  },
};

/** The words of `argv=`, as far as they are single arguments. */
function commandOf(service: Parameters<typeof plainArguments>[0]): readonly PlainArgument[] {
  const words = plainArguments(service);
  const first = words.findIndex(({ text }) => /^argv=/i.test(text));
  return first < 0 ? [] : words.slice(first);
}

const macros = program('pipe')?.macros ?? {};

/** Always the same list for the same release. */
const macrosIn = memoize((release: Release): readonly string[] =>
  Object.entries(macros).flatMap(([name, since]) =>
    since !== undefined && atLeast(release, since) ? [name] : [],
  ),
);

function problemOf(name: string, release: Release): string {
  const since = Object.hasOwn(macros, name) ? macros[name] : undefined;
  return since === undefined
    ? `pipe has no macro named ${name}`
    : `The macro ${name} requires Postfix ${since}, but this is Postfix ${release.name}`;
}

function adviceFor(name: string, known: readonly string[]): string {
  const similar = Object.hasOwn(macros, name) ? undefined : closest(name, known);
  return similar === undefined
    ? 'Remove it, or use a macro that pipe(8) lists; for a literal $, write $$.'
    : `Did you mean \${${similar}}?`;
}
