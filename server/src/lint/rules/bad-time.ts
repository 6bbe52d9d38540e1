// A time that Postfix cannot read, or that is outside the parameter's range (conv_time.c, mail_conf_time.c).

import type { ReadValue } from '../../instance/read-values.ts';
import { parseTime } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const badTime: Rule = {
  code: 'bad-time',
  title: 'Value is not a valid time',
  severity: 'error',
  values: {
    *time(value) {
      const { joined: text } = value;
      const problem = text === undefined || value.hasComment ? undefined : problemOf(value, text);
      if (text !== undefined && problem !== undefined) yield finding(value, text, problem);
    },
  },
};

interface Problem {
  readonly wrong: string;
  /** The fatal error, as Postfix logs it. */
  readonly fatal: string;
  readonly write?: string;
}

function problemOf({ name, parameter: { type, min, max } }: ReadValue, text: string): Problem | undefined {
  const time = parseTime(text, type.of === undefined ? (type.unit ?? 's') : 's');
  const shown = beginning(text, 100);
  if (time === undefined) {
    return {
      wrong: `${name} must be a time such as 30s, ${text === '' ? 'but it is empty' : `not "${shown}"`}`,
      fatal: `parameter ${name}: bad time value or unit: ${shown}`,
      write: ' Write a whole number followed by s, m, h, d, or w.',
    };
  }
  const { seconds } = time;
  if (min && seconds < min) {
    return {
      wrong: `${name} must be at least ${secondsText(min)}, not "${shown}"`,
      fatal: `invalid ${name}: ${seconds} (min ${min})`,
    };
  }
  if (max && seconds > max) {
    return {
      wrong: `${name} must be at most ${secondsText(max)}, not "${shown}"`,
      fatal: `invalid ${name}: ${seconds} (max ${max})`,
    };
  }
  return undefined;
}

function secondsText(count: number): string {
  return count === 1 ? '1 second' : `${count} seconds`;
}

function finding(value: ReadValue, text: string, { wrong, fatal, write = '' }: Problem): Finding {
  const at = value.locate();
  const time = value.isLiteral ? meant(text) : undefined;
  return {
    at,
    message: `${wrong}. Programs that read it exit with: ${logText(fatal)}.${write}`,
    ...(time === undefined
      ? {}
      : { fixes: [{ title: `Change to ${time}`, edits: [{ at, text: time }], preferred: true }] }),
  };
}

/** The next smaller unit, which makes a fraction a whole number. */
const finer: Readonly<Record<string, readonly [factor: number, unit: string]>> = {
  m: [60, 's'],
  h: [60, 'm'],
  d: [24, 'h'],
  w: [7, 'd'],
};

/** `5 min`, `30 S`, or `1.5h` in the form that Postfix reads. */
function meant(text: string): string | undefined {
  const [, digits = '', fraction, letter = ''] =
    /^(\d+)(\.\d+)?\s*([smhdw])(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|ays?|eeks?)?$/i.exec(text) ?? [];
  const unit = letter.toLowerCase();
  if (fraction === undefined) return digits === '' ? undefined : `${digits}${unit}`;
  const [factor, smaller] = finer[unit] ?? [0, ''];
  const count = Number(digits + fraction) * factor;
  return factor > 0 && Number.isInteger(count) ? `${count}${smaller}` : undefined;
}
