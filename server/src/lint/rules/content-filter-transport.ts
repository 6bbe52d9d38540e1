// A content filter with only an address: the value must be transport:nexthop (qmgr_message.c).

import {
  isNextHopForTransport,
  transportNames,
  transportReferences,
  withTransport,
} from '../../mail/transports.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const contentFilterTransport: Rule = {
  code: 'content-filter-transport',
  title: 'Content filter has an address but no transport',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const known = transportNames(instance);
    const isWanted = (name: string): boolean =>
      known?.has(name) !== true && (name === 'inet' || withTransport({ name }) !== undefined);
    for (const mention of transportReferences(instance, tables, { by: 'name', isWanted })) {
      const target = withTransport(mention);
      if (target === undefined || !isNextHopForTransport(mention)) continue;
      const { at, by, name } = mention;
      yield {
        at,
        message:
          `${by} takes transport:nexthop, but "${name}" before the first colon is not a transport. ` +
          `Postfix leaves the mail in the queue and logs: ${logText(`connect to transport private/${name}: No such file or directory`)}. ` +
          `Write ${target}, or use another delivery service instead of smtp.`,
        fixes: [{ title: `Change to ${target}`, edits: [{ at, text: target }], preferred: true }],
      };
    }
  },
};
