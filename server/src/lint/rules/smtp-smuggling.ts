// smtpd takes a bare newline for the end of a line (smtp-smuggling, CVE-2023-51764).

import { valuesOfType } from '../../instance/read-values.ts';
import { isOnLoopback } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const smtpSmuggling: Rule = {
  code: 'smtp-smuggling',
  title: 'The protection against SMTP smuggling is off',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of valuesOfType(instance, 'enum')) {
      const { name, text, service } = value;
      if (name !== 'smtpd_forbid_bare_newline' || text?.toLowerCase() !== 'no' || isOnLoopback(service))
        continue;
      const at = value.locate();
      yield {
        at,
        message:
          'Without this protection a message can hide another one behind a line that ends in a bare newline. ' +
          'smtpd takes the second for mail of the same client, with an envelope that no server has checked. ' +
          'Write normalize.',
        ...(value.isLiteral && {
          fixes: [{ title: 'Change to normalize', edits: [{ at, text: 'normalize' }], preferred: true }],
        }),
      };
    }
  },
};
