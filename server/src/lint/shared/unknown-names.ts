// Names that Postfix does not know and that the configuration does not use as $name (postconf_unused.c).

import { type Parameter, readOnlyParameters } from '../../catalog/catalog.ts';
import { oldForm } from '../../catalog/old-forms.ts';
import { derivingService } from '../../catalog/services.ts';
import { replace } from '../../edits/lines.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { isReference, unusualSettings } from '../../instance/settings.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding } from '../rule.ts';
import { closest, isSlip } from '../suggest.ts';

/** Names that main.cf sets or services override, but that neither Postfix nor another value uses. */
export function* unknownNames(context: Configuration, where: 'main.cf' | 'master.cf'): Generator<Finding> {
  const { instance, names } = context;
  for (const { name, at, service } of unusualSettings(instance)) {
    if ((service === undefined) !== (where === 'main.cf')) continue;
    if (isJudgedElsewhere(instance.catalog.parameter(name), name) || names.isKnownFor(name, service))
      continue;
    const owner = derivingService(name);
    // Without master.cf it is unknown which services exist and what they use.
    if (instance.files.master === undefined && (owner !== undefined || isForService(instance, name)))
      continue;
    yield finding(context, at, name, owner, where);
  }
}

/** Other rules report parameters of other releases and names that contain a $. */
function isJudgedElsewhere(parameter: Parameter | undefined, name: string): boolean {
  return (parameter !== undefined && !parameter.derived) || readOnlyParameters.has(name) || isReference(name);
}

/**
 * Names meant for `-o smtpd_banner=$office_smtpd_banner` or `-o smtpd_client_restrictions=$office_client_restrictions`.
 */
function isForService({ catalog }: Instance, name: string): boolean {
  const rests = [...name.matchAll(/_/g)].map(({ index }) => name.slice(index + 1));
  return rests.some((rest) => catalog.knows(rest) || catalog.knows(`smtpd_${rest}`));
}

function finding(
  { instance }: Configuration,
  at: Location,
  name: string,
  owner: string | undefined,
  file: string,
): Finding {
  const meant = oldForm('parameter', name, instance.release)?.meant;
  const nearest =
    meant === undefined ? closest(name, instance.catalog.names(), instance.derivedNames.keys()) : undefined;
  const suggestion =
    owner === undefined || (nearest !== undefined && isSlip(name, nearest)) ? nearest : undefined;
  // A missing file may use the name.
  const { main, master } = instance.files;
  const missing = main === undefined ? 'main.cf' : master === undefined ? 'master.cf' : undefined;
  return {
    at,
    ...(missing === undefined ? {} : { severity: 'information' as const }),
    message:
      `${whatItIs(instance.release.name, name, owner)} nothing in ${missing === undefined ? 'the configuration' : file} uses $${name}. ` +
      `${missing === undefined ? '' : `Unless ${missing} uses it, `}Postfix ignores the setting, and postconf warns: ${logText(`${file}: unused parameter: ${name}`)}. ` +
      advice(suggestion, meant),
    ...(suggestion === undefined
      ? {}
      : {
          fixes: [
            {
              title: `Change to ${suggestion}`,
              edits: [replace(at.uri, at.start, { start: 0, end: name.length }, suggestion)],
              preferred: true,
            },
          ],
        }),
  };
}

function advice(suggestion: string | undefined, meant: string | undefined): string {
  if (meant !== undefined) return meant.replaceAll('`', '');
  return suggestion === undefined ? 'Correct the name, or remove the line.' : `Did you mean ${suggestion}?`;
}

function whatItIs(release: string, name: string, owner: string | undefined): string {
  return owner === undefined
    ? `Postfix ${release} has no parameter ${name}, and`
    : `${name} is for a delivery service named ${owner}, but master.cf has none, and`;
}
