import { expect, test } from 'vitest';
import { sentences } from '../../server/src/lsp/sentences.ts';

test.each([
  ['One sentence.', ['One sentence.']],
  ['It is wrong. Postfix ignores it. Remove it.', ['It is wrong.', 'Postfix ignores it.', 'Remove it.']],
  ['smtpd logs: "fatal. See x". Add it.', ['smtpd logs: "fatal. See x".', 'Add it.']],
  ['Write 1.2. smtp exits.', ['Write 1.2. smtp exits.']],
])('%s', (text, expected) => {
  expect(sentences(text)).toEqual(expected);
});
