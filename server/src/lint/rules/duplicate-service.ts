// A service that master.cf defines twice: the last one wins (master_conf.c).

import { commentOut, firstLineLocation, lineNumber } from '../../edits/lines.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { placedServices, portOf } from '../../instance/service-fields.ts';
import type { Finding, Rule } from '../rule.ts';

export const duplicateService: Rule = {
  code: 'duplicate-service',
  title: 'A later line defines the service again',
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
          `Postfix takes the last line, options included; master warns: duplicate master.cf entry for service "${winner.name}". ` +
          'Remove one of the two, or give one of them another name.',
        related: [{ at: firstLineLocation(uri, winner), message: 'The line that holds' }],
        fixes: [
          {
            title: `Comment out this earlier ${service.name}`,
            edits: commentOut(uri, service),
            preferred: true,
          },
        ],
      };
    }
  },
};

/** What master tells services apart by: the socket, with names of ports and hosts as numbers. */
function identity(service: PlacedService): string {
  const { name, type, item } = service;
  if (type !== 'inet') return `${type} ${item.fields[2]?.text === 'n' ? 'public' : 'private'} ${name}`;
  const host = name.includes(':') ? name.slice(0, name.lastIndexOf(':')).toLowerCase() : '';
  return `inet ${host.replace(/^\[(.*)\]$/, '$1')} ${portOf(service)}`;
}
