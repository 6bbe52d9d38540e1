// A relayhost that names a host, but has no brackets, so that Postfix looks up its MX records.

import { isHostWithoutBrackets, relayhosts } from '../../mail/next-hops.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const relayhostMxLookup: Rule = {
  code: 'relayhost-mx-lookup',
  title: 'Relay host without brackets is looked up as a mail domain',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    if (parseBoolean(instance.expanded('disable_dns_lookups')?.text ?? '')) return;
    for (const { hop, at } of relayhosts(instance)) {
      if (!isHostWithoutBrackets(hop)) continue;
      const { host, port } = hop;
      const bracketed = `[${host}]${port === undefined ? '' : `:${port}`}`;
      yield {
        at,
        message:
          `relayhost has no brackets, so Postfix looks up the MX records of ${host} and delivers to those hosts. ` +
          `Write ${bracketed} to use that host itself.`,
        fixes: [{ title: `Change to ${bracketed}`, edits: [{ at, text: bracketed }], preferred: true }],
      };
    }
  },
};
