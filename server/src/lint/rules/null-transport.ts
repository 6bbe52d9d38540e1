// A transport parameter that begins with a colon: the transport name is missing (trivial-rewrite, resolve.c).

import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';

export const nullTransport: Rule = {
  code: 'null-transport',
  title: 'Transport name is missing',
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
          `${name} has no transport name before the first colon. ` +
          `Postfix defers the mail and warns: ${logText(`parameter ${name}: null transport is not allowed`)}. ` +
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

/** The parameters that select the first transport of a message. Other parameters may leave the transport unchanged. */
const classes: ReadonlySet<string> = new Set(
  ['default', 'local', 'relay', 'virtual'].flatMap((name) => [
    `${name}_transport`,
    `address_verify_${name}_transport`,
  ]),
);
