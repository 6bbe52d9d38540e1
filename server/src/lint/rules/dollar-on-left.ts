// `$name = value`: the `$` belongs to a use of a name; what is set here is a name that begins with it.

import { overrides } from '../../instance/instance.ts';
import { isReference } from '../../instance/settings.ts';
import type { Name } from '../../syntax/expression.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const dollarOnLeft: Rule = {
  code: 'dollar-on-left',
  title: 'A $ in front of the name that is set',
  severity: 'error',
  lines: {
    *'postfix-main'(item) {
      if (item.kind === 'entry') yield* finding(item.name, 'main.cf');
    },
    *'postfix-master'(item) {
      if (item.kind !== 'service') return;
      for (const { name } of overrides(item)) if (name !== undefined) yield* finding(name, 'master.cf');
    },
  },
};

function* finding({ start, end, text: name }: Name, file: string): Generator<LineFinding> {
  if (!isReference(name)) return;
  const meant = /^\$[{(]?([^})]*)/.exec(name)?.[1] ?? '';
  yield {
    start,
    end,
    message:
      `A $ stands in front of a name that is used, not of one that is set. ` +
      `Postfix takes "${name}" for the name, which nothing reads; postconf warns: ${file}: unused parameter. ` +
      (meant === '' ? 'Write the name alone.' : `Write ${meant} = ...`),
    ...(meant === ''
      ? {}
      : { fixes: [{ title: `Change to ${meant}`, edits: [{ start, end, text: meant }], preferred: true }] }),
  };
}
