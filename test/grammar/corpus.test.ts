// The grammars in real files, if they are available.

import { beforeEach, describe, expect, test } from 'vitest';
import { corpusFolder } from '../support/corpus.ts';
import { realFiles } from './real-files.ts';
import { grammarOf, type TokenizedLine, tokenize } from './tokenize.ts';

const limit = 2_000;
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

describe('real files', { timeout: 300_000 }, () => {
  beforeEach((context) => {
    context.skip(files === undefined, `no files at ${corpusFolder}: set POSTFIX_CORPUS`);
  });

  test('the tokens of a line cover the whole line, and tokenizing does not time out', async () => {
    for (const { name, languageId, text } of files ?? []) {
      for (const line of tokenize(await grammarOf(languageId), text, limit)) {
        const where = `${name}: ${line.text}`;
        expect(line.stoppedEarly, where).toBe(false);
        let at = 0;
        for (const { startIndex, endIndex } of line.tokens) {
          expect(startIndex, where).toBe(at);
          at = endIndex;
        }
        expect(at, where).toBeGreaterThanOrEqual(line.text.length);
      }
    }
  });

  test('a line is a comment if and only if Postfix treats it as one', async () => {
    for (const { name, languageId, text } of files ?? []) {
      for (const line of tokenize(await grammarOf(languageId), text, limit)) {
        expect(commented(line), `${name}: ${line.text}`).toBe(isComment(line.text) ? 'all' : 'none');
      }
    }
  });

  test('parameter names occur only at the start of a logical line of main.cf', async () => {
    for (const { name, languageId, text } of files ?? []) {
      if (languageId !== 'postfix-main' || name.startsWith('templated/')) continue;
      for (const { text: line, tokens } of tokenize(await grammarOf(languageId), text, limit)) {
        const [first, ...others] = tokens;
        const isName = (token = first) =>
          token?.scopes.some((scope) => scope.startsWith('variable.other.assignment')) ?? false;
        expect(isName(), `${name}: ${line}`).toBe(/^[^\t-\r #=][^\t-\r =]*[\t-\r ]*(?:=|$)/.test(line));
        expect(others.some(isName), `${name}: ${line}`).toBe(false);
      }
    }
  });

  test('the eighth word of a service is its command', async () => {
    for (const { name, languageId, text } of files ?? []) {
      if (languageId !== 'postfix-master' || name.startsWith('templated/')) continue;
      for (const { text: line, tokens } of tokenize(await grammarOf(languageId), text, limit)) {
        const before = /^[^\t-\r #](?:[^\t-\r ]*[\t-\r ]+){7}(?=[^\t-\r ])/.exec(line)?.[0].length;
        const token = tokens.find(({ startIndex }) => startIndex === before);
        if (before !== undefined) {
          expect(token?.scopes, `${name}: ${line}`).toContain('entity.name.function.command.postfix');
        }
      }
    }
  });
});
