// Lists of TLS protocols that leave old ones enabled, or that contain a word that is not a protocol.

import { atLeast, type Release } from '../../catalog/release.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import { readProtocols, type Version } from '../../mail/tls-protocols.ts';
import { isList } from '../../syntax/value-type.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const weakTlsProtocol: Rule = {
  code: 'weak-tls-protocol',
  title: 'Old TLS protocols are enabled',
  severity: 'warning',
  values: {
    *list(value, { release }) {
      const { type } = value.parameter;
      if (!isList(type) || type.of.type !== 'protocol' || !value.text) return;
      // The list that it refers to has its own finding, or is a default.
      if (sameAsAnother.test(value.raw)) return;
      const finding = findingFor(release, value, value.text);
      if (finding !== undefined) yield finding;
    },
  },
};

const sameAsAnother = /^\$[{(]?(?:smtpd?|lmtp|tlsproxy|tlsproxy_client)_tls_(?:mandatory_)?protocols[)}]?$/;

const old: readonly Version[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1'];

function findingFor(release: Release, value: ReadValue, text: string): Finding | undefined {
  const protocols = readProtocols(text, release);
  if (protocols === undefined) return undefined;
  const { name } = value;
  const better = atLeast(release, '3.6') ? '>=TLSv1.2' : '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1';
  const at = value.locate();
  const fixes = value.isLiteral
    ? [{ title: `Change to ${better}`, edits: [{ at, text: better }], preferred: true }]
    : [];
  if (protocols.unknown.length > 0) {
    return {
      at,
      message:
        `${name} contains "${protocols.unknown.join('", "')}", which is not a TLS protocol. ` +
        (isForClient(name)
          ? `Postfix aborts each TLS session and warns: ${logText(`Invalid TLS protocol list "${text}": aborting TLS session`)}. `
          : `Postfix disables TLS and warns: ${logText(`Invalid TLS protocol list "${text}": disabling TLS support`)}. `) +
        `Write ${better}.`,
      fixes,
    };
  }
  const weak = old.filter((version) => version !== 'SSLv2' && protocols.enabled.includes(version));
  if (weak.length === 0) return undefined;
  // If TLS is optional, an old protocol is better than none.
  const isMandatory = name.includes('mandatory');
  return {
    at,
    ...(isMandatory ? {} : { severity: 'information' }),
    message:
      `${name} still allows ${inWords(weak)}${isMandatory ? ' where TLS is required' : ''}. ` +
      `${isForClient(name) ? 'Servers' : 'Clients'} that support nothing newer can use ${weak.length > 1 ? 'them' : 'it'}, and Postfix logs no warning. ` +
      `Set it to ${better}.`,
    fixes,
  };
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
