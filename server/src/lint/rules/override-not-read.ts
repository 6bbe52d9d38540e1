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
            (isHarmless ? 'Remove the override.' : advice(instance, service, parameter, name)),
        };
      }
    }
  },
};

function advice(
  instance: Instance,
  service: PlacedService,
  { name, usedBy, derived }: Parameter,
  written: string,
): string {
  const programName = service.program;
  // smtpd and pickup choose the cleanup service that reads the parameter.
  if (usedBy.includes('cleanup') && (programName === 'smtpd' || programName === 'pickup'))
    return 'Set the parameter for a separate cleanup service, and select that service here with -o cleanup_service_name.';
  // Such a parameter is about one service only, wherever it is set.
  if (derived || instance.derivedNames.has(written))
    return instance.entriesByName.has(written)
      ? 'Remove the override: main.cf has the setting that applies.'
      : 'Set the parameter in main.cf instead.';
  const meant = counterpart(instance, service, name);
  // In main.cf, the value would apply to other services, too.
  return meant === undefined
    ? 'Remove the override.'
    : `Remove the override, or change it to ${meant} if you meant that parameter.`;
}

/** `smtpd_tls_security_level` for an smtp_tls_security_level of smtpd, unless the service has both. */
function counterpart(instance: Instance, service: PlacedService, name: string): string | undefined {
  const meant = name.replace(/^(?:smtpd?|lmtp)_/, `${service.program}_`);
  if (meant === name || !instance.catalog.knows(meant)) return undefined;
  const parameter = instance.catalog.parameter(meant);
  const isRead = parameter !== undefined && uses(service.program, parameter);
  return isRead && instance.overridesOf(service, meant).length === 0 ? meant : undefined;
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
