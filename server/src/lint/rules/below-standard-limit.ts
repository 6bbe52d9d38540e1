// Limits below the minimum of the SMTP standard (RFC 5321, sections 4.5.3.1.8 and 4.5.3.2).

import { commentOut } from '../../edits/lines.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import { parseTime } from '../../syntax/scalars.ts';
import type { Finding, Rule } from '../rule.ts';

export const belowStandardLimit: Rule = {
  code: 'below-standard-limit',
  title: 'Limit is below the minimum of the SMTP standard',
  severity: 'information',
  values: {
    *time(value) {
      const known = Object.hasOwn(times, value.name) ? times[value.name] : undefined;
      if (known === undefined || value.service !== undefined || value.hasComment || !value.isLiteral) return;
      const seconds = parseTime(value.text ?? '', 's')?.seconds ?? 0;
      if (seconds === 0 || seconds >= known.minimum) return;
      yield finding(value, `${known.minimum / 60} minutes`, known.effect);
    },
    *integer(value) {
      if (value.name !== 'smtpd_recipient_limit' || value.service !== undefined || !value.isLiteral) return;
      const limit = /^\d+$/.test(value.text ?? '') ? Number(value.text) : 0;
      if (limit === 0 || limit >= 100) return;
      yield finding(
        value,
        '100 recipients',
        'smtpd temporarily refuses the additional recipients of a message, and some clients do not try them again',
      );
    },
  },
};

interface Limit {
  /** In seconds. */
  readonly minimum: number;
  readonly effect: string;
}

const slowServer = 'Postfix gives up on a slow server and tries again later';

const times: Readonly<Record<string, Limit | undefined>> = {
  smtpd_timeout: { minimum: 300, effect: 'smtpd disconnects clients that pause, and their mail is delayed' },
  smtp_helo_timeout: { minimum: 300, effect: slowServer },
  smtp_mail_timeout: { minimum: 300, effect: slowServer },
  smtp_rcpt_timeout: { minimum: 300, effect: slowServer },
  smtp_data_init_timeout: { minimum: 120, effect: slowServer },
  smtp_data_xfer_timeout: { minimum: 180, effect: slowServer },
  smtp_data_done_timeout: {
    minimum: 600,
    effect:
      'If the server accepts the message but answers later, Postfix sends it again, and the recipient gets it twice',
  },
};

function finding(value: ReadValue, minimum: string, effect: string): Finding {
  const at = value.locate();
  const { source } = value;
  return {
    at,
    message:
      `${value.name} = ${value.text} is less than the ${minimum} that the SMTP standard requires. ` +
      `${effect}. ` +
      'Remove the line to restore the default.',
    ...(source.kind === 'entry' && {
      fixes: [{ title: 'Comment out this line', edits: commentOut(at.uri, source.entry), preferred: true }],
    }),
  };
}
