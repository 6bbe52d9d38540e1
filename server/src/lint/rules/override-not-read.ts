// An `-o` option with a parameter that the program of the service never reads.

import type { Parameter } from '../../catalog/catalog.ts';
import { derivingService, program } from '../../catalog/services.ts';
import { namesIn } from '../../instance/expand.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import { type Instance, overrides, type PlacedService, rawText } from '../../instance/instance.ts';
import { uses } from '../../instance/read-values.ts';
import type { Finding, Rule } from '../rule.ts';

export const overrideNotRead: Rule = {
  code: 'override-not-read',
  title: 'Program does not read this override',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    for (const service of instance.services) {
      if (program(service.program) === undefined) continue;
      for (const override of overrides(service.item)) {
        const name = override.name?.text ?? '';
        const parameter = unread(instance, service, name);
        const at = parameter && nameLocation(instance, { kind: 'override', service, override });
        if (at === undefined || parameter === undefined) continue;
        // Without main.cf, it is unknown whether another parameter refers to this one.
        const isGuess = instance.files.main === undefined;
        // Mail that smtpd receives never passes these milters, so the override is harmless.
        const isHarmless = name === 'non_smtpd_milters';
        yield {
          at,
          ...(isGuess || isHarmless ? { severity: 'information' as const } : {}),
          message:
            `${service.program} does not read ${name}, so this override has no effect${isGuess ? ' unless main.cf refers to the parameter' : ''}. ` +
            `Postfix passes the override only to ${service.program}, and logs nothing. ` +
            (isHarmless ? 'Remove the override.' : advice(service.program, parameter)),
        };
      }
    }
  },
};

function advice(programName: string, { usedBy }: Parameter): string {
  const readers = usedBy.filter((each) => each !== 'oqmgr').slice(0, 3);
  const where =
    readers.length === 0
      ? 'Remove the override, or set the parameter in main.cf.'
      : `Remove the override, or set the parameter in main.cf or for a service that runs ${readers.join(' or ')}.`;
  // smtpd and pickup choose the cleanup service that reads the parameter.
  return usedBy.includes('cleanup') && (programName === 'smtpd' || programName === 'pickup')
    ? 'Set the parameter for a separate cleanup service, and select that service here with -o cleanup_service_name.'
    : where;
}

/** The parameter of this name, if the program uses it in no way. */
function unread(instance: Instance, service: PlacedService, name: string): Parameter | undefined {
  // spawn and pipe read a time limit that is named after their service.
  if (name.endsWith('_time_limit') && derivingService(name) !== undefined) return undefined;
  const isKnown = instance.catalog.knows(name) || instance.derivedNames.has(name);
  const parameter = isKnown ? instance.parameterOf(name) : undefined;
  if (parameter === undefined || parameter.usedBy.length === 0 || uses(service.program, parameter))
    return undefined;
  return isReferredTo(instance, service, name, new Set()) ? undefined : parameter;
}

/** Whether a value that the program may read refers to the parameter, directly or not. */
function isReferredTo(instance: Instance, service: PlacedService, name: string, seen: Set<string>): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  for (const [other, raw] of values(instance, service)) {
    if (!raw.includes(name) || !namesIn(raw).includes(name)) continue;
    const parameter = instance.parameterOf(other);
    if (parameter === undefined || uses(service.program, parameter)) return true;
    if (isReferredTo(instance, service, other, seen)) return true;
  }
  return false;
}

/** All values that may refer to others: of the service, of main.cf, and defaults. */
function* values(
  instance: Instance,
  service: PlacedService,
): Generator<readonly [name: string, raw: string]> {
  for (const { name, value } of overrides(service.item)) yield [name?.text ?? '', value?.text ?? ''];
  for (const [name, entries] of instance.entriesByName) {
    const entry = entries.at(-1);
    if (entry !== undefined) yield [name, rawText({ kind: 'entry', entry }) ?? ''];
  }
  for (const name of instance.catalog.names()) yield [name, instance.defaultOf(name) ?? ''];
}
