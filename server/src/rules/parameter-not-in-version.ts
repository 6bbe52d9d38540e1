// A parameter of another release than the target: the target's programs ignore it.

import { readOnlyParameters } from '../catalog/catalog.ts';
import { atLeast } from '../catalog/release.ts';
import { type Location, overrides } from '../instance/instance.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const parameterNotInVersion: Rule = {
  code: 'parameter-not-in-version',
  title: 'This release of Postfix does not have this parameter',
  severity: 'warning',
  *check(context: RuleContext): Generator<Finding> {
    const { instance, names } = context;
    const { main, master } = instance.files;
    for (const { item, start } of main === undefined ? [] : instance.entries) {
      if (names.isKnown(item.name.text)) continue;
      yield* finding(
        context,
        { uri: main?.uri ?? '', start: start + item.name.start, end: start + item.name.end },
        item.name.text,
      );
    }
    for (const service of master === undefined ? [] : instance.services) {
      for (const { name } of overrides(service.item)) {
        if (name === undefined || names.isKnownFor(name.text, service)) continue;
        yield* finding(
          context,
          { uri: master?.uri ?? '', start: service.start + name.start, end: service.start + name.end },
          name.text,
        );
      }
    }
  },
};

function* finding({ instance }: RuleContext, at: Location, name: string): Generator<Finding> {
  const parameter = instance.catalog.parameter(name);
  if (parameter === undefined || readOnlyParameters.has(name)) return;
  const target = instance.release;
  const when = atLeast(target, parameter.since)
    ? `Postfix ${parameter.last ?? ''} was the last release with ${name}`
    : `${name} exists from Postfix ${parameter.since} on`;
  yield {
    at,
    message:
      `${when}, and the target is ${target.name}. Postfix ${target.name} ignores the line, so what it should do does not happen. ` +
      (atLeast(target, parameter.since)
        ? 'Remove it.'
        : 'Remove it, or set postfix.version to the release that will read this file.'),
  };
}
