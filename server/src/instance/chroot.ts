// Services that run in the queue directory (the chroot field of master.cf), and the files that they look for there.

import { atLeast, type Release } from '../catalog/release.ts';
import { compatibilityLevel } from './expand.ts';
import type { Instance, PlacedService } from './instance.ts';

/** What `-` in the chroot field stands for (master_ent.c): `n` from compatibility level 1 on, which there is since 3.0. */
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

/** Programs that look names up in the DNS after they have gone into the jail. */
const resolving: ReadonlySet<string> = new Set(['dnsblog', 'qmqpd', 'smtp', 'smtpd']);

/** The first service whose names are looked up in the jail. */
export function resolvingInChroot(instance: Instance): PlacedService | undefined {
  return instance.services.find((service) => resolving.has(service.program) && isChrooted(instance, service));
}

/** The files that such services need, by their path on the machine; in the jail they have the same below its root. */
export function neededInChroot(release: Release): readonly string[] {
  // From 3.6 on known_tcp_ports knows the ports that the SMTP client asks for.
  return atLeast(release, '3.6') ? ['/etc/resolv.conf'] : ['/etc/resolv.conf', '/etc/services'];
}

/** Every file that tells about the jail: it, and the one that a Postfix leaves there that has ever run. */
export function chrootFiles(instance: Instance): readonly string[] {
  const queue = instance.expanded('queue_directory')?.text ?? '';
  if (!queue.startsWith('/') || resolvingInChroot(instance) === undefined) return [];
  const needed = neededInChroot(instance.release).flatMap((path) => [path, queue + path]);
  return [`${queue}/pid/master.pid`, ...needed];
}
