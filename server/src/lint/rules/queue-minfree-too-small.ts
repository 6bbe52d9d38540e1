// A limit of free space that is too small for the largest message: smtpd warns each time it starts (smtpd.c).

import { valuesNamed } from '../../instance/read-values.ts';
import { parseInteger } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const queueMinfreeTooSmall: Rule = {
  code: 'queue-minfree-too-small',
  title: 'queue_minfree is too small for the largest message',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    for (const value of valuesNamed(instance, 'queue_minfree')) {
      if (value.text === undefined) continue;
      const free = parseInteger(value.text) ?? 0;
      const message = parseInteger(instance.expanded('message_size_limit', value.service)?.text ?? '') ?? 0;
      if (free <= 0 || message <= 0 || free / 1.5 >= message) continue;
      const at = value.locate();
      const enough = String(Math.ceil(message * 1.5));
      yield {
        at,
        message:
          `queue_minfree (${free}) is less than 1.5 times message_size_limit (${message}). ` +
          `smtpd may accept a message that does not fit on the disk, and warns: ${logText(`queue_minfree(${free}) should be at least 1.5*message_size_limit(${message})`)}. ` +
          `Write ${enough} or more.`,
        ...(value.isLiteral
          ? { fixes: [{ title: `Change to ${enough}`, edits: [{ at, text: enough }], preferred: true }] }
          : {}),
      };
    }
  },
};
