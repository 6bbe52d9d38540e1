// A domain or a host that has the name of a parameter: the `$` before it is missing (postconf(5), postconf(1)).

import type { ReadValue } from '../../instance/read-values.ts';
import type { Span } from '../../syntax/text.ts';
import type { Finding, ReleaseContext, Rule } from '../rule.ts';

export const missingDollar: Rule = {
  code: 'missing-dollar',
  title: 'Name of a parameter has no $',
  severity: 'warning',
  explains: ['myhostname-unqualified', 'bad-next-hop'],
  values: {
    domain: whole,
    host: whole,
    nexthop: whole,
    *list(value, context) {
      const { type } = value.parameter;
      if (!lists.has(type.of?.type ?? '') || value.hasComment) return;
      const { text } = value.expanded.expansion;
      for (const node of value.expanded.nodes)
        yield* check(value, text.slice(node.start, node.end), node, context);
    },
  },
};

const lists: ReadonlySet<string> = new Set(['domain', 'domain-pattern', 'nexthop', 'interface']);

function* whole(value: ReadValue, context: ReleaseContext): Generator<Finding> {
  const { text = '', hasComment } = value;
  if (!hasComment) yield* check(value, text, { start: 0, end: text.length }, context);
}

function* check(value: ReadValue, word: string, span: Span, { catalog }: ReleaseContext): Generator<Finding> {
  // A host can be called relayhost, but not many hosts are called mydomain.
  if (!/^(?:my[a-z]+|[a-z]+(?:_[a-z]+)+)$/.test(word) || !catalog.knows(word)) return;
  const at = value.locate(span);
  const whole = value.location;
  // The setting that a $name refers to has the finding.
  if (at.uri !== whole.uri || at.start < whole.start || at.end > whole.end) return;
  const isItself = word === value.name;
  const { type } = value.parameter;
  const what = /^(?:host|nexthop|interface)$/.test(type.of?.type ?? type.type) ? 'host' : 'domain';
  yield {
    at,
    message:
      `"${word}" is the name of a parameter, but without a $, it is only a word. ` +
      `Postfix uses it as a ${what} name. ` +
      (isItself ? 'Write the name itself.' : `Write $${word}.`),
    ...(!isItself &&
      at.end - at.start === word.length &&
      value.isLiteral && {
        fixes: [{ title: `Change to $${word}`, edits: [{ at, text: `$${word}` }], preferred: true }],
      }),
  };
}
