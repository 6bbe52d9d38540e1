// Times, sizes, and ports in units that are easy to read.

import type { Instance } from '../../instance/instance.ts';
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
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

/** The ports that IANA has assigned to mail services, for releases without known_tcp_ports. */
const registeredPorts: Readonly<Record<string, number | undefined>> = {
  smtp: 25,
  submission: 587,
  submissions: 465,
};

/** `port 465 (submissions)`, for a port name or a port number. */
export function portInWords(instance: Instance, port: string): string {
  const ports = knownPorts(instance);
  if (/^\d+$/.test(port)) {
    const names = [...ports].filter(([, number]) => number === Number(port)).map(([name]) => name);
    return `port ${port}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  }
  const number = ports.get(port);
  if (number !== undefined) return `port ${number} (${port})`;
  const registered = Object.hasOwn(registeredPorts, port) ? registeredPorts[port] : undefined;
  return registered === undefined
    ? `port ${quote(port)}, as defined in \`/etc/services\``
    : `port ${registered} (${port}), if \`/etc/services\` defines it`;
}

/** The ports in known_tcp_ports, `name = name = port`, since 3.6 (known_tcp_ports.c). */
function knownPorts(instance: Instance): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const setting of (instance.expanded('known_tcp_ports')?.text ?? '').split(',')) {
    const names = setting.split('=').map((word) => word.trim());
    const port = names.pop() ?? '';
    if (/^\d+$/.test(port)) for (const name of names) ports.set(name, Number(port));
  }
  return ports;
}
