// A value that is not a number, or a number outside the parameter's range (mail_conf_int.c, mail_conf_nint.c,
// mail_conf_long.c, compat_level.c).

import { atLeast } from '../../catalog/release.ts';
import { compatibilityLevel } from '../../instance/expand.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import { parseInteger } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Finding, ReleaseContext, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const badNumber: Rule = {
  code: 'bad-number',
  title: 'Value is not a valid number',
  severity: 'error',
  values: { integer: findings, size: findings, 'reply-code': findings, level },
};

function* findings(value: ReadValue): Generator<Finding> {
  const { joined: text } = value;
  const problem = text === undefined || value.hasComment ? undefined : problemOf(value, text);
  if (text !== undefined && problem !== undefined) yield finding(value, text, problem);
}

/** The compatibility level: up to three numbers since 3.6. */
function* level(value: ReadValue, { release }: ReleaseContext): Generator<Finding> {
  const { text } = value;
  if (text === undefined || value.hasComment || !atLeast(release, '3.6')) return;
  if (compatibilityLevel(text) !== undefined) return;
  const shown = beginning(text, 100);
  yield finding(value, text, {
    wrong: `${value.name} must be a release number such as 3.6, ${text === '' ? 'but it is empty' : `not "${shown}"`}`,
    fatal: `malformed compatibility level syntax: "${shown}"`,
  });
}

interface Problem {
  readonly wrong: string;
  /** The fatal error, as Postfix logs it. */
  readonly fatal: string;
  readonly write?: string;
}

function problemOf({ name, parameter: { type, min, max } }: ReadValue, text: string): Problem | undefined {
  const number = parseInteger(text);
  const limit = type.type === 'size' ? largestLong : largestInt;
  if (number === undefined || Math.abs(number) > limit) {
    return {
      wrong: `${name} must be a whole number, ${text === '' ? 'but it is empty' : `not "${beginning(text, 100)}"`}`,
      fatal: `bad numerical configuration: ${name} = ${beginning(text, 100)}`,
      write: ' Write only digits, without a unit.',
    };
  }
  if (min && number < min) return outOfRange(name, number, '<', min, `at least ${min}`);
  return max && number > max ? outOfRange(name, number, '>', max, `at most ${max}`) : undefined;
}

const largestInt = 2 ** 31 - 1;
const largestLong = 2 ** 63;

function outOfRange(name: string, number: number, sign: string, limit: number, allowed: string): Problem {
  return {
    wrong: `${name} must be ${allowed}, not ${number}`,
    fatal: `invalid ${name} parameter value ${number} ${sign} ${limit}`,
  };
}

function finding(value: ReadValue, text: string, { wrong, fatal, write = '' }: Problem): Finding {
  const at = value.locate();
  const isNumber = parseInteger(text) !== undefined;
  const number = value.isLiteral && !isNumber ? meant(text, value.parameter.type.type === 'size') : undefined;
  return {
    at,
    message: `${wrong}. Programs that read it exit with: ${logText(fatal)}.${write}`,
    ...(number === undefined
      ? {}
      : { fixes: [{ title: `Change to ${number}`, edits: [{ at, text: number }], preferred: true }] }),
  };
}

/** In bytes. */
const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** The plain number that a text most likely means. */
function meant(text: string, isSize: boolean): string | undefined {
  const grouped = /^"?(\d{1,3}(?:[,_. ']\d{3})+)"?$/.exec(text)?.[1];
  if (grouped !== undefined) return grouped.replace(/\D/g, '');
  const [, digits, unit = ''] = /^"?(\d+)\s*([kmgt]?)(?:i?b(?:ytes?)?|ytes)?"?$/i.exec(text) ?? [];
  if (digits === undefined) return isSize && /^(?:unlimited|none|infinite)$/i.test(text) ? '0' : undefined;
  if (!isSize && unit !== '') return undefined;
  return String(Number(digits) * (units[unit.toLowerCase()] ?? 1));
}
