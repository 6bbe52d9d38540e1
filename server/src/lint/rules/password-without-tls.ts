// The SMTP client sends the password of the relay host without TLS, or without insisting on it (smtp_sasl_glue.c).

import type { Fix } from '../../edits/edit.ts';
import { setParameter } from '../../edits/parameters.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import type { Tables } from '../../instance/table-files.ts';
import { type ClientSettings, clientSettings } from '../../mail/smtp-client.ts';
import { transportReferences } from '../../mail/transports.ts';
import type { Finding, Rule } from '../rule.ts';
import { logOfClientWithoutTls } from '../shared/empty-tls-level.ts';

export const passwordWithoutTls: Rule = {
  code: 'password-without-tls',
  title: 'Password for the relay host can be sent unencrypted',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance, tables }): Generator<Finding> {
    for (const settings of clientSettings(instance, parameters)) {
      const { level } = settings;
      if ((level !== 'none' && level !== 'may') || !settings.sendsPasswords) continue;
      if (isForThisHost(tables, settings.service)) continue;
      const value = [parameter, 'smtp_use_tls', 'smtp_sasl_auth_enable']
        .map((name) => instance.value(name, settings.service))
        .find((each) => each?.source.kind === 'entry' || each?.source.kind === 'override');
      const at = value && nameLocation(instance, value.source);
      if (at === undefined) continue;
      const fix = requireTls(settings);
      const isAllToRelay = hasRelayHost(instance);
      const hasRelay = isAllToRelay || isSet(instance, 'sender_dependent_relayhost_maps');
      yield {
        at,
        ...(hasRelay ? {} : { severity: 'information' as const }),
        message:
          (level === 'may'
            ? 'TLS is optional for outgoing mail, but the SMTP client sends a password. ' +
              'If the server does not offer STARTTLS, or someone on the network path removes the offer, Postfix logs in without encryption. '
            : 'TLS is off for outgoing mail, but the SMTP client sends a password. ' +
              `Anyone on the network path can read the password, and ${logOfClientWithoutTls(settings)}. `) +
          (isAllToRelay
            ? `Set ${parameter} = encrypt.`
            : 'Set smtp_sasl_security_options = noplaintext, noanonymous, and smtp_sasl_tls_security_options = noanonymous.'),
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};

/** Whether all mail that uses a transport goes to a server on this host, such as a content filter. */
function isForThisHost(tables: Tables, service: PlacedService | undefined): boolean {
  if (service === undefined) return false;
  const isWanted = (name: string): boolean => name === service.name;
  let isUsed = false;
  for (const { nextHop = '' } of transportReferences(tables.instance, tables, { by: 'name', isWanted })) {
    if (!/^\[?(?:127\.[\d.]+|localhost|::1)\b/.test(nextHop)) return false;
    isUsed = true;
  }
  return isUsed;
}

const parameter = 'smtp_tls_security_level';

const parameters = [
  parameter,
  'smtp_use_tls',
  'smtp_enforce_tls',
  'smtp_tls_policy_maps',
  'smtp_tls_per_site',
  'smtp_tls_wrappermode',
  'smtp_sasl_auth_enable',
  'smtp_sasl_password_maps',
  'smtp_sasl_security_options',
  'smtp_sasl_mechanism_filter',
];

/** Without a relay host, Postfix also delivers to servers that get no password and may not support TLS. */
function hasRelayHost(instance: Instance): boolean {
  return isSet(instance, 'relayhost') || defaultHost.test(instance.expanded('default_transport')?.text ?? '');
}

const defaultHost = /^[^:\s]+:[^\s]/;

function isSet(instance: Instance, name: string): boolean {
  return (instance.expanded(name)?.text ?? '') !== '';
}

/** Only if all mail goes to one relay host: a server that supports no TLS would no longer get mail. */
function requireTls({ instance, service }: ClientSettings): Fix | undefined {
  if (!hasRelayHost(instance)) return undefined;
  if (service !== undefined && instance.overridesOf(service, parameter).length > 0) return undefined;
  const enable = instance.entriesOf('smtp_sasl_auth_enable').at(-1);
  const edit = setParameter(instance, parameter, 'encrypt', enable);
  return edit && { title: `Set ${parameter} = encrypt`, edits: [edit], preferred: true };
}
