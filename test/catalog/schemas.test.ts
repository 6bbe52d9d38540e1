// The form of the data files: each fits its schema, and is sorted so that a diff is readable.

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { fileKeys, loadCatalog, pathOf, printed } from '../../scripts/catalog/catalog-files.mjs';
import { elementType, filesThatEndWith, read, valueTypes } from './data';

const schemas = filesThatEndWith('.schema.json');
const ajv = new Ajv({ allErrors: true, strictRequired: false, strictTypes: false });
for (const schema of schemas) ajv.addSchema(read<object>(schema), schema);

describe.each(schemas.filter((schema) => schema !== 'value-type.schema.json'))('%s', (schema) => {
  const file = schema.replace('.schema', '');

  test(`describes ${file}`, () => {
    const validate = ajv.getSchema(schema);
    expect(validate?.(read(file)), ajv.errorsText(validate?.errors)).toBe(true);
  });

  test(`${file} has no key twice and its tables are sorted`, () => {
    const data = read<Record<string, unknown>>(file);
    expect(data.$schema).toBe(`./${schema}`);
    for (const [name, table] of Object.entries(data)) {
      if (!sortedTables.has(name)) continue;
      const keys = Array.isArray(table) ? table.map((entry) => entry.name) : Object.keys(table as object);
      expect(keys, name).toEqual([...keys].sort());
    }
  });
});

test('word-sources.json fits its schema', () => {
  const file = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../scripts/catalog/${name}`, import.meta.url), 'utf8'));
  const validate = ajv.compile(file('word-sources.schema.json'));
  expect(validate(file('word-sources.json')), ajv.errorsText(validate.errors)).toBe(true);
});

test.each(fileKeys)('%s have the form in which the generator writes them', (key) => {
  expect(printed(key, loadCatalog()[key])).toBe(readFileSync(pathOf(key), 'utf8'));
});

test('words are sorted, without duplicates', () => {
  for (const [name, type] of Object.entries(valueTypes)) {
    const words = (elementType(type).words ?? []).map((word) =>
      typeof word === 'string' ? word : word.word,
    );
    expect(words, name).toEqual([...new Set(words)].sort());
    for (const alias of Object.keys(elementType(type).aliases ?? {}))
      expect(words, name).not.toContain(alias);
    for (const word of Object.values(elementType(type).aliases ?? {})) expect(words, name).toContain(word);
  }
});

const sortedTables = new Set(['actions', 'parameters', 'programs', 'restrictions', 'suffixes', 'types']);
