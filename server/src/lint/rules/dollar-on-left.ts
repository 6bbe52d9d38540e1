// `$name = value`: a `$` belongs before a name where its value is used. This line sets a name that begins with `$`.

import { overrides } from '../../instance/instance.ts';
import { isReference } from '../../instance/settings.ts';
import type { Name } from '../../syntax/expression.ts';
import { logText } from '../messages.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const dollarOnLeft: Rule = {
  code: 'dollar-on-left',
  title: 'Parameter name begins with $',
  severity: 'error',
  lines: {
    'postfix-main': (item) =>
      item.kind === 'entry' && isReference(item.name.text) ? finding(item.name, 'main.cf') : [],
    *'postfix-master'(item) {
      if (item.kind !== 'service') return;
      for (const { name } of overrides(item))
        if (name !== undefined && isReference(name.text)) yield* finding(name, 'master.cf');
    },
  },
};

function* finding({ start, end, text: name }: Name, file: string): Generator<LineFinding> {
  const meant = /^\$[{(]?([^})]*)/.exec(name)?.[1] ?? '';
  yield {
    start,
    end,
    message:
      'A $ belongs before a name where its value is used, not where it is set. ' +
      `Postfix sets "${name}", which nothing reads, and postconf warns: ${logText(`${file}: unused parameter: ${name}`)}. ` +
      (meant === '' ? 'Write the name without the $.' : `Write ${meant} = …`),
    ...(meant === ''
      ? {}
      : { fixes: [{ title: `Change to ${meant}`, edits: [{ start, end, text: meant }], preferred: true }] }),
  };
}
