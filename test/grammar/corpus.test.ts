// The grammars in real files, if they are available.

import { beforeAll, describe, expect, test } from 'vitest';
import { timeLimit } from '../../scripts/time-limit.mjs';
import { noCorpus } from '../support/corpus.ts';
import { realFiles } from './real-files.ts';
import { grammarOf, type TokenizedLine, tokenize } from './tokenize.ts';

const files = realFiles();

/** Whether Postfix ignores a line as a comment (readlline.c). */
function isComment(line: string): boolean {
  return /^[\t-\r ]*#/.test(line);
}

/** Whether all, some, or none of the visible text of a line has the scope of a comment. */
function commented({ text, tokens }: TokenizedLine): 'all' | 'some' | 'none' {
  const visible = tokens.filter(({ startIndex, endIndex }) => text.slice(startIndex, endIndex).trim() !== '');
  const comments = visible.filter(({ scopes }) => scopes.some((scope) => scope.startsWith('comment.line')));
  if (comments.length === 0) return 'none';
  return comments.length === visible.length ? 'all' : 'some';
}

interface Line extends TokenizedLine {
  readonly name: string;
  readonly languageId: string;
}

describe.skipIf(files === undefined)('real files', { meta: { skipReason: noCorpus } }, () => {
  const lines: Line[] = [];

  beforeAll(async () => {
    for (const { name, languageId, text } of files ?? [])
      for (const line of tokenize(await grammarOf(languageId), text, timeLimit))
        lines.push({ ...line, name, languageId });
  });

  /** The lines of one language, without the templates. */
  function* linesIn(language: string): Generator<Line> {
    for (const line of lines)
      if (line.languageId === language && !line.name.startsWith('templated/')) yield line;
  }

  // expect() for each of a million tokens would take minutes.
  function holds(condition: boolean, { name, text }: Line): void {
    if (!condition) expect.fail(`${name}: ${text}`);
  }

  test('the tokens of a line cover the whole line', () => {
    expect(lines.length).toBeGreaterThan(10_000);
    for (const line of lines) {
      holds(!line.stoppedEarly, line);
      let at = 0;
      for (const { startIndex, endIndex } of line.tokens) {
        holds(startIndex === at, line);
        at = endIndex;
      }
      holds(at >= line.text.length, line);
    }
  });

  test('a line is a comment if and only if Postfix treats it as one', () => {
    for (const line of lines) holds(commented(line) === (isComment(line.text) ? 'all' : 'none'), line);
  });

  test('parameter names occur only at the start of a logical line of main.cf', () => {
    for (const line of linesIn('postfix-main')) {
      const [first, ...others] = line.tokens;
      const isName = (token = first) =>
        token?.scopes.some((scope) => scope.startsWith('variable.other.assignment')) ?? false;
      holds(isName() === /^[^\t-\r #=][^\t-\r =]*[\t-\r ]*(?:=|$)/.test(line.text), line);
      holds(!others.some(isName), line);
    }
  });

  test('the eighth word of a service is its command', () => {
    for (const line of linesIn('postfix-master')) {
      const before = /^[^\t-\r #](?:[^\t-\r ]*[\t-\r ]+){7}(?=[^\t-\r ])/.exec(line.text)?.[0].length;
      const token = line.tokens.find(({ startIndex }) => startIndex === before);
      const scopes = token?.scopes ?? [];
      holds(before === undefined || scopes.includes('entity.name.function.command.postfix'), line);
    }
  });
});
