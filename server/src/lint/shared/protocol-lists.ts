// Lists of TLS protocols, and whether a service can use them. A server or client uses one of its two lists: the one for
// mandatory TLS, or the one for optional TLS (smtpd.c; smtp_tls_policy.c).

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { listsOf, type ReadValue } from '../../instance/read-values.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { type Protocols, readProtocols } from '../../mail/tls-protocols.ts';

export interface ProtocolList {
  readonly value: ReadValue;
  readonly text: string;
  readonly protocols: Protocols;
  readonly isMandatory: boolean;
  /** False if no service of master.cf, and no policy table, can use the list. Without master.cf, what main.cf says. */
  readonly isUsed: boolean;
}

/** Those that are written out; what refers to another list has the finding of that list, or is a default. */
export function* protocolLists(instance: Instance): Generator<ProtocolList> {
  for (const value of listsOf(instance, 'protocol')) {
    if (!value.text || sameAsAnother.test(value.raw)) continue;
    const protocols = readProtocols(value.text, instance.release);
    if (protocols === undefined) continue;
    const isMandatory = value.name.includes('mandatory');
    yield { value, text: value.text, protocols, isMandatory, isUsed: isUsed(instance, value, isMandatory) };
  }
}

const sameAsAnother = /^\$[{(]?(?:smtpd?|lmtp|tlsproxy|tlsproxy_client)_tls_(?:mandatory_)?protocols[)}]?$/;

/** Whether a service can use a setting for mandatory TLS, or one for optional TLS. */
export function isUsed(
  instance: Instance,
  { name, service }: Pick<ReadValue, 'name' | 'service'>,
  isMandatory: boolean,
): boolean {
  const program = /^(smtpd?|lmtp)_/.exec(name)?.[1];
  const all = instance.services.filter((each) => each.program === program);
  if (instance.files.master === undefined && (program === 'smtp' || program === 'lmtp'))
    return clientUses(instance, undefined, program, isMandatory);
  // master.cf is missing, or only a part of the file.
  if (program === undefined || all.length === 0) return true;
  const services =
    service === undefined ? all.filter((each) => instance.overridesOf(each, name).length === 0) : [service];
  return services.some((each) =>
    program === 'smtpd'
      ? serverUses(instance, each, isMandatory)
      : clientUses(instance, each, program, isMandatory),
  );
}

function serverUses(instance: Instance, service: PlacedService, isMandatory: boolean): boolean {
  const { level } = new SmtpdSettings(instance, service);
  return level === undefined || level === (isMandatory ? 'encrypt' : 'may');
}

function clientUses(
  instance: Instance,
  service: PlacedService | undefined,
  prefix: string,
  isMandatory: boolean,
): boolean {
  const settings = new ServiceSettings(instance, service);
  const policies = [`${prefix}_tls_policy_maps`, `${prefix}_tls_per_site`];
  if (policies.some((name) => instance.value(name, service) && !settings.lacks(name))) return true;
  const level = settings.text(`${prefix}_tls_security_level`)?.toLowerCase();
  switch (level) {
    case undefined:
    // Without TLSA records, dane is like may.
    case 'dane':
      return true;
    case '':
      return settings.is(`${prefix}_${isMandatory ? 'enforce' : 'use'}_tls`);
    case 'none':
      return false;
    case 'may':
      return !isMandatory;
    default:
      return isMandatory;
  }
}
