// A relayhost whose mail exchangers are looked up, although it names a machine.

import { isHostWithoutBrackets, relayhosts } from '../../mail/next-hops.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const relayhostMxLookup: Rule = {
  code: 'relayhost-mx-lookup',
  title: 'A relay host without brackets is looked up as a mail domain',
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
          `${host} looks like a machine, and stands without brackets. ` +
          'Postfix asks for the mail exchangers (MX) of the name first, and delivers to these. ' +
          `Write ${bracketed} for the machine itself.`,
        fixes: [{ title: `Change to ${bracketed}`, edits: [{ at, text: bracketed }], preferred: true }],
      };
    }
  },
};
