// smtpd accepts a bare newline as a line ending (SMTP smuggling, CVE-2023-51764).

import { valuesNamed } from '../../instance/read-values.ts';
import { isOnLoopback } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const smtpSmuggling: Rule = {
  code: 'smtp-smuggling',
  title: 'Protection against SMTP smuggling is off',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of valuesNamed(instance, 'smtpd_forbid_bare_newline')) {
      const { text, service } = value;
      if (text?.toLowerCase() !== 'no' || isOnLoopback(service)) continue;
      const at = value.locate();
      // In 3.5.23, 3.6.13, 3.7.9, and 3.8.4, it is a boolean. The next patch level adds the reject code and the words.
      const word = instance.catalog.knows('smtpd_forbid_bare_newline_reject_code') ? 'normalize' : 'yes';
      yield {
        at,
        message:
          'A message can hide a second message after a bare newline, because smtpd_forbid_bare_newline is off. ' +
          'smtpd accepts the hidden message from the same client, with an envelope that no other server has checked. ' +
          `Write ${word}.`,
        ...(value.isLiteral && {
          fixes: [{ title: `Change to ${word}`, edits: [{ at, text: word }], preferred: true }],
        }),
      };
    }
  },
};
