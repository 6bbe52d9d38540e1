// Times after which senders learn that their mail was not delivered (qmgr_active.c, qmgr_deliver.c).

import { parseTime } from '../../syntax/scalars.ts';
import type { Rule } from '../rule.ts';

export const queueTimeUnusual: Rule = {
  code: 'queue-time-unusual',
  title: 'Senders learn too early or too late about a delay',
  severity: 'information',
  values: {
    *time(value) {
      if (value.service !== undefined || value.hasComment || !value.isLiteral) return;
      if (value.name === 'delay_warning_time') {
        const seconds = parseTime(value.text ?? '', 'h')?.seconds ?? 0;
        if (seconds === 0 || seconds >= 1800) return;
        yield {
          at: value.locate(),
          message:
            `delay_warning_time = ${value.text} warns senders about normal delays. ` +
            'Greylisting and short outages often take longer, and the mail usually arrives soon after the warning. ' +
            'Write 4h, or remove the line (default: no warning).',
        };
      } else if (value.name === 'maximal_queue_lifetime') {
        const seconds = parseTime(value.text ?? '', 'd')?.seconds ?? 0;
        if (seconds > 0 && seconds < 2 * day)
          yield {
            at: value.locate(),
            severity: 'hint',
            message:
              `maximal_queue_lifetime = ${value.text} returns mail whose destination is out of service for a weekend. ` +
              'Senders then have to send it again, although the SMTP standard lets them expect 4 to 5 days of attempts. ' +
              'Remove the line to restore the default (5d).',
          };
        if (seconds <= 14 * day) return;
        yield {
          at: value.locate(),
          message:
            `With maximal_queue_lifetime = ${value.text}, senders learn only after that time that their mail was not delivered. ` +
            'Mail to a misspelled domain or to a server that no longer exists stays in the queue until then. ' +
            'Remove the line to restore the default (5d).',
        };
      }
    },
  },
};

const day = 86_400;
