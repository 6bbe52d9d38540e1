// lint/rules contains only rules, one in each file.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../../server/src/lint/rules/index.ts';

const folder = join(import.meta.dirname, '../../server/src/lint/rules');
const files = readdirSync(folder).filter((file) => file !== 'index.ts');

test.each(files)('%s exports only its rule', async (file) => {
  const exports: Record<string, unknown> = await import(join(folder, file));
  const values = Object.values(exports);
  expect(values).toHaveLength(1);
  expect(values[0]).toMatchObject({ code: file.replace(/\.ts$/, ''), title: expect.any(String) });
  expect(rules).toContain(values[0]);
});

test('the index lists every rule once, in the order of the codes', () => {
  expect(rules.map(({ code }) => `${code}.ts`)).toEqual([...files].sort());
});
