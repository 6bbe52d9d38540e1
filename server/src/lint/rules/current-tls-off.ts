// A list of TLS protocols without TLS 1.2 and TLS 1.3, such as only `TLSv1`.

import { atLeast, type Release } from '../../catalog/release.ts';
import { allowsCurrent } from '../../mail/tls-protocols.ts';
import type { Finding, Rule } from '../rule.ts';
import { type ProtocolList, protocolLists } from '../shared/protocol-lists.ts';

export const currentTlsOff: Rule = {
  code: 'current-tls-off',
  title: 'TLS 1.2 and TLS 1.3 are disabled',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const list of protocolLists(instance)) {
      const { unknown } = list.protocols;
      if (unknown.length === 0 && !allowsCurrent(list.protocols)) yield finding(instance.release, list);
    }
  },
};

function finding(
  release: Release,
  { value, protocols: { enabled }, isMandatory, isUsed }: ProtocolList,
): Finding {
  const { name } = value;
  const better = atLeast(release, '3.6') ? '>=TLSv1.2' : '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1';
  const at = value.locate();
  const allowed = enabled.filter((version) => version !== 'SSLv2').join(' and ');
  return {
    at,
    ...(isUsed ? {} : { severity: 'hint' }),
    message:
      `${name} allows ${allowed === '' ? 'no protocol' : `only ${allowed}`}, so TLS 1.2 and TLS 1.3 are off. ` +
      `${/^smtpd_/.test(name) ? 'Clients' : 'Servers'} that need a current protocol cannot use TLS, and ${isMandatory ? 'no mail is transferred' : 'mail is sent unencrypted or not at all'}. ` +
      `Write ${better}.`,
    ...(value.isLiteral
      ? { fixes: [{ title: `Change to ${better}`, edits: [{ at, text: better }], preferred: true }] }
      : {}),
  };
}
