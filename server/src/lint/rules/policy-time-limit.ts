// A policy server that spawn(8) stops after command_time_limit, even if smtpd is waiting for an answer (spawn.c).

import { setParameter } from '../../edits/parameters.ts';
import { fieldOf, placedServices } from '../../instance/service-fields.ts';
import { parseTime } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { policySockets } from '../shared/policy-sockets.ts';

export const policyTimeLimit: Rule = {
  code: 'policy-time-limit',
  title: 'Policy server is stopped while it is in use',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    if (instance.files.main === undefined) return;
    const names = new Set(policySockets(instance).map(({ name }) => name));
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'spawn' || !names.has(service.name)) continue;
      const limit = `${service.name}_time_limit`;
      if (instance.entriesByName.has(limit) || instance.overridesOf(service, limit).length > 0) continue;
      const general = instance.expanded('command_time_limit', service)?.text ?? '';
      const seconds = parseTime(general, 's')?.seconds;
      if (seconds === undefined || seconds > 1000) continue;
      const edit = setParameter(instance, limit, '3600');
      yield {
        at: fieldOf(uri, service, 'service').at,
        message:
          `${limit} is not set, so spawn stops the policy server ${seconds} seconds after it starts. ` +
          'smtpd keeps its connection for up to 1000 seconds (smtpd_policy_service_max_ttl), so a request can fail. ' +
          `Set ${limit} = 3600 in main.cf.`,
        ...(edit && { fixes: [{ title: `Set ${limit} = 3600`, edits: [edit], preferred: true }] }),
      };
    }
  },
};
