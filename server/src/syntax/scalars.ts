// Single values: booleans, numbers, and times. Each function reads expanded text exactly as Postfix does and returns
// undefined if Postfix would reject it.

/** yes or no, in any case (mail_conf_bool.c). */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'yes' ? true : word === 'no' ? false : undefined;
}

/** Digits with an optional sign (mail_conf_int.c, mail_conf_long.c). No units or fractions. */
export function parseInteger(text: string): number | undefined {
  return /^[ \t\n\v\f\r]*[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

export type TimeUnit = 's' | 'm' | 'h' | 'd' | 'w';

export interface Time {
  readonly seconds: number;
  readonly unit: TimeUnit;
  /** The text after the unit letter. Postfix reads only the first letter and ignores the rest without a warning. */
  readonly ignored: string;
}

const secondsIn: Readonly<Record<TimeUnit, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const maxInteger = 2_147_483_647;

/**
 * A whole number with an optional unit letter; without one, the parameter's own unit applies (conv_time.c). A letter
 * without a number means 0 of that unit.
 */
export function parseTime(text: string, defaultUnit: TimeUnit): Time | undefined {
  const match = /^(?:[ \t\n\v\f\r]*([+-]?\d+))?([\s\S]?)([\s\S]*)$/.exec(text);
  if (match === null || text === '') return undefined;
  const [, digits = '0', letter = '', ignored = ''] = match;
  const unit = letter === '' ? defaultUnit : (letter as TimeUnit);
  const factor = Object.hasOwn(secondsIn, unit) ? secondsIn[unit] : undefined;
  const count = Number(digits);
  const limit = factor === 1 ? maxInteger : Math.floor(maxInteger / (factor ?? 1)) - 1;
  if (factor === undefined || count < 0 || count > limit) return undefined;
  return { seconds: count * factor, unit, ignored };
}
