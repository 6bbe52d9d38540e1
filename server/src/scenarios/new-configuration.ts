// The files of a new configuration, for a folder that has none.

import { atLeast, type Release } from '../catalog/release.ts';
import { program, type StockService, stockServices } from '../catalog/services.ts';

export interface NewConfiguration {
  readonly main: string;
  readonly master: string;
}

/** The parameters that a new main.cf sets. */
export const newParameters: readonly string[] = ['compatibility_level', 'smtp_tls_security_level'];

/** A main.cf that relies on the defaults of the release, and the services that every server needs. */
export function newConfiguration(release: Release): NewConfiguration {
  return { main: mainCf(release), master: masterCf(release) };
}

function mainCf(release: Release): string {
  const level = atLeast(release, '3.0')
    ? [
        '',
        '# The release whose defaults to use.',
        `compatibility_level = ${atLeast(release, '3.6') ? newestLevel(release) : '2'}`,
      ]
    : [];
  const tls = atLeast(release, '2.3')
    ? ['', '# Encrypt mail to servers that offer TLS.', 'smtp_tls_security_level = may']
    : [];
  return [
    '# Postfix configuration: each line sets a parameter. A line that begins with white space continues the line before',
    '# it. Parameters that are not set here have their defaults, which "postconf -d" prints.',
    ...level,
    ...tls,
    '',
  ].join('\n');
}

/** The newest compatibility level that the release accepts without a warning. */
function newestLevel(release: Release): string {
  return atLeast(release, '3.11') ? '3.11' : '3.6';
}

function masterCf(release: Release): string {
  const services = stockServices.filter(
    (service) => service.commented !== true && atLeast(release, program(service.program)?.since ?? '2.0'),
  );
  const rows = [
    ['# service', 'type', 'private', 'unpriv', 'chroot', 'wakeup', 'maxproc', 'command'],
    ...services.map(rowOf),
  ];
  const widths = rows
    .map((row) => row.map((field) => field.length))
    .reduce((a, b) => a.map((n, i) => Math.max(n, b[i] ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((field, i) => field.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    '# Postfix services: each line is one service, and indented lines are options of the service before them.',
    ...lines,
    '',
  ].join('\n');
}

function rowOf({
  service,
  type,
  private: isPrivate,
  unpriv,
  chroot,
  wakeup,
  maxproc,
  program: name,
}: StockService): string[] {
  return [service, type, isPrivate, unpriv, chroot, wakeup, maxproc, name];
}
