// A service that master.cf defines more than once: master uses the last entry (master_conf.c).

import { commentOut, firstLineLocation, lineNumber } from '../../edits/lines.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { placedServices, portOf } from '../../instance/service-fields.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const duplicateService: Rule = {
  code: 'duplicate-service',
  title: 'Service is defined again by a later line',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    const last = new Map<string, PlacedService>();
    for (const service of instance.services) last.set(identity(service), service);
    for (const [uri, service] of placedServices(instance)) {
      const winner = last.get(identity(service));
      if (winner === undefined || winner === service || service.name.startsWith('-')) continue;
      const line = lineNumber(instance.files.master, winner.start);
      yield {
        at: firstLineLocation(uri, service),
        tag: 'unnecessary',
        message:
          `Line ${line} defines the service ${service.name} (${service.type}) again. ` +
          `Postfix uses the last entry with its options, and master warns: ${logText(`duplicate master.cf entry for service "${service.name}" (${socketOf(service)}) -- using the last entry`)}. ` +
          'Remove one of the entries, or rename one of the services.',
        related: [{ at: firstLineLocation(uri, winner), message: 'Postfix uses this entry' }],
        fixes: [
          {
            title: `Comment out this earlier ${service.name} service`,
            edits: commentOut(uri, service),
            preferred: true,
          },
        ],
      };
    }
  },
};

/** What distinguishes services for master: the type and the socket. */
function identity(service: PlacedService): string {
  const socket = socketOf(service).replace(/^\[.*\]/, (host) => host.toLowerCase());
  return `${service.type} ${socket}`;
}

/** The socket as master logs it: a path in the queue directory, or `[host]:port` with the port as a number. */
function socketOf(service: PlacedService): string {
  const { name, type, item } = service;
  if (type !== 'inet') return `${item.fields[2]?.text === 'n' ? 'public' : 'private'}/${name}`;
  const host = name.includes(':') ? name.slice(0, name.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1') : '';
  return host === '' ? portOf(service) : `[${host}]:${portOf(service)}`;
}
