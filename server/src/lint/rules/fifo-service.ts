// pickup or qmgr as a FIFO, as in the master.cf of Postfix before 2.10 (RELEASE_NOTES-2.10).

import { atLeast } from '../../catalog/release.ts';
import { fieldOf, placedServices } from '../../instance/service-fields.ts';
import type { Finding, Rule } from '../rule.ts';

export const fifoService: Rule = {
  code: 'fifo-service',
  title: 'Service has an outdated type',
  severity: 'hint',
  *configuration({ instance }): Generator<Finding> {
    if (!atLeast(instance.release, '2.10')) return;
    for (const [uri, service] of placedServices(instance)) {
      if (service.type !== 'fifo' || !['pickup', 'qmgr', 'oqmgr'].includes(service.program)) continue;
      const { at } = fieldOf(uri, service, 'type');
      yield {
        at,
        message:
          `${service.name} has the type fifo, as in Postfix before 2.10. ` +
          'It still works, but each wake-up changes the time stamp of a file, which keeps the disk of an idle host busy. ' +
          'Write unix.',
      };
    }
  },
};
