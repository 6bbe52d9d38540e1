// Times, sizes and ports in units that people think in.

import type { Instance } from '../../instance/instance.ts';
import { parseInteger, parseTime, type TimeUnit } from '../../syntax/scalars.ts';
import { quote } from './markdown.ts';

/** Undefined for text that is no size; the same below for times. */
export function sizeText(text: string): string[] | undefined {
  const bytes = parseInteger(text);
  if (bytes === undefined) return undefined;
  return [Math.abs(bytes) < 1024 ? `**${text}** bytes` : `**${text}** bytes — ${sizeInWords(bytes)}`];
}

export function timeText(text: string, unit: TimeUnit): string[] | undefined {
  const time = parseTime(text, unit);
  if (time === undefined) return undefined;
  const { seconds, ignored } = time;
  const warning =
    ignored === '' ? [] : [`Postfix reads only the first letter of a unit: ${quote(ignored)} is ignored.`];
  return [`**${text}** — ${timeInWords(seconds)}`, ...warning];
}

/** `10240000` is "9.8 MiB". */
function sizeInWords(bytes: number): string {
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
  return parts.length === 0 ? 'no time' : parts.join(' ');
}

/** The ports that IANA has given to mail, for releases without known_tcp_ports. */
const registeredPorts: Readonly<Record<string, number | undefined>> = {
  smtp: 25,
  submission: 587,
  submissions: 465,
};

/** `port 465 (submissions)`, for a port that is given by name or by number. */
export function portInWords(instance: Instance, port: string): string {
  const known = knownPorts(instance);
  if (/^\d+$/.test(port)) {
    const names = [...known].filter(([, number]) => number === Number(port)).map(([name]) => name);
    return `port ${port}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  }
  const number = known.get(port);
  if (number !== undefined) return `port ${number} (${port})`;
  const usual = Object.hasOwn(registeredPorts, port) ? registeredPorts[port] : undefined;
  return usual === undefined
    ? `the port that \`/etc/services\` gives to ${quote(port)}`
    : `port ${usual} (${port}), if \`/etc/services\` has it`;
}

/** known_tcp_ports: `name = name = port`, from 3.6 on (known_tcp_ports.c). */
function knownPorts(instance: Instance): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const setting of (instance.expanded('known_tcp_ports')?.text ?? '').split(',')) {
    const names = setting.split('=').map((word) => word.trim());
    const port = names.pop() ?? '';
    if (/^\d+$/.test(port)) for (const name of names) ports.set(name, Number(port));
  }
  return ports;
}
