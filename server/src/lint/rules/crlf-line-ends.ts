// Windows line endings. Postfix treats the CR as white space at the end of each line (ISSPACE in sys_defs.h).

import type { Edit } from '../../edits/edit.ts';
import type { InstanceFile } from '../../instance/instance.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Chunk, SourceText } from '../../syntax/text.ts';
import type { Finding, Rule } from '../rule.ts';

export const crlfLineEnds: Rule = {
  code: 'crlf-line-ends',
  title: 'Lines end with CR LF',
  severity: 'information',
  *configuration({ instance }): Generator<Finding> {
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
  const count = text.chunks.reduce((sum, each) => sum + carriageReturns(each).length, 0);
  yield {
    at: { uri, start, end: text.chunkStart(first) + at },
    message:
      `${count === 1 ? 'A line in this file ends' : `${count} lines in this file end`} with CR LF, as on Windows. ` +
      'Postfix treats each CR as white space, but scripts that read the file see it as part of the last word. ' +
      'Convert the line endings to LF.',
    ...(count > maxEdits
      ? {}
      : { fixes: [{ title: 'Convert to LF', edits: conversion(uri, text), preferred: true }] }),
  };
}

/** More would cost too much at each keystroke. Editors have a command to convert such files. */
const maxEdits = 5000;

function conversion(uri: string, text: SourceText): Edit[] {
  return text.chunks.flatMap((chunk, i) =>
    carriageReturns(chunk).map((offset) => {
      const start = text.chunkStart(i) + offset;
      return { at: { uri, start, end: start + 1 }, text: '' };
    }),
  );
}

/** The offsets of CRs that come before an LF, counted from the start of the chunk. */
const carriageReturns = memoize(({ text }: Chunk): readonly number[] =>
  text.includes('\r\n') ? Array.from(text.matchAll(/\r(?=\n)/g), ({ index }) => index) : none,
);

const none: readonly number[] = [];
