// The texts about parameters: complete, well-formed, and with references that lead somewhere.

import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { parameterDoc } from '../../server/src/catalog/docs.ts';
import { valueTypes } from './data';

const folder = new URL('../../server/catalog/docs/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const files = readdirSync(new URL('parameters/', folder)).sort();
const facts: { name: string }[] = JSON.parse(
  readFileSync(new URL('../../server/catalog/parameters.json', import.meta.url), 'utf8'),
).parameters;

describe.each(files)('%s', (file) => {
  const content = read(`parameters/${file}`);
  const entries = Object.entries<{ see?: string[]; mirrors?: string }>(content.parameters);

  test('is valid', () => {
    const validate = new Ajv({ allErrors: true }).compile(read('parameters.schema.json'));
    validate(content);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('is sorted', () => {
    const names = entries.map(([name]) => name);
    expect(names).toEqual([...names].sort());
  });

  test('refers only to parameters that there are', () => {
    const known = new Set(facts.map((f) => f.name));
    const wrong = entries.flatMap(([name, { see = [], mirrors }]) =>
      [name, ...see, ...(mirrors === undefined ? [] : [mirrors])]
        .filter((n) => !known.has(n))
        .map((n) => `${name}: ${n}`),
    );
    expect(wrong).toEqual([]);
  });
});

test('every parameter of every release is described', () => {
  expect(facts.map((f) => f.name).filter((name) => parameterDoc(name) === undefined)).toEqual([]);
});

test('every word of an enumeration is explained, unless the text of another parameter does', () => {
  const unexplained: string[] = [];
  for (const [name, type] of Object.entries(valueTypes)) {
    const element = 'of' in type && type.of !== undefined ? type.of : type;
    const doc = parameterDoc(name);
    if (element.type !== 'enum' || doc === undefined || doc.mirrors !== undefined) continue;
    const explained = (doc.values ?? []).map(({ value }) => value).join(' ');
    for (const word of element.words ?? []) {
      const text = typeof word === 'string' ? word : word.word;
      if (!explained.includes(text)) unexplained.push(`${name}: ${text}`);
    }
  }
  expect(unexplained).toEqual([]);
});
