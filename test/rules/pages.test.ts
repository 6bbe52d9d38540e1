// The pages of docs/rules: each says what its rule says, its examples are linted, and what it says of Postfix is
// asked of the real one.
import { describe, expect, test } from 'vitest';
import { parseRelease } from '../../server/src/catalog/release.ts';
import type { Severity } from '../../server/src/lint/rule.ts';
import { rules } from '../../server/src/lint/rules/index.ts';
import {
  attempt,
  describeRunningPostfix,
  findPostfix,
  postconf,
  withInstanceDirectory,
  withPostfix,
} from '../postfix/harness';
import { findingsIn } from '../support/markers.ts';
import { logPattern, specOf } from './example.ts';
import { type Example, hasTests, pageCodes, readPage } from './page.ts';

const codes = rules.map(({ code }) => code);
const described = rules.filter(({ code }) => pageCodes().includes(code));

test('every rule has a page and a test file, and every page a rule', () => {
  expect(pageCodes()).toEqual([...codes].sort());
  expect(codes.filter((code) => !hasTests(code))).toEqual([]);
});

describe.each(described.map((rule) => [rule.code, rule] as const))('%s', (code, rule) => {
  const page = readPage(code);

  test('the page is about the rule', () => {
    const { title, code, severity } = page;
    expect({ title, code, severity }).toEqual({
      title: rule.title,
      code: rule.code,
      severity: rule.severity,
    });
    expect(page.sections).toEqual([
      'What it finds',
      'Why it matters',
      'What Postfix does',
      'Wrong',
      'Right',
      'How to silence it',
    ]);
  });

  test('what is wrong has this finding, and no other of weight', async () => {
    expect(page.wrong).not.toHaveLength(0);
    for (const example of page.wrong) {
      expect(await found(example, { [code]: 'error' })).toContain(code);
      expect((await found(example)).filter((each) => each !== code)).toEqual([]);
    }
  });

  test('what is right has none', async () => {
    expect(page.right).not.toHaveLength(0);
    for (const example of page.right) expect(await found(example, { [code]: 'error' })).toEqual([]);
  });

  test('the setting silences it', async () => {
    const settings = JSON.parse(page.setting) as Record<string, Record<string, Severity | 'off'>>;
    expect(settings).toEqual({ 'postfix.lint.rules': { [code]: 'off' } });
    for (const example of page.wrong)
      expect(await found(example, settings['postfix.lint.rules'])).toEqual([]);
  });
});

describeRunningPostfix('Postfix does what the pages say', () => {
  for (const { code } of described) {
    const { wrong, right, quotes } = readPage(code);
    const [example] = wrong.filter(fitsInstalled);
    const printed = quotes.filter((line) => line.startsWith('postconf: '));
    const other = quotes.filter((line) => !printed.includes(line));

    if (example !== undefined && printed.length > 0) {
      test(`${code}: postconf prints it`, async () => {
        expect(await printedBy(example)).toEqual(printed);
      });
    }

    if (example !== undefined && other.length > 0) {
      test(`${code}: the server logs and answers it`, async () => {
        await withPostfix(specOf(example), async (postfix) => {
          const reply = await attempt(postfix.port('smtp'), stranger, { signal: postfix.onceLogged() }).catch(
            String,
          );
          for (const line of other) {
            const pattern = logPattern(line);
            if (pattern === undefined) expect(reply).toMatchObject({ text: line });
            else await postfix.waitForLog(pattern);
          }
        });
      });
    }

    for (const [i, example] of right.entries()) {
      if (!fitsInstalled(example)) continue;
      test(`${code}: what is right (${i + 1}) is right to Postfix too`, async () => {
        expect(await printedBy(example)).toEqual([]);
        if (!example.hasMasterCf) return;
        await withPostfix(specOf(example), async (postfix) => {
          expect(await attempt(postfix.port('smtp'), stranger)).toMatchObject({ code: 554 });
        });
      });
    }
  }
});

const stranger = { client: '203.0.113.9', from: 'someone@example.org', to: 'user@example.net' };

const installed = parseRelease(findPostfix()?.version ?? '');

function fitsInstalled(example: Example): boolean {
  return example.release === undefined || example.release === installed?.name;
}

/** The codes of the findings that are warnings at least; a code can be made an error. */
async function found(
  { files, release, stamps, pems }: Example,
  settings: Readonly<Record<string, Severity | 'off'>> = {},
) {
  const options = { rules: settings, stamps, pems, ...(release === undefined ? {} : { version: release }) };
  const weighty = (await findingsIn(files, options)).filter(({ severity }) =>
    /^(error|warning)$/.test(severity),
  );
  return weighty.map(({ code }) => code);
}

/** What postconf prints to standard error, as if the example stood in /etc/postfix. */
function printedBy(example: Example): Promise<readonly string[]> {
  const files = { ...example.files, 'main.cf': specOf(example).mainCf };
  return withInstanceDirectory(files, async (directory) => {
    const { stderr } = await postconf(directory, ['-n']);
    const lines = stderr.replaceAll(directory, '/etc/postfix').split('\n');
    return lines.filter(Boolean).map((line) => line.replace(/^\S*postconf: /, 'postconf: '));
  });
}
