// The log text in messages is what Postfix logs: what a message about the first example of a page quotes is on the page,
// which other tests compare with the real Postfix (proofs.test.ts says which), or in one of those tests.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { rules } from '../../server/src/lint/rules/index.ts';
import { findingsIn } from '../support/markers.ts';
import { readPage, sectionOf, tested } from './page.ts';

vi.mock('../../server/src/lint/messages.ts', async (original) => ({
  ...(await original<typeof import('../../server/src/lint/messages.ts')>()),
  logText: (text: string) => `«${text}»`,
}));

const folder = new URL('../postfix/', import.meta.url);
const testsWithPostfix = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

const quoting = new Set<string>();

describe.each(rules.map(({ code }) => code))('%s', (code) => {
  test('a message quotes what Postfix logs', async () => {
    const { wrong } = readPage(code);
    const example = wrong.find(({ release = tested }) => release === tested) ?? wrong[0];
    if (example === undefined) throw new Error(`the page of ${code} has no example`);
    const { files, stamps, pems, release } = example;
    const found = await findingsIn(files, { stamps, pems, ...(release && { version: release }) });
    const messages = found.filter((finding) => finding.code === code).map(({ message }) => message);
    expect(messages).not.toEqual([]);
    const quoted = messages
      .flatMap((message) => [...message.matchAll(/«([^»]*)»/g)])
      .map(([, text = '']) => text);
    if (quoted.length > 0) quoting.add(code);
    const page = sectionOf(code, 'What Postfix does').replace(/\s+/g, ' ');
    const isProven = (text: string): boolean =>
      page.includes(text) || testsWithPostfix.some((each) => each.includes(text));
    expect(quoted.filter((text) => !isProven(text))).toEqual([]);
  });
});

test('many messages quote what Postfix logs', () => {
  expect(quoting.size).toBeGreaterThan(20);
});
