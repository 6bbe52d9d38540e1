// The user's settings for rules: `postfix.lint.enable` and `postfix.lint.rules`.
import { expect, test } from 'vitest';
import type { Finding, Rule, Severity } from '../../server/src/lint/rule.ts';
import { rated } from '../../server/src/lint/settings.ts';
import { pageCodes, readPage } from '../rules/page.ts';
import { applyFix, findingsIn, lint } from '../support/markers.ts';

const text = `
  swap_bangpath = on
                  ^^ bad-boolean warning
  myorigin = a.example
  myorigin = b.example
`;

test('each rule has its severity, and off disables it', () =>
  lint(text, { rules: { 'bad-boolean': 'warning', 'overridden-parameter': 'off' } }));

test('a finding below the severity of its rule keeps its severity, and never exceeds the setting', async () => {
  const files = `
    myorigin = a.example
    ^^^^^^^^^^^^^^^^^^^^ overridden-parameter error
    myorigin = b.example
    ^^^^^^^^ overridden-parameter hint
  `;
  await lint(files, { rules: { 'overridden-parameter': 'error' } });
  await lint(files.replace(' error', ' hint'), { rules: { 'overridden-parameter': 'hint' } });
  const alone = (marker: string) => ({
    'main.cf': `nosuch = 1\n^^^^^^ unknown-parameter ${marker}\ncompatibility_level = 3.6\n`,
  });
  await lint(alone('information'), { rules: { 'unknown-parameter': 'error' } });
  await lint(alone('hint'), { rules: { 'unknown-parameter': 'hint' } });
});

test.each<[Severity, Severity | undefined, Severity | 'off' | undefined, Severity]>([
  ['warning', undefined, undefined, 'warning'],
  ['warning', 'information', undefined, 'information'],
  ['warning', 'warning', undefined, 'warning'],
  ['warning', 'error', undefined, 'warning'],
  ['warning', undefined, 'error', 'error'],
  ['warning', 'information', 'error', 'information'],
  ['warning', 'information', 'hint', 'hint'],
  ['warning', undefined, 'off', 'warning'],
])('a rule: %s, its finding: %s, the setting: %s; in effect: %s', (ofRule, ofFinding, setting, expected) => {
  const rule: Rule = { code: 'a', title: 'A', severity: ofRule };
  const finding: Finding = {
    at: { uri: 'file:///etc/postfix/main.cf', start: 0, end: 0 },
    message: 'm',
    ...(ofFinding && { severity: ofFinding }),
  };
  const settings = { enable: true, rules: setting === undefined ? {} : { a: setting } };
  expect(rated(rule, finding, settings).severity).toBe(expected);
});

test('a severity setting does not change the fixes', async () => {
  expect(await applyFix(text, 'bad-boolean', undefined, { rules: { 'bad-boolean': 'hint' } })).toBe(
    'swap_bangpath = yes\nmyorigin = a.example\nmyorigin = b.example\n',
  );
});

test('a code that no rule has does no harm', () =>
  lint('swap_bangpath = no\n', { rules: { 'no-such-rule': 'error' } }));

test('without linting, there are no findings', async () => {
  for (const code of pageCodes()) {
    for (const { files } of readPage(code).wrong)
      expect(await findingsIn(files, { enable: false })).toEqual([]);
  }
});
