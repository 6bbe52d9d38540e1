// Services that run chrooted in the queue directory (the chroot field of master.cf), and the files that they need
// there.

import { atLeast, type Release } from '../catalog/release.ts';
import { compatibilityLevel } from './expand.ts';
import type { Instance, PlacedService } from './instance.ts';

/**
 * The meaning of `-` in the chroot field (master_ent.c): `n` for compatibility level 1 or higher, which exists since
 * 3.0.
 */
export function chrootDefault(instance: Instance): 'y' | 'n' {
  if (!atLeast(instance.release, '3.0')) return 'y';
  const level = compatibilityLevel(instance.expanded('compatibility_level')?.text ?? '0') ?? 0n;
  return level < levelOfNo ? 'y' : 'n';
}

const levelOfNo = compatibilityLevel('1') ?? 0n;

/** Whether a service sees the queue directory as `/`. */
export function isChrooted(instance: Instance, { item }: PlacedService): boolean {
  const text = item.fields[4]?.text;
  return (text === '-' ? chrootDefault(instance) : text) === 'y';
}

/** Programs that resolve names in the DNS after they enter the chroot jail. */
const resolving: ReadonlySet<string> = new Set(['dnsblog', 'qmqpd', 'smtp', 'smtpd']);

/** The first service that resolves names inside the chroot jail. */
export function resolvingInChroot(instance: Instance): PlacedService | undefined {
  return instance.services.find((service) => resolving.has(service.program) && isChrooted(instance, service));
}

/**
 * The files that such services need, by their path on the host. In the jail, they have the same path below its root.
 */
export function neededInChroot(release: Release): readonly string[] {
  // Since 3.6, known_tcp_ports includes the ports that the SMTP client uses.
  return atLeast(release, '3.6') ? ['/etc/resolv.conf'] : ['/etc/resolv.conf', '/etc/services'];
}

/**
 * Every file that shows the state of the jail: the needed files on the host and in the jail, and master.pid, which exists
 * once Postfix has run there.
 */
export function chrootFiles(instance: Instance): readonly string[] {
  const queue = instance.expanded('queue_directory')?.text ?? '';
  if (!queue.startsWith('/') || resolvingInChroot(instance) === undefined) return [];
  const needed = neededInChroot(instance.release).flatMap((path) => [path, queue + path]);
  return [`${queue}/pid/master.pid`, ...needed];
}
