// relayhost with the machine's own name: no program of Postfix starts (mail_params.c).

import { commentOut } from '../../edits/lines.ts';
import { valuesOfType } from '../../instance/read-values.ts';
import { nameLocation } from '../../instance/words.ts';
import type { Finding, Rule } from '../rule.ts';

export const relayhostIsMyself: Rule = {
  code: 'relayhost-is-myself',
  title: 'The relay host is this machine',
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
        `relayhost is ${host.text}, and so is myhostname: mail would go round in a circle. ` +
        `No Postfix program starts: myhostname and relayhost parameter settings must not be identical: ${host.text}. ` +
        'Name the host that takes this machine’s mail, or remove the line if there is none.',
      ...(related === undefined ? {} : { related: [{ at: related, message: 'The name of this machine' }] }),
      ...(source.kind !== 'entry'
        ? {}
        : {
            fixes: [
              {
                title: 'Comment out relayhost: mail goes straight to its destination',
                edits: commentOut(at.uri, source.entry),
              },
            ],
          }),
    };
  },
};
