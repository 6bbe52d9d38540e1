// An inet service that is private, which is the default of the field: master(8) does not start (master_ent.c).

import { fieldOf, placedServices } from '../../instance/service-fields.ts';
import type { Finding, Rule } from '../rule.ts';

export const inetServicePrivate: Rule = {
  code: 'inet-service-private',
  title: 'A service of the network cannot be private',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      const { text, at } = fieldOf(uri, service, 'private');
      if (service.type !== 'inet' || (text !== 'y' && text !== '-')) continue;
      yield {
        at,
        message:
          `A service of the network cannot be private${text === '-' ? ', and - stands for y here' : ''}. ` +
          'master does not start: inet service cannot be private. Write n.',
        fixes: [{ title: 'Change to n', edits: [{ at, text: 'n' }], preferred: true }],
      };
    }
  },
};
