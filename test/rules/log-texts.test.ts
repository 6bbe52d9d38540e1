// The log text in messages is what Postfix logs: the text that a message about the first example of a page quotes is on
// the page, which other tests compare with the real Postfix (see proofs.test.ts), or in one of those tests.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rules } from '../../server/src/lint/rules/index.ts';
import { findingsIn } from '../support/markers.ts';
import { readPage, sectionOf, tested } from './page.ts';

const folder = new URL('../postfix/', import.meta.url);
const testsWithPostfix = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

const quoting = new Set<string>();

/** The first example of each page that is for the release that the tests run with. */
const examples = rules.flatMap(({ code }) => {
  const example = readPage(code).wrong.find(({ release = tested }) => release === tested);
  return example === undefined ? [] : [[code, example] as const];
});

describe.each(examples)('%s', (code, { files, stamps, pems, release }) => {
  test('a message quotes what Postfix logs', async () => {
    const found = await findingsIn(files, { stamps, pems, ...(release && { version: release }) });
    const messages = found.filter((finding) => finding.code === code).map(({ message }) => message);
    expect(messages).not.toEqual([]);
    const quoted = messages.flatMap(logTextsIn);
    if (quoted.length > 0) quoting.add(code);
    const page = withoutBreaks(sectionOf(code, 'What Postfix does'));
    const isProven = (text: string): boolean =>
      page.includes(withoutBreaks(text)) || testsWithPostfix.some((each) => each.includes(text));
    expect(quoted.filter((text) => !isProven(text))).toEqual([]);
  });
});

/**
 * The text in quotation marks after `logs`, `warns`, or `exits with`. The text itself can contain pairs of quotation
 * marks.
 */
function logTextsIn(message: string): readonly string[] {
  return [...message.matchAll(/\b(?:logs?|warns?|exits? with):? "/g)].flatMap(({ 0: before, index }) => {
    const rest = message.slice(index + before.length);
    const ends = [...rest.matchAll(/"(?=[\s.,;)]|$)|(?<=\S)"(?=:)/g)].map((match) => match.index);
    const end = ends.find((at) => rest.slice(0, at).split('"').length % 2 === 1);
    return end === undefined ? [] : rest.slice(0, end);
  });
}

test('quotation marks within a log text', () => {
  const message =
    'smtpd logs "unknown smtpd restriction: "\\"", and exits with: "open "type:name" instead of "::1/128"". Write "x".';
  expect(logTextsIn(message)).toEqual([
    'unknown smtpd restriction: "\\"',
    'open "type:name" instead of "::1/128"',
  ]);
});

function withoutBreaks(text: string): string {
  return text.replace(/\s+/g, ' ');
}

test('many messages quote what Postfix logs', () => {
  expect(quoting.size).toBeGreaterThan(20);
});
