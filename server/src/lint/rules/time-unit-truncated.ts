// A time unit that Postfix cuts to its first letter (conv_time.c): 500ms is 500 minutes.

import type { ReadValue } from '../../instance/read-values.ts';
import { parseTime, type Time } from '../../syntax/scalars.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const timeUnitTruncated: Rule = {
  code: 'time-unit-truncated',
  title: 'Time unit is truncated to its first letter',
  severity: 'warning',
  values: {
    *time(value) {
      const { text, parameter } = value;
      if (text === undefined || value.hasComment) return;
      const { type } = parameter;
      const time = parseTime(text, type.of === undefined ? (type.unit ?? 's') : 's');
      if (time !== undefined && !isAsMeant(text, time)) yield finding(value, text, time);
    },
  },
};

/** What can follow the letter in a word that means the unit that Postfix reads. */
const sameUnit: Readonly<Record<Time['unit'], RegExp>> = {
  s: /^(?:ecs?|econds?)?$/i,
  m: /^(?:ins?|inutes?)?$/i,
  h: /^(?:rs?|ours?)?$/i,
  d: /^(?:ays?)?$/i,
  w: /^(?:ks?|eeks?)?$/i,
};

function isAsMeant(text: string, { unit, ignored }: Time): boolean {
  return /\d/.test(text) && sameUnit[unit].test(ignored.replace(/\W+$/, ''));
}

const unitNames: Readonly<Record<Time['unit'], string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
};

function finding(value: ReadValue, text: string, { unit, ignored }: Time): Finding {
  const at = value.locate();
  const count = /\d+/.exec(text.slice(0, text.length - ignored.length))?.[0] ?? '0';
  const time = value.isLiteral ? meant(text) : undefined;
  return {
    at,
    message:
      `Postfix reads only "${text.slice(0, text.length - ignored.length)}" of "${beginning(text, 100)}": ` +
      `${value.name} is ${Number(count)} ${unitNames[unit]}${Number(count) === 1 ? '' : 's'}. Postfix silently ignores the rest. ` +
      'Write a whole number followed by s, m, h, d, or w.',
    ...(time === undefined
      ? {}
      : { fixes: [{ title: `Change to ${time}`, edits: [{ at, text: time }], preferred: true }] }),
  };
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** The time that a text most likely means. A month is 30 days; milliseconds are rounded up to a whole second. */
function meant(text: string): string | undefined {
  const months = /^(\d+)\s*mo(?:n(?:ths?)?)?$/i.exec(text)?.[1];
  if (months !== undefined) return `${Number(months) * 30}d`;
  const milliseconds = /^(\d+)\s*m(?:illi)?s(?:ec(?:ond)?s?)?$/i.exec(text)?.[1];
  if (milliseconds !== undefined) return `${Math.ceil(Number(milliseconds) / 1000)}s`;
  if (!/^(?:\d+[smhdw])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([smhdw])/g)];
  const sum = parts.reduce((all, [, n = '', u = '']) => all + Number(n) * (secondsIn[u] ?? 0), 0);
  const last = parts.at(-1)?.[2] ?? 's';
  const each = secondsIn[last] ?? 1;
  return Number.isInteger(sum / each) ? `${sum / each}${last}` : `${sum}s`;
}
