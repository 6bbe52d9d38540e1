// Programs that look up names in a chroot without the necessary system files (postfix-script, RELEASE_NOTES-3.0).

import { isChrooted, neededInChroot, resolvingInChroot } from '../../instance/chroot.ts';
import { fieldOf, placedServices } from '../../instance/service-fields.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const chrootWithoutFiles: Rule = {
  code: 'chroot-without-files',
  title: 'Chroot lacks files that programs need',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const { master } = instance.files;
    const service = resolvingInChroot(instance);
    const queue = instance.expanded('queue_directory')?.text ?? '';
    if (service === undefined || master === undefined) return;
    const isThere = (path: string): boolean => typeof tables.stamp(path) === 'object';
    // Before the first start of Postfix, the start-up script has had no chance to copy the files.
    if (!isThere(`${queue}/pid/master.pid`)) return;
    const missing = neededInChroot(instance.release).filter(
      (path) => isThere(path) && tables.stamp(queue + path) === 'missing',
    );
    if (missing.length === 0) return;
    const names = missing.map((path) => queue + path).join(' and ');
    const jailed = [...placedServices(instance)].filter(([, each]) => isChrooted(instance, each));
    yield {
      at: fieldOf(master.uri, service, 'chroot').at,
      message:
        `${service.key} runs in a chroot without ${names}. ` +
        `${effect(missing)} ` +
        `Copy ${missing.join(' and ')} to ${queue}/etc each time Postfix starts, or write n in the chroot field.`,
      fixes: [
        {
          title: `Write n in the chroot field${jailed.length > 1 ? ' of every service that runs in a chroot' : ''}`,
          edits: jailed.map(([uri, each]) => ({ at: fieldOf(uri, each, 'chroot').at, text: 'n' })),
        },
      ],
    };
  },
};

function effect(missing: readonly string[]): string {
  return missing.includes('/etc/resolv.conf')
    ? `The service uses a name server on this host. If this host has none, mail stays in the queue (${logText('Name service error')}) and client names are unknown.`
    : `The SMTP client cannot look up port names, and exits with: ${logText('unknown service: smtp/tcp')}.`;
}
