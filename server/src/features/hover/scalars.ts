// Times, sizes, and ports in units that are easy to read.

import type { Instance } from '../../instance/instance.ts';
import { knownPorts, registeredPort } from '../../instance/ports.ts';
import { parseInteger, parseTime, type TimeUnit } from '../../syntax/scalars.ts';
import { quote } from './markdown.ts';

/** Undefined if the text is not a size. */
export function sizeText(text: string): string[] | undefined {
  const bytes = parseInteger(text);
  if (bytes === undefined) return undefined;
  return [Math.abs(bytes) < 1024 ? `**${text}** bytes` : `**${text}** bytes — ${sizeInWords(bytes)}`];
}

/** Undefined if the text is not a time. */
export function timeText(text: string, unit: TimeUnit): string[] | undefined {
  const time = parseTime(text, unit);
  if (time === undefined) return undefined;
  const { seconds, ignored } = time;
  const warning =
    ignored === '' ? [] : [`Postfix uses only the first letter of the unit and ignores ${quote(ignored)}.`];
  return [`**${text}** — ${timeInWords(seconds)}`, ...warning];
}

/** `10240000` is "9.8 MiB". */
export function sizeInWords(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit + 1 < units.length) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

/** `90000` is "1 day 1 hour". */
export function timeInWords(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [name, length] of [
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

/** `port 465 (submissions)`, for a port name or a port number. */
export function portInWords(instance: Instance, port: string): string {
  const ports = knownPorts(instance);
  if (/^\d+$/.test(port)) {
    const names = [...ports].filter(([, number]) => number === Number(port)).map(([name]) => name);
    return `port ${port}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  }
  const number = ports.get(port);
  if (number !== undefined) return `port ${number} (${port})`;
  const registered = registeredPort(port);
  return registered === undefined
    ? `port ${quote(port)}, as defined in \`/etc/services\``
    : `port ${registered} (${port}), if \`/etc/services\` defines it`;
}
