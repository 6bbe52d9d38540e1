// TLS is required for mail to every destination (smtp_tls_policy.c, smtp_proto.c).

import { setParameter } from '../../edits/parameters.ts';
import { outgoingSettings } from '../../mail/smtp-client.ts';
import type { Finding, Rule } from '../rule.ts';

export const tlsRequiredEverywhere: Rule = {
  code: 'tls-required-everywhere',
  title: 'Mail to servers without TLS is never delivered',
  severity: 'information',
  *configuration({ instance }): Generator<Finding> {
    const settings = outgoingSettings(instance);
    const level = settings?.text(parameter)?.toLowerCase() ?? '';
    const at = settings?.at(parameter);
    if (settings === undefined || at === undefined || settings.level !== 'strong') return;
    if (!['encrypt', 'verify', 'secure', 'fingerprint'].includes(level)) return;
    const others = ['relayhost', 'transport_maps', 'sender_dependent_relayhost_maps'];
    if (!others.every((name) => settings.lacks(name))) return;
    const entry = instance.entriesOf(parameter).at(-1);
    const edit =
      entry && settings.service === undefined ? setParameter(instance, parameter, 'may', entry) : undefined;
    yield {
      at,
      message:
        `${parameter} = ${level} applies to mail to every server. ` +
        `If a server does not offer TLS${level === 'encrypt' ? '' : ' with a certificate that Postfix trusts'}, Postfix keeps the mail in the queue until it expires, and then returns it. ` +
        `Set ${parameter} = may or dane, and require TLS for individual domains in smtp_tls_policy_maps.`,
      ...(edit && { fixes: [{ title: `Set ${parameter} = may`, edits: [edit] }] }),
    };
  },
};

const parameter = 'smtp_tls_security_level';
