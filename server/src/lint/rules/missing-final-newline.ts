// A file that does not end with a newline: text that is appended to the file becomes part of the last line.

import type { InstanceFile } from '../../instance/instance.ts';
import type { Finding, Rule } from '../rule.ts';

export const missingFinalNewline: Rule = {
  code: 'missing-final-newline',
  title: 'Last line does not end with a newline',
  severity: 'hint',
  *configuration({ instance }): Generator<Finding> {
    const { main, master } = instance.files;
    if (main !== undefined) yield* finding(main);
    if (master !== undefined) yield* finding(master);
  },
};

function* finding({ uri, tree: { text } }: InstanceFile<unknown>): Generator<Finding> {
  const last = text.chunks.at(-1)?.text;
  if (last === undefined || last.endsWith('\n')) return;
  const end = { uri, start: text.length, end: text.length };
  yield {
    at: { ...end, start: text.length - 1 },
    message:
      'The last line does not end with a newline. Postfix still reads it, but text that a program appends to the file becomes part of this line. ' +
      'Add a newline.',
    fixes: [{ title: 'Add a newline', edits: [{ at: end, text: '\n' }], preferred: true, safe: true }],
  };
}
