// All mail to other hosts is returned, although a relay host is set (resolve.c, error.c).

import { setParameter } from '../../edits/parameters.ts';
import { sourceLocation } from '../../instance/expanded-values.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const defaultTransportError: Rule = {
  code: 'default-transport-error',
  title: 'Relay host is never used',
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
    if (relayhost === '' || usesRelayhost || tables.some((name) => text(name) !== '')) return;
    const at = sourceLocation(instance, source);
    const edit = setParameter(instance, 'default_transport', 'smtp');
    if (at === undefined) return;
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
