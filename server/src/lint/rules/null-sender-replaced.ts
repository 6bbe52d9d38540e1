// A filter that forwards mail with sendmail: without null_sender=, the empty sender of bounces becomes MAILER-DAEMON
// (pipe.c, FILTER_README).

import { fieldOf, placedServices, plainArguments, within } from '../../instance/service-fields.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const nullSenderReplaced: Rule = {
  code: 'null-sender-replaced',
  title: 'Filter changes the empty sender of bounces',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'pipe') continue;
      const words = plainArguments(service);
      const sendmail = words.findIndex(({ text }) => /(?:^|[/=])sendmail$/.test(text));
      const sender = words.slice(sendmail + 1).find(({ text }) => /^(?:-f)?\$[({]?sender[)}]?$/.test(text));
      const user = words.find(({ text }) => /^user=/i.test(text));
      if (sendmail < 0 || sender === undefined || words.some(({ text }) => /^null_sender=/i.test(text)))
        continue;
      const place = user === undefined ? undefined : within(uri, service.start, user);
      yield {
        at: fieldOf(uri, service, 'command').at,
        message:
          'The command forwards mail with sendmail, but null_sender= is missing. ' +
          'For mail without a sender, such as bounces, pipe passes MAILER-DAEMON as the sender, so a bounce that cannot be delivered is bounced again. ' +
          'Add null_sender= before argv=.',
        ...(place && {
          fixes: [
            {
              title: 'Add null_sender=',
              edits: [{ at: { ...place, end: place.start }, text: 'null_sender= ' }],
              preferred: true,
            },
          ],
        }),
      };
    }
  },
};
