// A parameter that the target release does not have: its programs ignore the setting.

import { readOnlyParameters } from '../../catalog/catalog.ts';
import { oldForm } from '../../catalog/old-forms.ts';
import { atLeast, firstFor } from '../../catalog/release.ts';
import { replace } from '../../edits/lines.ts';
import { compatibilityLevel } from '../../instance/expand.ts';
import type { Instance } from '../../instance/instance.ts';
import { type Setting, unusualSettings } from '../../instance/settings.ts';
import { releaseSetting } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const parameterNotInVersion: Rule = {
  code: 'parameter-not-in-version',
  title: 'Parameter does not exist in the target release',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    for (const setting of unusualSettings(context.instance)) {
      if (!context.names.isKnownFor(setting.name, setting.service)) yield* finding(context, setting);
    }
  },
};

function* finding({ instance }: Configuration, { name, at, service }: Setting): Generator<Finding> {
  const parameter = instance.catalog.parameter(name);
  // Names that exist because of a service do not depend on the release (see unknown-parameter).
  if (parameter === undefined || parameter.derived || readOnlyParameters.has(name)) return;
  const target = instance.release;
  const isRemoved = atLeast(target, parameter.since);
  const current = isRemoved ? oldForm('parameter', name, target)?.instead : undefined;
  const isSet =
    current !== undefined &&
    (service === undefined
      ? instance.entriesByName.has(current)
      : instance.overridesOf(service, current).length > 0);
  const first = firstFor(target, parameter);
  const isForLater = !isRemoved && levelOf(instance) >= (compatibilityLevel(first ?? '') ?? Infinity);
  yield {
    at,
    ...(isForLater && { severity: 'information' as const }),
    message:
      `${name} was ${isRemoved ? `removed after Postfix ${parameter.last}` : `added in Postfix ${first}`}. ` +
      `The target release, ${target.name}, ignores this line, so the setting has no effect. ` +
      (isRemoved
        ? current === undefined
          ? 'Remove the line.'
          : isSet
            ? `Remove the line, because the new name, ${current}, is already set.`
            : `Its new name is ${current}.`
        : isForLater
          ? `According to compatibility_level, the files are for a later release: set ${releaseSetting} to that release.`
          : `Remove the line, or set ${releaseSetting} to the release that will read this file.`),
    ...(current !== undefined &&
      !isSet && {
        fixes: [
          {
            title: `Change to ${current}`,
            edits: [replace(at.uri, at.start, { start: 0, end: name.length }, current)],
          },
        ],
      }),
  };
}

/** What main.cf sets, or 0. */
function levelOf(instance: Instance): bigint {
  return compatibilityLevel(instance.expanded('compatibility_level')?.text ?? '') ?? 0n;
}
