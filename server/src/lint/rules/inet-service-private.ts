// An inet service that is private, which is the default of the field: master(8) exits (master_ent.c).

import { fieldOf, placedServices } from '../../instance/service-fields.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const inetServicePrivate: Rule = {
  code: 'inet-service-private',
  title: 'Network service is private',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      const { text, at } = fieldOf(uri, service, 'private');
      if (service.type !== 'inet' || (text !== 'y' && text !== '-')) continue;
      yield {
        at,
        message:
          `An inet service cannot be private${text === '-' ? ', but "-" in this field means y' : ''}. ` +
          `master exits with ${logText('inet service cannot be private')}, so Postfix does not run. Write n.`,
        fixes: [{ title: 'Change to n', edits: [{ at, text: 'n' }], preferred: true }],
      };
    }
  },
};
