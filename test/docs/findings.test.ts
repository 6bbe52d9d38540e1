// docs/findings.md: the results of the rules for real configurations, and how samples are drawn.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sample, shuffled } from '../../scripts/findings/sample.mjs';
import { rules } from '../../server/src/lint/rules/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/findings.md'), 'utf8');
const rows = [...page.matchAll(/^\| (?:`([\w-]+)`|all) \|(.*)\|$/gm)].map(([, code, cells = '']) => ({
  code,
  numbers: cells.split('|').map(Number),
}));

describe('the table', () => {
  test('names existing rules, each once, in order', () => {
    const codes = rows.flatMap(({ code }) => code ?? []);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes.filter((code) => !rules.some((rule) => rule.code === code))).toEqual([]);
  });

  test('adds up: severities to findings, and rules to the total', () => {
    for (const { code, numbers } of rows) {
      const [findings, , ...bySeverity] = numbers;
      expect(
        bySeverity.reduce((a, b) => a + b),
        code,
      ).toBe(findings);
    }
    const of = (column: number, list: typeof rows) => list.map(({ numbers }) => numbers[column] ?? 0);
    const [all] = rows.filter(({ code }) => code === undefined);
    for (const column of [0, 2, 3, 4, 5])
      expect(
        of(
          column,
          rows.filter(({ code }) => code !== undefined),
        ).reduce((a, b) => a + b),
      ).toBe(all?.numbers[column]);
  });
});

describe('a sample', () => {
  const found = Array.from({ length: 100 }, (_, i) => ({
    code: i < 80 ? 'frequent' : 'rare',
    file: { origin: i < 50 ? 'main.cf' : `main.cf.${i}` },
    i,
  }));

  test('is the same for the same seed, and differs for another seed', () => {
    expect(shuffled(found, 1)).toEqual(shuffled(found, 1));
    expect(shuffled(found, 1)).not.toEqual(shuffled(found, 2));
    expect(new Set(shuffled(found, 1))).toEqual(new Set(found));
  });

  test('has at most three findings from one rule in one file', () => {
    const chosen = sample(shuffled(found, 1), 100);
    expect(chosen.filter(({ file }) => file.origin === 'main.cf')).toHaveLength(3);
    expect(chosen).toHaveLength(53);
    expect(sample(shuffled(found, 1), 10)).toEqual(chosen.slice(0, 10));
  });
});
