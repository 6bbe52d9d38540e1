// smtpd accepts a bare newline as a line ending (SMTP smuggling, CVE-2023-51764).

import { valuesOfType } from '../../instance/read-values.ts';
import { isOnLoopback } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const smtpSmuggling: Rule = {
  code: 'smtp-smuggling',
  title: 'Protection against SMTP smuggling is off',
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
          'A message can hide a second one after a bare newline, because this protection is off. ' +
          'smtpd accepts the hidden message from the same client, with an envelope that no other server has checked. ' +
          'Write normalize.',
        ...(value.isLiteral && {
          fixes: [{ title: 'Change to normalize', edits: [{ at, text: 'normalize' }], preferred: true }],
        }),
      };
    }
  },
};
