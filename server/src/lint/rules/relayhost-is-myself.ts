// relayhost with the name of this host: Postfix programs exit (mail_params.c).

import { commentOut } from '../../edits/lines.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import { valuesOfType } from '../../instance/read-values.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const relayhostIsMyself: Rule = {
  code: 'relayhost-is-myself',
  title: 'Relay host is this host itself',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    const relayhost = valuesOfType(instance, 'list').find(
      ({ name, service }) => name === 'relayhost' && service === undefined,
    );
    const host = relayhost?.text && instance.expanded('myhostname');
    if (!relayhost?.text || !host || host.problems.length > 0) return;
    if (relayhost.text.toLowerCase() !== host.text.toLowerCase()) return;
    const { source } = relayhost;
    const own = instance.value('myhostname');
    const related = own && nameLocation(instance, own.source);
    const at = relayhost.locate();
    yield {
      at,
      message:
        `relayhost and myhostname are both ${host.text}, so mail would loop. ` +
        `Postfix programs exit with: ${logText(`myhostname and relayhost parameter settings must not be identical: ${host.text}`)}. ` +
        'Write the name of the host that relays your mail, or remove the line if there is no such host.',
      ...(related === undefined ? {} : { related: [{ at: related, message: 'The name of this host' }] }),
      ...(source.kind !== 'entry'
        ? {}
        : {
            fixes: [
              {
                title: 'Comment out relayhost to deliver mail directly',
                edits: commentOut(at.uri, source.entry),
              },
            ],
          }),
    };
  },
};
