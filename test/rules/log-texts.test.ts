// The log text in messages is what Postfix logs: what a message about the first example of a page quotes is on the
// page, which other tests compare with the real Postfix (proofs.test.ts says which), or in one of those tests.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rules } from '../../server/src/lint/rules/index.ts';
import type * as markers from '../support/markers.ts';
import { readPage, sectionOf, tested } from './page.ts';

let findingsIn: typeof markers.findingsIn;

/** Other quotation marks than those of names. The modules of the worker may have been loaded with the usual ones. */
beforeAll(async () => {
  vi.resetModules();
  vi.doMock('../../server/src/lint/messages.ts', async (original) => ({
    ...(await original<typeof import('../../server/src/lint/messages.ts')>()),
    logText: (text: string) => `«${text}»`,
  }));
  ({ findingsIn } = await import('../support/markers.ts'));
});

afterAll(() => {
  vi.doUnmock('../../server/src/lint/messages.ts');
  vi.resetModules();
});

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
    const quoted = messages
      .flatMap((message) => [...message.matchAll(/«([^»]*)»/g)])
      .map(([, text = '']) => text);
    if (quoted.length > 0) quoting.add(code);
    const page = withoutBreaks(sectionOf(code, 'What Postfix does'));
    const isProven = (text: string): boolean =>
      page.includes(withoutBreaks(text)) || testsWithPostfix.some((each) => each.includes(text));
    expect(quoted.filter((text) => !isProven(text))).toEqual([]);
  });
});

function withoutBreaks(text: string): string {
  return text.replace(/\s+/g, ' ');
}

test('many messages quote what Postfix logs', () => {
  expect(quoting.size).toBeGreaterThan(20);
});
