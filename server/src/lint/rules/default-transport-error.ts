// All mail to other hosts is returned, although a relay host is set or users can log in (resolve.c, error.c).

import { setParameter } from '../../edits/parameters.ts';
import { sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const defaultTransportError: Rule = {
  code: 'default-transport-error',
  title: 'Mail to other hosts is always returned',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const entry = instance.entriesOf('default_transport').at(-1);
    const source = instance.value('default_transport')?.source;
    const text = (name: string): string => instance.expanded(name)?.text ?? '';
    if (entry === undefined || source === undefined || !/^error:?$/.test(text('default_transport'))) return;
    const relayhost = text('relayhost').trim();
    // Other settings can choose another transport, which uses the relay host.
    const tables = ['transport_maps', 'sender_dependent_default_transport_maps', 'content_filter'];
    const usesRelayhost =
      !/^error(?::|$)/.test(text('relay_transport')) &&
      instance.entriesByName.has('relay_domains') &&
      text('relay_domains') !== '';
    if (usesRelayhost || tables.some((name) => text(name) !== '')) return;
    const at = sourceLocation(instance, source);
    const edit = setParameter(instance, 'default_transport', 'smtp');
    if (at === undefined) return;
    const login = relayhost === '' ? loginsIn(instance) : undefined;
    if (login !== undefined)
      yield {
        at,
        severity: 'information',
        message:
          'default_transport = error returns all mail to other hosts, although users can log in to send mail. ' +
          'smtpd rejects the recipients of such mail. ' +
          'Set default_transport = smtp, unless users write only to each other.',
        related: [{ at: login, message: 'Users can log in here' }],
        ...(edit && { fixes: [{ title: 'Change to smtp', edits: [edit] }] }),
      };
    if (relayhost === '') return;
    yield {
      at,
      message:
        `default_transport = error returns all mail to other hosts, so the relay host ${relayhost} is never used. ` +
        'Postfix rejects or returns the mail, and gives the name of the relay host as the reason. ' +
        'Set default_transport = smtp, or remove relayhost if this host should not send mail.',
      ...(edit && { fixes: [{ title: 'Change to smtp', edits: [edit] }] }),
    };
  },
};

/** The setting with which a service allows logins. */
function loginsIn(instance: Instance): Location | undefined {
  for (const service of smtpdScopes(instance)) {
    const settings = new ServiceSettings(instance, service);
    if (settings.is('smtpd_sasl_auth_enable')) return settings.at('smtpd_sasl_auth_enable');
  }
  return undefined;
}
