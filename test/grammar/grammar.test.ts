// Requirements for the grammars. Each section of cases/LANGUAGE.txt is a test.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { timeLimit } from '../../scripts/time-limit.mjs';
import { cpuTime } from '../support/cpu-time.ts';
import { expectScopes } from './expect-scopes.ts';
import { contributions, grammarOf, root } from './tokenize.ts';

describe.each(contributions.languages.map(({ id }) => id))('%s', (languageId) => {
  const text = readFileSync(join(root, 'test/grammar/cases', `${languageId}.txt`), 'utf8');
  for (const section of text.split(/^=== /m).slice(1)) {
    const [title = '', ...lines] = section.trimEnd().split('\n');
    test(title, () => expectScopes(languageId, lines));
  }
});

test('a no-break space is not white space, so a # after it does not begin a comment', () =>
  expectScopes('postfix-main', ['\u00a0# text', '^^^^^^^ -comment']));

test('tabs, form feeds, and vertical tabs are white space', () =>
  expectScopes('postfix-main', ['\t\v\f# text', '   ^^^^^^ comment']));

describe('tokenizing any text does not time out', () => {
  // VS Code does not tokenize lines longer than editor.maxTokenizationLineLength (default: 20,000). A quarter of
  // that shows in milliseconds whether the work grows faster than the length, so the limit is far away on a busy computer.
  const length = 5000;
  const limit = 5000;
  const seeds = [
    ...['{', '}', '{{', '${', '$(', '[', '(', '"', "'", '\\', '/', '!', '<%', '{%', '=', ':', ',', ' ', '#'],
    ...['1.', '1:', 'a:', 'a=', 'a ', '"a', '[1].', '[[:', '-o ', 'permit_'],
  ];

  test.each([
    ['postfix-main', ['', 'a = ', 'a = ${b?', 'a = pcre:{{/']],
    ['postfix-master', ['', 'smtp inet n - n - - smtpd -o a=', 'smtp inet n - n - - smtpd -o { a =']],
    ['postfix-table', ['', 'key ', '"']],
    ['postfix-aliases', ['', 'name: ', 'name: "|']],
    ['postfix-regexp', ['', '/', '~', '/a/ ', 'if ']],
    ['postfix-cidr', ['', '::/0 ', 'if ']],
    ['postfix-database', ['', 'query = ', 'query_filter = (', 'hosts = ']],
  ])('%s', async (languageId, beginnings) => {
    const grammar = await grammarOf(languageId);
    for (const beginning of beginnings) {
      for (const seed of seeds) {
        const line = beginning + seed.repeat(length / seed.length);
        const cost = await cpuTime(() => {
          const { stoppedEarly } = grammar.tokenizeLine2(line, null, timeLimit);
          expect(stoppedEarly, `${beginning}${seed}${seed}…`).toBe(false);
        });
        expect(cost, `${beginning}${seed}${seed}…`).toBeLessThan(limit);
      }
    }
  });
});
