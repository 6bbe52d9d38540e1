// Line ends of Windows. To Postfix the CR is white space at the end of each line (ISSPACE in sys_defs.h).

import type { Edit } from '../../edits/edit.ts';
import type { InstanceFile } from '../../instance/instance.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Chunk, SourceText } from '../../syntax/text.ts';
import type { Finding, Rule } from '../rule.ts';

export const crlfLineEnds: Rule = {
  code: 'crlf-line-ends',
  title: 'The lines end with CR LF',
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
      `${count === 1 ? 'A line of this file ends' : `${count} lines of this file end`} with CR LF, as on Windows. ` +
      'Postfix takes each CR for white space; scripts that read the file get it as a part of the last word. ' +
      'End lines with LF alone.',
    ...(count > maxEdits
      ? {}
      : { fixes: [{ title: 'Convert to LF', edits: conversion(uri, text), preferred: true }] }),
  };
}

/** A larger file is not made over by an edit for each line at every keystroke; editors have a command for it. */
const maxEdits = 5000;

function conversion(uri: string, text: SourceText): Edit[] {
  return text.chunks.flatMap((chunk, i) =>
    carriageReturns(chunk).map((offset) => {
      const start = text.chunkStart(i) + offset;
      return { at: { uri, start, end: start + 1 }, text: '' };
    }),
  );
}

/** Where a CR stands in front of a line's end; offsets count from the chunk's start. */
const carriageReturns = memoize(({ text }: Chunk): readonly number[] =>
  text.includes('\r\n') ? Array.from(text.matchAll(/\r(?=\n)/g), ({ index }) => index) : none,
);

const none: readonly number[] = [];
