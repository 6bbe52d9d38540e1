// Lists of TLS protocols that leave old ones enabled, or that contain a word that is not a protocol.

import { atLeast, type Release } from '../../catalog/release.ts';
import { setParameter } from '../../edits/parameters.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { allowsCurrent, type Protocols, readProtocols, type Version } from '../../mail/tls-protocols.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule, Severity } from '../rule.ts';
import { type ProtocolList, protocolLists } from '../shared/protocol-lists.ts';

export const weakTlsProtocol: Rule = {
  code: 'weak-tls-protocol',
  title: 'Old TLS protocols are enabled',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    for (const list of protocolLists(instance)) {
      const finding = findingFor(instance, list);
      if (finding !== undefined) yield finding;
    }
    yield* onlyOptional(instance);
  },
};

/** The old protocols are off where TLS is optional, and the default still allows them where it is required. */
function* onlyOptional(instance: Instance): Generator<Finding> {
  const [name, mandatory] = ['smtpd_tls_protocols', 'smtpd_tls_mandatory_protocols'];
  const { main } = instance.files;
  const entry = instance.entriesOf(name).at(-1);
  if (main === undefined || entry === undefined || instance.value(mandatory)?.source.kind !== 'default')
    return;
  const [optional, required] = [name, mandatory].map((each) =>
    readProtocols(instance.expanded(each)?.text ?? '', instance.release),
  );
  if (optional === undefined || required === undefined || optional.unknown.length > 0) return;
  const weak = weakIn(required);
  if (weak.length === 0 || weakIn(optional).length > 0 || !allowsCurrent(optional)) return;
  const service = instance.services.find(
    (each) =>
      each.program === 'smtpd' &&
      isReachable(instance, each) &&
      new SmtpdSettings(instance, each).level === 'encrypt' &&
      instance.overridesOf(each, mandatory).length === 0,
  );
  const at = nameLocation(instance, { kind: 'entry', entry });
  if (service === undefined || at === undefined) return;
  const better = bestFor(instance.release);
  yield {
    at,
    severity: 'information',
    message:
      `${name} applies only where TLS is optional. ` +
      `${service.key} requires TLS and uses ${mandatory}, whose default still allows ${inWords(weak)}. ` +
      `Set ${mandatory} = ${better}.`,
    fixes: [
      {
        title: `Set ${mandatory} = ${better}`,
        edits: [setParameter(instance, mandatory, better, entry)].filter((edit) => edit !== undefined),
        preferred: true,
      },
    ],
  };
}

function weakIn({ enabled }: Protocols): readonly Version[] {
  return old.filter((version) => version !== 'SSLv2' && enabled.includes(version));
}

function bestFor(release: Release): string {
  return atLeast(release, '3.6') ? '>=TLSv1.2' : '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1';
}

const old: readonly Version[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1'];

function findingFor(instance: Instance, list: ProtocolList): Finding | undefined {
  const { release, files } = instance;
  const { value, text, protocols, isMandatory, isUsed } = list;
  const { name } = value;
  const better = bestFor(release);
  const at = value.locate();
  const fixes = value.isLiteral
    ? [{ title: `Change to ${better}`, edits: [{ at, text: better }], preferred: true }]
    : [];
  if (protocols.unknown.length > 0) {
    return {
      at,
      ...severityOf(isUsed, true),
      message:
        `${name} contains "${protocols.unknown.join('", "')}", ${whyUnknown(protocols.unknown, release)}. ` +
        (isForClient(name)
          ? `Postfix aborts each TLS session${unlessUnused(isUsed)} and warns: ${logText(`Invalid TLS protocol list "${text}": aborting TLS session`)}. `
          : `Postfix disables TLS${unlessUnused(isUsed)} and warns: ${logText(`Invalid TLS protocol list "${text}": disabling TLS support`)}. `) +
        `Write ${better}.`,
      fixes,
    };
  }
  const weak = weakIn(protocols);
  // Another rule reports a list without the current protocols.
  if (weak.length === 0 || !allowsCurrent(protocols)) return undefined;
  return {
    at,
    // If TLS is optional, an old protocol is better than none. A client uses one only if the server has nothing newer.
    ...severityOf(isUsed, isMandatory && !isForClient(name) && !isForUnknownService(instance, name)),
    message:
      `${name} still allows ${inWords(weak)}${isMandatory ? ' where TLS is required' : ''}. ` +
      (isUsed
        ? `${isForClient(name) ? 'Servers' : 'Clients'} that support nothing newer can use ${weak.length > 1 ? 'them' : 'it'}, and Postfix logs no warning. `
        : files.master === undefined
          ? 'Unless master.cf changes the TLS level, no service uses this list: main.cf does not set the level that the list is for. '
          : 'Currently, no service uses this list, because no service has the TLS level that the list is for. ') +
      `Set it to ${better}${isUsed && !isMandatory ? priceOf(name) : ''}.`,
    fixes,
  };
}

/** What becomes of mail where TLS is optional, and the other side supports only what the list would forbid. */
function priceOf(name: string): string {
  return isForClient(name)
    ? '; Postfix then sends such servers mail unencrypted, or not at all'
    : '; such clients then send mail unencrypted, or not at all';
}

function whyUnknown(words: readonly string[], release: Release): string {
  const isNew = !atLeast(release, '3.6') && words.every((word) => /^[<>]=/.test(word));
  return isNew ? `but ${words[0]?.slice(0, 2)} needs Postfix 3.6 or later` : 'which is not a TLS protocol';
}

function severityOf(isUsed: boolean, isSerious: boolean): { readonly severity?: Severity } {
  if (!isUsed) return { severity: 'hint' };
  return isSerious ? {} : { severity: 'information' };
}

/** smtpd uses the list only where TLS is required. main.cf does not require it, and master.cf is not known. */
function isForUnknownService(instance: Instance, name: string): boolean {
  if (instance.files.master !== undefined || !name.startsWith('smtpd_')) return false;
  const { level } = new SmtpdSettings(instance, undefined);
  return level === 'none' || level === 'may';
}

/** No service in master.cf has the TLS level that the list is for. */
function unlessUnused(isUsed: boolean): string {
  return isUsed ? '' : ' once a service uses the list';
}

/** The SMTP and LMTP clients refuse a bad list for each session, the servers once for all. */
function isForClient(name: string): boolean {
  return /^(?:smtp|lmtp)_/.test(name);
}

function inWords(versions: readonly Version[]): string {
  const last = versions.at(-1) ?? '';
  if (versions.length < 3) return versions.join(' and ');
  return `${versions.slice(0, -1).join(', ')}, and ${last}`;
}
