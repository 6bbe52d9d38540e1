// A password for the relay host over TLS that does not verify the host (smtp_tls_policy.c).

import { parseNextHop } from '../../mail/next-hops.ts';
import { hasLoopbackRelay, outgoingSettings } from '../../mail/smtp-client.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const passwordToUnverifiedServer: Rule = {
  code: 'password-to-unverified-server',
  title: 'Password is sent to a relay host that is not verified',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const settings = outgoingSettings(instance);
    const at = settings?.at('smtp_tls_security_level');
    if (settings === undefined || at === undefined || !settings.sendsPasswords || hasLoopbackRelay(instance))
      return;
    if (settings.text('smtp_tls_security_level')?.toLowerCase() !== 'encrypt') return;
    if (!settings.lacks('smtp_tls_policy_maps')) return;
    const host = parseNextHop(settings.text('relayhost')?.trim() ?? '')?.host ?? '';
    if (!/[a-z]/i.test(host)) return;
    yield {
      at,
      message:
        `With encrypt, Postfix sends the password to any server that answers as ${host}. ` +
        'It does not check the certificate, so anyone on the network path can impersonate the server. ' +
        'Set smtp_tls_security_level = secure, and smtp_tls_CAfile to the CA certificates of your system.',
    };
  },
};
