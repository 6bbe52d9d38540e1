// The pages of docs/rules: each agrees with its rule, its examples are linted, and what it says about Postfix is
// checked against the real one.
import { readFileSync } from 'node:fs';
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
import { type Example, hasTests, pageCodes, readPage, silencingHeading } from './page.ts';

const codes = rules.map(({ code }) => code);
const described = rules.filter(({ code }) => pageCodes().includes(code));

const silencing =
  'To change its severity or disable it, see [Configuring rules](../linting.md#configuring-rules).';
/** A page has it only if the finding is acceptable in some case. */
const optionalHeading = 'When not to follow it';

test('every rule has a page and a test file, and every page has a rule', () => {
  expect(pageCodes()).toEqual([...codes].sort());
  expect(codes.filter((code) => !hasTests(code))).toEqual([]);
});

test('the section that every page links to exists', () => {
  const linting = readFileSync(new URL('../../docs/linting.md', import.meta.url), 'utf8');
  expect(linting).toContain('\n## Configuring rules\n');
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
      ...(page.sections.includes(optionalHeading) ? [optionalHeading] : []),
      silencingHeading,
    ]);
    expect(page.silencing).toBe(silencing);
  });

  test('the wrong examples have no finding if linting is off', async () => {
    for (const { files } of page.wrong) expect(await findingsIn(files, { enable: false })).toEqual([]);
  });

  test('the wrong examples have this finding, and no other warning or error', async () => {
    expect(page.wrong).not.toHaveLength(0);
    for (const example of page.wrong) {
      expect(await found(example, { [code]: 'error' })).toContain(code);
      expect((await found(example)).filter((each) => each !== code)).toEqual([]);
    }
  });

  test('the right examples have no warning or error', async () => {
    expect(page.right).not.toHaveLength(0);
    for (const example of page.right) expect(await found(example, { [code]: 'error' })).toEqual([]);
  });

  test('the severity "off" silences it', async () => {
    for (const example of page.wrong) {
      const others = await found(example, { [code]: 'off' });
      // Without a finding that explains others, these appear.
      if (rule.explains === undefined) expect(others).toEqual([]);
      else expect(others).not.toContain(code);
    }
  });
});

describeRunningPostfix('Postfix does what the pages say', () => {
  for (const { code } of described) {
    const { wrong, right, quotes } = readPage(code);
    const [example] = wrong.filter(fitsInstalled);
    const printed = quotes.filter((line) => line.startsWith('postconf: '));
    const other = quotes.filter((line) => !printed.includes(line));

    if (example !== undefined && printed.length > 0) {
      test(`${code}: postconf prints what the page quotes`, async () => {
        expect(await printedBy(example)).toEqual(printed);
      });
    }

    if (example !== undefined && other.length > 0) {
      test(`${code}: the server logs and answers what the page quotes`, async () => {
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
      test(`${code}: Postfix accepts right example ${i + 1}`, async () => {
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

/** The codes of the findings that are at least warnings; `settings` can change severities. */
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

/** What postconf prints to standard error, as if the example were in /etc/postfix. */
function printedBy(example: Example): Promise<readonly string[]> {
  const files = { ...example.files, 'main.cf': specOf(example).mainCf };
  return withInstanceDirectory(files, async (directory) => {
    const { stderr } = await postconf(directory, ['-n']);
    const lines = stderr.replaceAll(directory, '/etc/postfix').split('\n');
    return lines.filter(Boolean).map((line) => line.replace(/^\S*postconf: /, 'postconf: '));
  });
}
