// The prose check finds what it should, and accepts plain English and code.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintProse } from '../../scripts/prose/lint.mjs';

test.each([
  ['A comment behind a value is part of it.', 'prh'],
  ['Put it in front of the word.', 'prh'],
  ['A value of a value of 1 is enough.', 'prh'],
  ['Postfix sends them on to the next server.', 'prh'],
  ['Whoever reads the file is told.', 'prh'],
  ['Postfix dies of such a line.', 'prh'],
  ['Mend the line.', 'prh'],
  ['The behaviour differs.', 'prh'],
  ['It says nothing.', 'prh'],
  ['The server offers starttls to clients.', 'terminology'],
  ['Write the the name.', 'write-good'],
  ['Postfix rejects the mesage.', 'spelling'],
])('marks “%s”', async (text, rule) => {
  expect((await lintProse(text)).map((problem) => problem.rule)).toContain(rule);
});

test.each([
  'A proxy in front of the server, and smtpd behind a NAT router.',
  'Postfix logs `behaviour` and [mend](whoever.md).',
  'The blank line ends the header.',
  'Clients that send mail on your behalf.',
  '```\nWhoever mends it.\n```',
  'Set `smtpd_helo_requierd` to yes.',
])('leaves “%s” alone', async (text) => {
  expect(await lintProse(text)).toEqual([]);
});

test('the dictionary has at least 120 phrases', () => {
  const dictionary = readFileSync(join(import.meta.dirname, '../../scripts/prose/dictionary.yml'), 'utf8');
  const patterns = dictionary.match(/^ {2}- pattern: .*$/gm) ?? [];
  expect(new Set(patterns).size).toBe(patterns.length);
  expect(patterns.length).toBeGreaterThanOrEqual(120);
});
