// "npm run generate": what it does with the files that it finds.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { withRows } from '../../scripts/generate/markdown.ts';
import { withNumbers } from '../../scripts/generate/numbers.ts';
import { ruleIndex } from '../../scripts/generate/rule-index.mjs';
import { compare, write } from '../../scripts/generate.mjs';

let folder = '';
const temporary = mkdtempSync(join(tmpdir(), 'postfix-language-generate-'));

beforeEach(() => {
  folder = mkdtempSync(join(temporary, 'repository-'));
});
afterAll(() => rmSync(temporary, { recursive: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

describe('the comparison', () => {
  const generated = {
    files: new Map([
      ['same.md', 'same\n'],
      ['changed.md', 'new\n'],
      ['pages/missing.md', 'missing\n'],
    ]),
    folders: ['pages'],
  };

  test('names the files that differ, are missing, or are left over', () => {
    put({ 'same.md': 'same\n', 'changed.md': 'old\n', 'pages/old.md': 'old\n', 'other.md': 'other\n' });
    expect(compare(folder, generated)).toEqual({
      changed: ['changed.md', 'pages/missing.md'],
      leftOver: ['pages/old.md'],
    });
  });

  test('finds nothing after they have been written', () => {
    put({ 'same.md': 'same\n', 'changed.md': 'old\n', 'pages/old.md': 'old\n', 'other.md': 'other\n' });
    write(folder, generated, compare(folder, generated));
    expect(compare(folder, generated)).toEqual({ changed: [], leftOver: [] });
    expect(readFileSync(join(folder, 'changed.md'), 'utf8')).toBe('new\n');
    expect(readdirSync(folder).sort()).toEqual(['changed.md', 'other.md', 'pages', 'same.md']);
  });
});

describe('the index of the rules', () => {
  test('lists the exported rule of each file, by file name', () => {
    put({
      'index.ts': 'export const rules = [];\n',
      'open-relay.ts': 'export const openRelay = defineRule({});\n',
      'bad-boolean.ts':
        "const helper: Rule = other;\nexport const badBoolean: Rule = { code: 'bad-boolean' };\n",
    });
    const index = ruleIndex(folder);
    expect(index).toContain(
      "import { badBoolean } from './bad-boolean.ts';\nimport { openRelay } from './open-relay.ts';\n",
    );
    expect(index).toContain('= [\n  badBoolean,\n  openRelay,\n];\n');
  });

  test.each([
    ['no rule', 'export const helper = 1;\n', 0],
    ['two rules', 'export const one: Rule = a;\nexport const two: Rule = b;\n', 2],
  ])('refuses a file with %s', (_, text, count) => {
    put({ 'a-rule.ts': text });
    expect(() => ruleIndex(folder)).toThrow(`a-rule.ts exports ${count} rules`);
  });
});

describe('a number in a page', () => {
  const place = { of: 'rules', place: /([a-z]+|\d+)\s+rules/ };

  test.each([
    ['It has 7\nrules.', 105, 'It has 105\nrules.'],
    ['It has seven rules.', 12, 'It has twelve rules.'],
    ['It has seven rules.', 13, 'It has 13 rules.'],
  ])('%j', (text, count, expected) => {
    expect(withNumbers('README.md', text, [{ ...place, count }])).toBe(expected);
  });

  test('cannot disappear without a message', () => {
    expect(() => withNumbers('README.md', 'Rules!', [{ ...place, count: 1 }])).toThrow(
      'README.md does not say the number of rules',
    );
  });
});

test('the rows of a table are replaced, and the rest of the page stays', () => {
  const page = 'Title\n\n| a | b |\n|---|---|\n| old | 1 |\n| old | 2 |\n\nEnd\n';
  expect(withRows(page, ['| new | 3 |'])).toBe('Title\n\n| a | b |\n|---|---|\n| new | 3 |\n\nEnd\n');
  expect(() => withRows('no table', [])).toThrow('no table');
});
