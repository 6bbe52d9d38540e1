// The texts of the catalog: complete, well-formed, and with references that lead somewhere.

import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { assembleDocs, docsFolder, readDocs, readDocsFiles, wordFiles } from '../../scripts/catalog/docs.mjs';
import type { ParameterDoc } from '../../server/src/catalog/docs.ts';
import { docs } from '../support/docs.ts';
import { parameters as facts, valueTypes } from './data';

const ajv = new Ajv({ allErrors: true });
const schema = (name: string) =>
  ajv.compile(JSON.parse(readFileSync(new URL(`${name}.schema.json`, docsFolder), 'utf8')));
const schemas = { parameters: schema('parameters'), words: schema('words') };
const files = readDocsFiles();
const parameterFiles = [...files].filter(([path]) => path.startsWith('parameters/'));

describe.each([...files])('%s', (path, content) => {
  const kind = path.startsWith('parameters/') ? 'parameters' : 'words';

  test('is valid', () => {
    schemas[kind](content);
    expect(schemas[kind].errors ?? []).toEqual([]);
  });

  test('is sorted', () => {
    const names = Object.keys(content[kind] ?? {});
    expect(names).toEqual([...names].sort());
  });
});

test('every file contains words of one kind', () => {
  const found = readdirSync(docsFolder, { withFileTypes: true }).filter((file) => file.isFile());
  const names = found.map(({ name }) => name).filter((name) => !name.endsWith('.schema.json'));
  expect(names.sort()).toEqual(Object.values(wordFiles).sort());
});

test('the texts are valid once their fragments are filled in', () => {
  const { parameters, words } = readDocs();
  schemas.parameters({ $schema: '', parameters });
  expect(schemas.parameters.errors ?? []).toEqual([]);
  for (const [kind, file] of Object.entries(words)) {
    schemas.words({ $schema: '', words: file });
    expect(schemas.words.errors ?? [], kind).toEqual([]);
  }
});

test.each(parameterFiles)('%s refers only to existing parameters', (_, { parameters = {} }) => {
  const known = new Set(facts.map((f) => f.name));
  const wrong = Object.entries<ParameterDoc>(parameters).flatMap(([name, { see = [], mirrors }]) =>
    [name, ...see, ...(mirrors === undefined ? [] : [mirrors])]
      .filter((n) => !known.has(n))
      .map((n) => `${name}: ${n}`),
  );
  expect(wrong).toEqual([]);
});

test('every parameter of every release is described', () => {
  expect(facts.map((f) => f.name).filter((name) => docs.parameter(name) === undefined)).toEqual([]);
});

test('every word of an enumeration is explained, unless the text of another parameter does', () => {
  const unexplained: string[] = [];
  for (const [name, type] of Object.entries(valueTypes)) {
    const element = 'of' in type && type.of !== undefined ? type.of : type;
    const doc = docs.parameter(name);
    if (element.type !== 'enum' || doc === undefined || doc.mirrors !== undefined) continue;
    const explained = (doc.values ?? []).map(({ value }) => value).join(' ');
    for (const word of element.words ?? []) {
      const text = typeof word === 'string' ? word : word.word;
      if (!explained.includes(text)) unexplained.push(`${name}: ${text}`);
    }
  }
  expect(unexplained).toEqual([]);
});

describe('fragments', () => {
  const assemble = (texts: Parameters<typeof Object.entries<object>>[0]) =>
    assembleDocs(new Map(Object.entries(texts)));

  test('are filled in wherever people read them, in every file', () => {
    const { data, problems } = assemble({
      'parameters/a.json': {
        fragments: { 'after-reload': 'Takes effect after `postfix reload`.' },
        parameters: {
          p: {
            summary: 'A port. {{after-reload}}',
            details: ['{{after-reload}}', 'Nothing else.'],
            values: [{ value: '{{after-reload}}', meaning: 'this: {{after-reload}}' }],
            example: ['p = {{after-reload}}'],
          },
        },
      },
      [wordFiles.tls]: { words: { w: { summary: 'A word.', argument: 'A file. {{after-reload}}' } } },
    });
    expect(problems).toEqual([]);
    expect(data.parameters).toEqual({
      p: {
        summary: 'A port. Takes effect after `postfix reload`.',
        details: ['Takes effect after `postfix reload`.', 'Nothing else.'],
        values: [{ value: '{{after-reload}}', meaning: 'this: Takes effect after `postfix reload`.' }],
        example: ['p = {{after-reload}}'],
      },
    });
    expect(data.words.tls.w?.argument).toBe('A file. Takes effect after `postfix reload`.');
  });

  test('text that only looks like one does not change', () => {
    const { data, problems } = assemble({
      'parameters/a.json': { parameters: { p: { summary: '`${{$x} == {y}}`, `inline:{{k=v}}`, `{{ }}`' } } },
    });
    expect(problems).toEqual([]);
    expect(data.parameters.p?.summary).toBe('`${{$x} == {y}}`, `inline:{{k=v}}`, `{{ }}`');
  });

  test('a name that is unknown, defined twice, unused or inside a fragment is a mistake', () => {
    const { problems } = assemble({
      'parameters/a.json': {
        fragments: { one: 'One.', two: '{{one}} and more.' },
        parameters: { p: { summary: '{{one}} {{onee}}' } },
      },
      [wordFiles.tls]: { fragments: { one: 'Another.' }, words: { w: { summary: '{{two}}' } } },
      [wordFiles.pipe]: { fragments: { three: 'Three.' }, words: {} },
    });
    expect(problems).toEqual([
      'parameters/a.json: the fragment two contains the fragment one',
      'tls-words.json: the fragment one is defined in parameters/a.json too',
      'parameters/a.json: p: there is no fragment onee',
      'pipe.json: no text uses the fragment three',
    ]);
  });

  test('a parameter that two files describe is a mistake', () => {
    const { problems } = assemble({
      'parameters/a.json': { parameters: { p: { summary: 'One.' } } },
      'parameters/b.json': { parameters: { p: { summary: 'Two.' } } },
    });
    expect(problems).toEqual(['parameters/b.json: p is described in another file too']);
  });
});
