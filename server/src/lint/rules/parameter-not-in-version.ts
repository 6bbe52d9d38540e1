// A parameter of another release than the target: the target's programs ignore it.

import { readOnlyParameters } from '../../catalog/catalog.ts';
import { atLeast, firstFor } from '../../catalog/release.ts';
import type { Location } from '../../instance/instance.ts';
import { unusualSettings } from '../../instance/settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const parameterNotInVersion: Rule = {
  code: 'parameter-not-in-version',
  title: 'This release of Postfix does not have this parameter',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    for (const { name, at, service } of unusualSettings(context.instance)) {
      if (!context.names.isKnownFor(name, service)) yield* finding(context, at, name);
    }
  },
};

function* finding({ instance }: Configuration, at: Location, name: string): Generator<Finding> {
  const parameter = instance.catalog.parameter(name);
  // Of a name that a service gives rise to the release says nothing (unknown-parameter).
  if (parameter === undefined || parameter.derived || readOnlyParameters.has(name)) return;
  const target = instance.release;
  const when = atLeast(target, parameter.since)
    ? `Postfix ${parameter.last} was the last release with ${name}`
    : `${name} exists from Postfix ${firstFor(target, parameter)} on`;
  yield {
    at,
    message:
      `${when}, and the target is ${target.name}. Postfix ${target.name} ignores the line, so what it should do does not happen. ` +
      (atLeast(target, parameter.since)
        ? 'Remove it.'
        : 'Remove it, or set postfix.version to the release that will read this file.'),
  };
}
