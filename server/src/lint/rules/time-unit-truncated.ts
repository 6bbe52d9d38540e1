// A unit of time of which Postfix reads the first letter alone (conv_time.c): 500ms are 500 minutes.

import type { ReadValue } from '../../instance/read-values.ts';
import { parseTime, type Time } from '../../syntax/scalars.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const timeUnitTruncated: Rule = {
  code: 'time-unit-truncated',
  title: 'Postfix reads the first letter of the unit only',
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

/** What stands behind the letter where the whole is a word for the unit that Postfix takes it for. */
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
      `Of "${beginning(text, 100)}" Postfix reads "${text.slice(0, text.length - ignored.length)}" only: ` +
      `${value.name} is ${Number(count)} ${unitNames[unit]}${Number(count) === 1 ? '' : 's'}. It says nothing about the rest. ` +
      'Write a whole number and s, m, h, d or w.',
    ...(time === undefined
      ? {}
      : { fixes: [{ title: `Change to ${time}`, edits: [{ at, text: time }], preferred: true }] }),
  };
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** The time that a text most likely stands for: months as 30 days, milliseconds as the next whole second. */
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
