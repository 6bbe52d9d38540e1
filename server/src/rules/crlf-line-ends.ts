// Line ends of Windows. To Postfix the CR is white space at the end of each line (ISSPACE in sys_defs.h).

import type { InstanceFile } from '../instance/instance.ts';
import type { Chunk } from '../syntax/text.ts';
import type { Edit, Finding, Rule } from './rule.ts';

export const crlfLineEnds: Rule = {
  code: 'crlf-line-ends',
  title: 'The lines end with CR LF',
  severity: 'information',
  *check({ instance }): Generator<Finding> {
    const { main, master } = instance.files;
    if (main !== undefined) yield* finding(main);
    if (master !== undefined) yield* finding(master);
  },
};

function* finding({ uri, tree: { text } }: InstanceFile<unknown>): Generator<Finding> {
  const first = text.chunks.findIndex((chunk) => carriageReturns(chunk).length > 0);
  const chunk = text.chunks[first];
  const at = chunk && carriageReturns(chunk)[0];
  if (chunk === undefined || at === undefined) return;
  const start = text.chunkStart(first) + chunk.text.lastIndexOf('\n', at) + 1;
  const edits = text.chunks.flatMap((each, i): Edit[] =>
    carriageReturns(each).map((offset) => {
      const from = text.chunkStart(i) + offset;
      return { at: { uri, start: from, end: from + 1 }, text: '' };
    }),
  );
  yield {
    at: { uri, start, end: text.chunkStart(first) + at },
    message:
      `${edits.length === 1 ? 'A line of this file ends' : `${edits.length} lines of this file end`} with CR LF, as on Windows. ` +
      'Postfix takes each CR for white space; scripts that read the file get it as a part of the last word. ' +
      'End lines with LF alone.',
    fixes: [{ title: 'Convert to LF', edits, preferred: true }],
  };
}

const memory = new WeakMap<Chunk, readonly number[]>();

/** Where a CR stands in front of a line's end; offsets count from the chunk's start. */
function carriageReturns(chunk: Chunk): readonly number[] {
  let list = memory.get(chunk);
  if (list === undefined) {
    list = chunk.text.includes('\r\n')
      ? Array.from(chunk.text.matchAll(/\r(?=\n)/g), ({ index }) => index)
      : none;
    memory.set(chunk, list);
  }
  return list;
}

const none: readonly number[] = [];
