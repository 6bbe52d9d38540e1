import { expect, test } from 'vitest';
import { sentences } from '../../server/src/lsp/sentences.ts';

test.each([
  ['One sentence.', ['One sentence.']],
  ['It is wrong. Postfix ignores it. Remove it.', ['It is wrong.', 'Postfix ignores it.', 'Remove it.']],
  ['smtpd logs: "fatal. See x". Add it.', ['smtpd logs: "fatal. See x".', 'Add it.']],
  [
    '"rejct" is not a restriction. smtpd logs "unknown: "rejct"". Did you mean reject?',
    ['"rejct" is not a restriction.', 'smtpd logs "unknown: "rejct"".', 'Did you mean reject?'],
  ],
  ['The options permit_… and … reject.', ['The options permit_… and … reject.']],
  ['Write 1.2. smtp exits.', ['Write 1.2. smtp exits.']],
])('%s', (text, expected) => {
  expect(sentences(text)).toEqual(expected);
});
