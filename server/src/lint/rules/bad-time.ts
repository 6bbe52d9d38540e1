// A time that Postfix does not read, or that is out of the parameter's range (conv_time.c, mail_conf_time.c).

import type { ReadValue } from '../../instance/read-values.ts';
import { parseTime } from '../../syntax/scalars.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const badTime: Rule = {
  code: 'bad-time',
  title: 'A time is a whole number and one letter',
  severity: 'error',
  values: {
    *time(value) {
      const { joined: text } = value;
      const problem = text === undefined || value.hasComment ? undefined : problemOf(value, text);
      if (text !== undefined && problem !== undefined) yield finding(value, text, problem);
    },
  },
};

function problemOf({ name, parameter: { type, min, max } }: ReadValue, text: string): string | undefined {
  const time = parseTime(text, type.of === undefined ? (type.unit ?? 's') : 's');
  if (time === undefined) return `parameter ${name}: bad time value or unit: ${beginning(text, 100)}`;
  const { seconds } = time;
  if (min && seconds < min) return `invalid ${name}: ${seconds} (min ${min})`;
  return max && seconds > max ? `invalid ${name}: ${seconds} (max ${max})` : undefined;
}

function finding(value: ReadValue, text: string, dies: string): Finding {
  const { name } = value;
  const at = value.locate();
  const time = value.isLiteral ? meant(text) : undefined;
  return {
    at,
    message:
      `${text === '' ? `${name} has no value` : `"${beginning(text, 100)}" is no time for ${name}`}. ` +
      `Programs that read it die: ${dies}. ` +
      'Write a whole number and s, m, h, d or w for its unit, as in 30s.',
    ...(time === undefined
      ? {}
      : { fixes: [{ title: `Change to ${time}`, edits: [{ at, text: time }], preferred: true }] }),
  };
}

/** The unit in which half of one is a whole number. */
const finer: Readonly<Record<string, readonly [factor: number, unit: string]>> = {
  m: [60, 's'],
  h: [60, 'm'],
  d: [24, 'h'],
  w: [7, 'd'],
};

/** The time as Postfix reads it: `5 min`, `30 S`, `1.5h`. */
function meant(text: string): string | undefined {
  const [, digits = '', fraction, letter = ''] =
    /^(\d+)(\.\d+)?\s*([smhdw])(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|ays?|eeks?)?$/i.exec(text) ?? [];
  const unit = letter.toLowerCase();
  if (fraction === undefined) return digits === '' ? undefined : `${digits}${unit}`;
  const [factor, smaller] = finer[unit] ?? [0, ''];
  const count = Number(digits + fraction) * factor;
  return factor > 0 && Number.isInteger(count) ? `${count}${smaller}` : undefined;
}
