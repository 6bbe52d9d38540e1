// A transport parameter that begins with a colon: there is no transport in it (trivial-rewrite, resolve.c).

import type { Rule } from '../rule.ts';

export const nullTransport: Rule = {
  code: 'null-transport',
  title: 'A transport parameter without a transport',
  severity: 'error',
  values: {
    *transport(value) {
      const { name, text } = value;
      if (!classes.has(name) || text?.startsWith(':') !== true) return;
      const [, target] = /^:(\[[^\]]+\](?::\w+)?|[\w.-]+(?::\w+)?)$/.exec(text) ?? [];
      const at = value.locate();
      yield {
        at,
        message:
          `${name} has nothing in front of its first colon. ` +
          `Postfix defers the mail, and warns: parameter ${name}: null transport is not allowed. ` +
          `Write ${target === undefined ? 'transport:nexthop' : `smtp${text}`}.`,
        ...(target !== undefined &&
          value.isLiteral && {
            fixes: [
              {
                title: `Change to smtp${text}`,
                edits: [{ at: { ...at, end: at.start }, text: 'smtp' }],
                preferred: true,
              },
            ],
          }),
      };
    },
  },
};

/** Those that give mail its first transport; others may leave that as it is. */
const classes: ReadonlySet<string> = new Set(
  ['default', 'local', 'relay', 'virtual'].flatMap((name) => [
    `${name}_transport`,
    `address_verify_${name}_transport`,
  ]),
);
