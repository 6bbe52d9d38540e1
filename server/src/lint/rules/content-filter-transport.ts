// A content filter that is given by its address alone: the value is transport:nexthop (qmgr_message.c).

import {
  isNextHopForTransport,
  transportMentions,
  transportNames,
  withTransport,
} from '../../mail/transports.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const contentFilterTransport: Rule = {
  code: 'content-filter-transport',
  title: 'A content filter needs a transport in front of its address',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const known = transportNames(instance);
    const isWanted = (name: string): boolean => known?.has(name) !== true;
    for (const mention of transportMentions(instance, tables, { by: 'name', isWanted })) {
      const target = withTransport(mention);
      if (target === undefined || !isNextHopForTransport(mention)) continue;
      const { at, by, name } = mention;
      yield {
        at,
        message:
          `${by} takes transport:nexthop, and "${name}" in front of the first colon is no transport. ` +
          `Postfix keeps the mail in its queue, and logs: connect to transport private/${name}: No such file or directory. ` +
          `Write ${target}, or the name of another delivery service in place of smtp.`,
        fixes: [{ title: `Change to ${target}`, edits: [{ at, text: target }], preferred: true }],
      };
    }
  },
};
