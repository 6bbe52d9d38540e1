// Several values where one is expected: no program of Postfix starts (mail_params.c).

import type { Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const singleValue: Rule = {
  code: 'single-value',
  title: 'This parameter takes one value',
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
          `${name} takes one domain, and this is more than one. ` +
          `Every Postfix program that reads it dies: ${name} parameter setting must not contain multiple values: ${beginning(text, 100)}. ` +
          'Keep one; mydestination is the list of domains that are yours.',
        ...(value.isLiteral
          ? { fixes: [{ title: `Keep ${first} alone`, edits: [{ at, text: first }] }] }
          : {}),
      };
    },
  },
};
