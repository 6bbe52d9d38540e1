// Logins that rule out the mechanisms that send a password, which are often the only ones (smtp_sasl_glue.c).

import { setParameter } from '../../edits/parameters.ts';
import type { Instance } from '../../instance/instance.ts';
import { nameLocation } from '../../instance/words.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const noSaslMechanism: Rule = {
  code: 'no-sasl-mechanism',
  title: 'No login with a password, with and without TLS',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const value = instance.value('smtp_sasl_auth_enable');
    if (value?.source.kind !== 'entry' || !parseBoolean(text(instance, 'smtp_sasl_auth_enable'))) return;
    const options = ['smtp_sasl_security_options', 'smtp_sasl_tls_security_options'];
    if (!options.every((name) => /\bnoplaintext\b/i.test(text(instance, name)))) return;
    const at = nameLocation(instance, value.source);
    const edit = setParameter(instance, 'smtp_sasl_tls_security_options', 'noanonymous', value.source.entry);
    if (at === undefined) return;
    yield {
      at,
      message:
        'noplaintext rules out PLAIN and LOGIN, with TLS, too, and many servers have no other mechanisms. ' +
        'Of such a server Postfix says: SASL authentication failed, no mechanism available, and keeps the mail. ' +
        'Set smtp_sasl_tls_security_options = noanonymous.',
      ...(edit && {
        fixes: [
          { title: 'Set smtp_sasl_tls_security_options = noanonymous', edits: [edit], preferred: true },
        ],
      }),
    };
  },
};

function text(instance: Instance, name: string): string {
  return instance.expanded(name)?.text ?? '';
}
