// Several values where Postfix expects one: Postfix programs exit (mail_params.c).

import { logTextWithValue } from '../messages.ts';
import type { Rule } from '../rule.ts';

export const singleValue: Rule = {
  code: 'single-value',
  title: 'Parameter that takes one value has several',
  severity: 'error',
  values: {
    *domain(value) {
      const { name, joined: text } = value;
      if (name !== 'myorigin' || text === undefined || value.hasComment) return;
      const [first] = /^[^,\s]+(?=[,\s])/.exec(text) ?? [];
      if (first === undefined) return;
      const at = value.locate();
      yield {
        at,
        message:
          `${name} takes only one domain, but this value has several. ` +
          `Postfix programs exit with: ${logTextWithValue(`${name} parameter setting must not contain multiple values: `, text)}. ` +
          'Keep one domain. To receive mail for the other domains, list them in mydestination.',
        ...(value.isLiteral
          ? { fixes: [{ title: `Keep only ${first}`, edits: [{ at, text: first }] }] }
          : {}),
      };
    },
  },
};
