// A value with a `$` that Postfix cannot expand: each program that reads it exits (mac_parse.c, mac_expand.c, dict.c).

import type { Instance, Location, PlacedService, Source } from '../../instance/instance.ts';
import { MacroFatal, readMacros } from '../../instance/postconf-macros.ts';
import { type ReadValue, referringValues } from '../../instance/read-values.ts';
import { branchesOf, type Part, parseExpression, references } from '../../syntax/expression.ts';
import type { Span } from '../../syntax/text.ts';
import { logTextWithValue } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const valueNotExpandable: Rule = {
  code: 'value-not-expandable',
  title: 'Postfix cannot expand the value',
  severity: 'error',
  explains: ['no-relay-gate', 'open-relay'],
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of referringValues(instance)) {
      if (value.parameter.raw) continue;
      if (value.expanded.expansion.problems.length === 0) continue;
      const problem = warningOf(instance, value);
      if (problem === undefined) continue;
      const fault = faultIn(instance, value.raw, value.source, value.service, new Set([value.name]));
      // The text itself may be valid, and the parameter refers to itself.
      const what = fault === undefined ? `The value of ${value.name}` : `"${beginning(fault.text, 40)}"`;
      const text = problem.search(/(?<=: )"/);
      const quoted =
        text < 0
          ? logTextWithValue(problem, '')
          : logTextWithValue(problem.slice(0, text), problem.slice(text));
      yield {
        at: fault?.at ?? value.location,
        explains: value.location,
        message:
          `${what} cannot be expanded. ` +
          `Each program that reads ${value.name} logs ${quoted} and exits. ` +
          advice(fault),
      };
    }
  },
};

function advice(fault: Fault | undefined): string {
  if (fault === undefined) return "Remove the parameter's reference to itself.";
  return /^\$\(\w+\s/.test(fault.text)
    ? 'Write the output of the command, because Postfix does not run commands.'
    : 'Correct it, or write $$ for a dollar sign.';
}

/** The first warning that Postfix logs; undefined if only its own limits decide. */
function warningOf(instance: Instance, value: ReadValue): string | undefined {
  const warnings: string[] = [];
  try {
    readMacros(value.raw, {
      lookup: instance.lookup(value.service),
      warn: (warning) => warnings.push(warning),
      scan: false,
      functions: instance.expandOptions.functions ?? false,
    });
  } catch (error) {
    if (!(error instanceof MacroFatal)) throw error;
    return error.message.startsWith('mac_exp_eval') ? error.message : undefined;
  }
  return warnings[0];
}

interface Fault {
  readonly at: Location;
  readonly text: string;
}

/** The text that is not valid, in the value or in a parameter that it refers to. */
function faultIn(
  instance: Instance,
  raw: string,
  source: Source,
  service: PlacedService | undefined,
  seen: Set<string>,
): Fault | undefined {
  const parts = parseExpression(raw);
  const span = malformedIn(parts);
  if (span !== undefined) {
    const place = placeOf(instance, source);
    if (place === undefined) return undefined;
    const at = { uri: place.uri, start: place.start + span.start, end: place.start + span.end };
    return { at, text: raw.slice(span.start, span.end) };
  }
  for (const { name } of references(parts)) {
    if (seen.has(name.text)) continue;
    seen.add(name.text);
    const value = instance.value(name.text, service);
    const found = value && faultIn(instance, value.raw, value.source, service, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function malformedIn(parts: readonly Part[]): Span | undefined {
  for (const part of parts) {
    if (part.kind === 'malformed') return part;
    for (const branch of branchesOf(part)) {
      const inner = malformedIn(branch.parts);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** Where the value of a setting begins. */
function placeOf(instance: Instance, source: Source): { uri: string; start: number } | undefined {
  const { main, master } = instance.files;
  if (source.kind === 'entry' && main !== undefined)
    return { uri: main.uri, start: source.entry.start + source.entry.item.value.start };
  const value = source.kind === 'override' ? source.override.value : undefined;
  return source.kind === 'override' && master !== undefined && value !== undefined
    ? { uri: master.uri, start: source.service.start + value.start }
    : undefined;
}
