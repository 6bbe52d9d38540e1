// Names that Postfix does not know and that the configuration does not use as $name (postconf_unused.c).

import { type Parameter, readOnlyParameters } from '../../catalog/catalog.ts';
import { oldForm } from '../../catalog/old-forms.ts';
import { derivingService, program } from '../../catalog/services.ts';
import { replace } from '../../edits/lines.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { uses } from '../../instance/read-values.ts';
import { isReference, unusualSettings } from '../../instance/settings.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding } from '../rule.ts';
import { closest, isSlip, isSlipInParts } from '../suggest.ts';

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
    yield finding(context, { name, at, service }, owner, where);
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
  for (let at = name.indexOf('_'); at >= 0; at = name.indexOf('_', at + 1)) {
    const rest = name.slice(at + 1);
    if (catalog.knows(rest) || catalog.knows(`smtpd_${rest}`)) return true;
  }
  return false;
}

interface Unknown {
  readonly name: string;
  readonly at: Location;
  readonly service: PlacedService | undefined;
}

function finding(
  { instance }: Configuration,
  { name, at, service }: Unknown,
  owner: string | undefined,
  file: string,
): Finding {
  const known = oldForm('parameter', name, instance.release);
  if (known?.product !== undefined) return ofProduct(known.product, instance.release.name, name, at, file);
  const meant = known?.meant ?? ofClientOnly(instance, name);
  const nearest =
    meant === undefined ? closest(name, instance.catalog.names(), instance.derivedNames.keys()) : undefined;
  const plausible =
    nearest !== undefined && isPlausible(name, nearest, owner) && isOfSameProgram(name, nearest)
      ? nearest
      : meant === undefined
        ? ofServer(instance, name)
        : undefined;
  const similar =
    plausible !== undefined && (service === undefined || isReadBy(instance, service, plausible))
      ? plausible
      : undefined;
  const isSet = similar !== undefined && isSetFor(instance, service, similar);
  const suggestion = isSet ? undefined : similar;
  // A missing file may use the name.
  const { main, master } = instance.files;
  const missing = main === undefined ? 'main.cf' : master === undefined ? 'master.cf' : undefined;
  return {
    at,
    ...(missing === undefined ? {} : { severity: 'information' as const }),
    message:
      `${whatItIs(instance.release.name, name, owner)} nothing in ${missing === undefined ? 'the configuration' : file} uses $${name}. ` +
      `${missing === undefined ? '' : `Unless ${missing} uses it, `}Postfix ignores the setting, and postconf warns: ${logText(`${file}: unused parameter: ${name}`)}. ` +
      (isSet
        ? `Remove the line: the similar parameter ${similar} is already set.`
        : advice(suggestion, meant)),
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

/** The file is probably for that product, which reads the setting. */
function ofProduct(product: string, release: string, name: string, at: Location, file: string): Finding {
  return {
    at,
    severity: 'information',
    message:
      `${name} is a parameter of ${product}. Postfix ${release} does not have it. ` +
      `Any other Postfix ignores the setting, and postconf warns: ${logText(`${file}: unused parameter: ${name}`)}.`,
  };
}

/** What to say about `smtpd_bind_address`: the server has no such setting, and that of the client does something else. */
function ofClientOnly({ catalog }: Instance, name: string): string | undefined {
  const client = name.startsWith('smtpd_') ? name.replace('smtpd_', 'smtp_') : name;
  return client !== name && catalog.knows(client)
    ? `Remove the line; the similar parameter ${client} is for outgoing mail.`
    : undefined;
}

/** `tls_cert_file` lacks the name of the program. Most servers have a certificate; few clients do. */
function ofServer({ catalog }: Instance, name: string): string | undefined {
  const full = `smtpd_${name}`;
  return /^tls_(?:cert_file|key_file|chain_files|CAfile|CApath)$/.test(name) && catalog.knows(full)
    ? full
    : undefined;
}

/** Whether the line would become a second setting of the parameter. */
function isSetFor(instance: Instance, service: PlacedService | undefined, name: string): boolean {
  return service === undefined
    ? instance.entriesByName.has(name)
    : instance.overridesOf(service, name).length > 0;
}

function isPlausible(name: string, suggestion: string, owner: string | undefined): boolean {
  if (isSlip(name, suggestion)) return true;
  return owner === undefined && (isSlipInParts(name, suggestion, '_') || suggestion.startsWith(name));
}

/** `smtp_` for `smtpd_` is a frequent mistake. Other names that begin with another program have another meaning. */
function isOfSameProgram(name: string, suggestion: string): boolean {
  const [one, other] = [programOf(name), programOf(suggestion)];
  if (one === other || (one === 'smtp' && other === 'smtpd')) return true;
  return program(one) === undefined || program(other) === undefined;
}

function programOf(name: string): string {
  const end = name.indexOf('_');
  return end < 0 ? name : name.slice(0, end);
}

/** Whether the program of a service reads a parameter; true if that is unknown. */
function isReadBy(instance: Instance, service: PlacedService, name: string): boolean {
  const parameter = instance.parameterOf(name);
  if (parameter === undefined || parameter.usedBy.length === 0) return true;
  return program(service.program) === undefined || uses(service.program, parameter);
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
