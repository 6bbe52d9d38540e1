// The SMTP client never uses TLS, because nothing enables it (smtp.c; the default level is empty before Postfix 3.11).

import { setParameter } from '../../edits/parameters.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { type ClientSettings, hasLoopbackRelay, outgoingSettings } from '../../mail/smtp-client.ts';
import type { Finding, Rule } from '../rule.ts';
import { logOfClientWithoutTls } from '../shared/empty-tls-level.ts';

export const outgoingWithoutTls: Rule = {
  code: 'outgoing-without-tls',
  title: 'Outgoing mail is never encrypted',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }): Generator<Finding> {
    const settings = outgoingSettings(instance);
    // Another rule reports a client that sends passwords.
    if (settings === undefined || !lacksTls(settings) || settings.sendsPasswords) return;
    const setting = tlsSetting(instance);
    const off = setting === undefined ? oldSetting(instance) : undefined;
    const at = setting ?? off?.at ?? place(instance);
    // compatibility-level reports the default of Postfix 3.11 and later.
    if (at === undefined || (setting === undefined && instance.catalog.defaultOf(parameter) !== '')) return;
    const edit = setParameter(instance, parameter, 'may', instance.entries.find(isAt(at)));
    yield {
      at,
      ...(setting === undefined ? { severity: 'information' } : {}),
      message:
        `${parameter} is empty${off === undefined ? '' : ` and ${off.name} is no`}, so the SMTP client never uses TLS${setting === undefined ? '' : ', and this setting has no effect'}. ` +
        `Postfix sends all mail to other servers unencrypted, and ${logOfClientWithoutTls(settings)}. ` +
        `Set ${parameter} = may.`,
      ...(edit && { fixes: [{ title: `Set ${parameter} = may`, edits: [edit], preferred: true }] }),
    };
  },
};

const parameter = 'smtp_tls_security_level';

/** `none` is a choice; an empty value is usually an omission. */
function lacksTls(settings: ClientSettings): boolean {
  return settings.level === 'none' && settings.lacks(parameter) && !hasLoopbackRelay(settings.instance);
}

/** A setting in main.cf about the client's TLS: its author expects TLS to be used. */
function tlsSetting(instance: Instance): Location | undefined {
  const entry = instance.parameters
    .filter(({ name }) => name.startsWith('smtp_tls_') && name !== parameter)
    .flatMap(({ name }) => instance.lastEntry(name) ?? [])
    .find(({ item: { raw } }) => raw !== '' && !/^(?:no|none|0)$/i.test(raw));
  return entry && nameLocation(instance, { kind: 'entry', entry });
}

/** The setting that the level replaces, and that also enables TLS (smtp_tls_policy.c). */
function oldSetting(instance: Instance): { readonly name: string; readonly at: Location } | undefined {
  const name = 'smtp_use_tls';
  const entry = instance.entriesOf(name).at(-1);
  const at = entry?.item.raw === 'no' ? nameLocation(instance, { kind: 'entry', entry }) : undefined;
  return at && { name, at };
}

/** The relay host if there is one, or else the first name in main.cf. A main.cf alone may be a part of one. */
function place(instance: Instance): Location | undefined {
  const relay = instance.entriesOf('relayhost').at(-1);
  const hasRelay = relay !== undefined && relay.item.raw !== '';
  const isWhole = ['myhostname', 'mydestination', 'inet_interfaces'].some((name) =>
    instance.entriesByName.has(name),
  );
  if (!hasRelay && instance.files.master === undefined && !isWhole) return undefined;
  const entry = hasRelay ? relay : instance.entries[0];
  return entry && nameLocation(instance, { kind: 'entry', entry });
}

function isAt(at: Location): (entry: { readonly start: number; readonly end: number }) => boolean {
  return ({ start, end }) => start <= at.start && at.start < end;
}
