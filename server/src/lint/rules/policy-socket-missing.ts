// check_policy_service with a socket below private/, where master(8) creates the sockets of its services, but without
// such a service (smtpd_check.c, check_policy_service).

import type { Configuration, Finding, Rule } from '../rule.ts';
import { policySockets } from '../shared/policy-sockets.ts';

export const policySocketMissing: Rule = {
  code: 'policy-socket-missing',
  title: 'No service provides the socket of the policy server',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    // A master.cf without smtpd is only a part of one.
    if (!instance.services.some(({ program }) => program === 'smtpd' || program === 'postscreen')) return;
    const names = new Set(instance.services.map(({ name }) => name));
    for (const { name, path, at } of policySockets(instance)) {
      if (names.has(name)) continue;
      yield {
        at,
        message:
          `master.cf has no service ${name}, whose socket would be ${path}. ` +
          'If no other program creates the socket, smtpd answers each recipient with 451 "Server configuration problem". ' +
          `Add the service to master.cf, or check that another program creates the socket.`,
      };
    }
  },
};
