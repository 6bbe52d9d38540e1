// A boolean that is neither yes nor no (mail_conf_bool.c).

import type { EffectiveValue } from '../instance/instance.ts';
import { overrides, type PlacedService } from '../instance/instance.ts';
import { expandedValue } from '../instance/words.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const badBoolean: Rule = {
  code: 'bad-boolean',
  title: 'A boolean parameter takes yes or no',
  severity: 'error',
  *check(context: RuleContext): Generator<Finding> {
    const { instance } = context;
    for (const name of instance.entriesByName.keys()) yield* finding(context, name, undefined);
    for (const service of instance.services) {
      for (const name of new Set(overrides(service.item).map((o) => o.name?.text ?? '')))
        yield* finding(context, name, service);
    }
  },
};

/** Words that people write elsewhere for the two. */
const meant: Readonly<Record<string, 'yes' | 'no' | undefined>> = {
  true: 'yes',
  on: 'yes',
  '1': 'yes',
  enable: 'yes',
  enabled: 'yes',
  y: 'yes',
  false: 'no',
  off: 'no',
  '0': 'no',
  disable: 'no',
  disabled: 'no',
  none: 'no',
  n: 'no',
};

function* finding(
  { instance }: RuleContext,
  name: string,
  service: PlacedService | undefined,
): Generator<Finding> {
  const parameter = instance.catalog.knows(name) ? instance.parameterOf(name) : undefined;
  if (parameter?.type.type !== 'boolean') return;
  // A program that does not read the parameter does not look at its value.
  const reads = (program: string): boolean =>
    parameter.usedBy.includes(program) || parameter.usedBy.includes('global');
  if (service !== undefined && !reads(service.program)) return;
  const value = expandedValue(instance, name, service);
  if (value === undefined || (service !== undefined && !isOverride(value.value))) return;
  const { text, problems } = value.expansion;
  if (problems.length > 0 || parseBoolean(text) !== undefined) return;
  const at = value.locate({ start: 0, end: text.length });
  if (at === undefined) return;
  const word = meant[text.toLowerCase()];
  yield {
    at,
    message:
      `${name} is a boolean, and ${text === '' ? 'it has no value' : `"${text}" is not one`}. ` +
      `Programs that read it die: bad boolean configuration: ${name} = ${text}. Write yes or no.`,
    ...(word === undefined || value.value.raw !== text
      ? {}
      : { fixes: [{ title: `Change to ${word}`, edits: [{ at, text: word }], preferred: true }] }),
  };
}

function isOverride(value: EffectiveValue): boolean {
  return value.source.kind === 'override';
}
