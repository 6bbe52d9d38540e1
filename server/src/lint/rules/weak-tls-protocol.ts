// Lists of TLS protocols that leave old ones on, and words in them that are none.

import { atLeast, type Release } from '../../catalog/release.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import { readProtocols, type Version } from '../../mail/tls-protocols.ts';
import { isList } from '../../syntax/value-type.ts';
import type { Finding, Rule } from '../rule.ts';

export const weakTlsProtocol: Rule = {
  code: 'weak-tls-protocol',
  title: 'Old TLS protocols are on',
  severity: 'warning',
  values: {
    *list(value, { release }) {
      const { type } = value.parameter;
      if (!isList(type) || type.of.type !== 'protocol' || !value.text) return;
      // What it is the same as has a finding of its own, or is Postfix's default.
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
        `${name} has "${protocols.unknown.join('", "')}", which is no TLS protocol. ` +
        `Postfix uses no TLS there, and warns: Invalid TLS protocol list "${text}". Write ${better}.`,
      fixes,
    };
  }
  const weak = old.filter((version) => version !== 'SSLv2' && protocols.enabled.includes(version));
  if (weak.length === 0) return undefined;
  // Where TLS is optional, an old protocol is better than none.
  const isMandatory = name.includes('mandatory');
  return {
    at,
    ...(isMandatory ? {} : { severity: 'information' }),
    message:
      `${name} leaves ${weak.join(', ')} on. ` +
      `Postfix ${isMandatory ? 'takes them for safe enough where TLS is demanded' : 'uses them with servers and clients that know no better'}, and says nothing. ` +
      `Write ${better}.`,
    fixes,
  };
}
