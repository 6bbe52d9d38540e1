// Security options that disable the mechanisms that send a password, often the only ones a server offers
// (smtp_sasl_glue.c).

import { setParameter } from '../../edits/parameters.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const noSaslMechanism: Rule = {
  code: 'no-sasl-mechanism',
  title: 'PLAIN and LOGIN are disabled even over TLS',
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
        'noplaintext disables PLAIN and LOGIN even over TLS, and many servers offer no other mechanisms. ' +
        `Postfix cannot authenticate to such a server, logs ${logText('SASL authentication failure: No worthy mechs found')}, and keeps the mail in the queue. ` +
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
