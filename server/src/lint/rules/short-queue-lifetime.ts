// A queue that gives up before a short outage of the destination is over (qmgr_deliver.c, bounce_notify_util.c).

import { parseTime } from '../../syntax/scalars.ts';
import type { Rule } from '../rule.ts';

export const shortQueueLifetime: Rule = {
  code: 'short-queue-lifetime',
  title: 'Mail stays in the queue for only minutes',
  severity: 'information',
  values: {
    *time(value) {
      const effect = effects[value.name];
      if (effect === undefined || value.service !== undefined || value.hasComment) return;
      const seconds = parseTime(value.text ?? '', 'd')?.seconds ?? 0;
      // With 0, Postfix tries once, which is a decision.
      if (seconds === 0 || seconds >= 3600) return;
      const minutes = Math.round(seconds / 60);
      const time = seconds < 120 ? `${seconds} seconds` : `${minutes} minutes`;
      yield {
        at: value.locate(),
        message:
          `${value.name} is only ${time}. ` +
          `If a destination is unreachable for longer, Postfix ${effect}. ` +
          'Outages and greylisting often last longer. Write at least 1d, or remove the line (default: 5d).',
      };
    },
  },
};

const effects: Readonly<Record<string, string | undefined>> = {
  maximal_queue_lifetime: 'returns the mail to its sender',
  bounce_queue_lifetime: 'discards the notification that mail could not be delivered',
};
