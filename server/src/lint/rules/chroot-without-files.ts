// Programs that look names up in a jail that lacks the system's files (postfix-script, RELEASE_NOTES-3.0).

import { isJailed, neededInJail, resolvingInJail } from '../../instance/jail.ts';
import { fieldOf, placedServices } from '../../instance/service-fields.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const chrootWithoutFiles: Rule = {
  code: 'chroot-without-files',
  title: 'The jail lacks files that programs need',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const { master } = instance.files;
    const service = resolvingInJail(instance);
    const queue = instance.expanded('queue_directory')?.text ?? '';
    if (service === undefined || master === undefined) return;
    const isThere = (path: string): boolean => typeof tables.stamp(path) === 'object';
    // Before Postfix has ever run, whatever copies the files when it starts has not had its turn.
    if (!isThere(`${queue}/pid/master.pid`)) return;
    const missing = neededInJail(instance.release).filter(
      (path) => isThere(path) && tables.stamp(queue + path) === 'missing',
    );
    if (missing.length === 0) return;
    const names = missing.map((path) => queue + path).join(' and ');
    const jailed = [...placedServices(instance)].filter(([, each]) => isJailed(instance, each));
    yield {
      at: fieldOf(master.uri, service, 'chroot').at,
      message:
        `${service.key} runs in the queue directory, and ${names} ${missing.length === 1 ? 'is' : 'are'} not there. ` +
        `${effect(missing)} ` +
        `Copy ${missing.join(' and ')} to ${queue}/etc at each start of Postfix, or write n in the chroot field.`,
      fixes: [
        {
          title: `Write n in the chroot field${jailed.length > 1 ? ', for every service in the jail' : ''}`,
          edits: jailed.map(([uri, each]) => ({ at: fieldOf(uri, each, 'chroot').at, text: 'n' })),
        },
      ],
    };
  },
};

function effect(missing: readonly string[]): string {
  return missing.includes('/etc/resolv.conf')
    ? 'It asks a name server on this very machine, and where there is none no name is found: mail stays in the queue with "Name service error", and clients have the name unknown.'
    : 'The SMTP client knows no port by its name, and dies: unknown service: smtp/tcp.';
}
