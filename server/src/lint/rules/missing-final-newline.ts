// A file whose last line has no line end: what is appended to it becomes a part of that line.

import type { InstanceFile } from '../../instance/instance.ts';
import type { Finding, Rule } from '../rule.ts';

export const missingFinalNewline: Rule = {
  code: 'missing-final-newline',
  title: 'The last line has no line end',
  severity: 'information',
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
      'The last line has no line end. Postfix reads it all the same; text that a program appends to the file becomes a part of it. ' +
      'End the line.',
    fixes: [{ title: 'End the line', edits: [{ at: end, text: '\n' }], preferred: true, safe: true }],
  };
}
