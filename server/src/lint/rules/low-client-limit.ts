// Limits for clients that ordinary mail servers reach (smtpd.c, anvil.c).

import { parseInteger } from '../../syntax/scalars.ts';
import type { Rule } from '../rule.ts';

export const lowClientLimit: Rule = {
  code: 'low-client-limit',
  title: 'Limit is too low for ordinary mail servers',
  severity: 'information',
  values: {
    *integer(value) {
      const known = Object.hasOwn(limits, value.name) ? limits[value.name] : undefined;
      if (known === undefined || value.service !== undefined || !value.isLiteral) return;
      const limit = parseInteger(value.text ?? '');
      if (limit === undefined || limit <= 0 || limit >= known.minimum) return;
      yield {
        at: value.locate(),
        message: `${value.name} = ${value.text?.trim()} also stops ordinary mail servers. ${known.effect} ${known.advice}`,
      };
    },
  },
};

interface Limit {
  readonly minimum: number;
  readonly effect: string;
  readonly advice: string;
}

const limits: Readonly<Record<string, Limit | undefined>> = {
  smtpd_hard_error_limit: {
    minimum: 5,
    effect:
      'If a message has that many unknown recipients, smtpd disconnects, and the other recipients do not get it.',
    advice: 'Remove the line (default: 20, and 1 under stress).',
  },
  smtpd_client_connection_rate_limit: {
    minimum: 10,
    effect:
      'Large providers open more connections per minute from one address, and smtpd temporarily refuses them.',
    advice: 'Write at least 30, or remove the line (default: no limit).',
  },
};
