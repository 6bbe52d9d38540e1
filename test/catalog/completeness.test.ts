// Everything that Postfix knows has a text, and every text is about something that a release knows. The generator has
// read the names from the sources, including a release in development.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exists, release } from '../../server/src/catalog/release.ts';
import {
  accessActions,
  databaseKeys,
  elementType,
  headerActions,
  parameters,
  releases,
  restrictions,
  services,
  tableTypes,
  valueTypes,
  wordLists,
} from './data';

const docs = new URL('../../server/catalog/docs/', import.meta.url);
const newest = release(releases.at(-1) ?? '');

function keysOf(file: string, table: string): string[] {
  return Object.keys(JSON.parse(readFileSync(new URL(file, docs), 'utf8'))[table]);
}

function wordsOf(parameter: string): string[] {
  const { words = [], aliases = {} } = elementType(valueTypes[parameter] ?? { type: 'text' });
  return [...words.map((word) => (typeof word === 'string' ? word : word.word)), ...Object.keys(aliases)];
}

describe('a parameter that the newest release has, or its manual describes', () => {
  const described = new Set(
    readdirSync(new URL('parameters/', docs)).flatMap((file) => keysOf(`parameters/${file}`, 'parameters')),
  );
  const names = parameters.filter((parameter) => exists(newest, parameter)).map(({ name }) => name);

  test('is one of many', () => {
    expect(names.length).toBeGreaterThan(900);
  });

  test('has a text', () => {
    expect(names.filter((name) => !described.has(name))).toEqual([]);
  });

  test('has a value type', () => {
    expect(names.filter((name) => valueTypes[name] === undefined)).toEqual([]);
  });
});

describe('every word has a text, and every text a word', () => {
  const pipe = services.programs.pipe;
  const tlsPolicy = Object.keys(wordLists['TLS policy attributes'] ?? {}).map((name) => `${name}=`);
  const kinds: readonly [string, string, readonly string[]][] = [
    ['restrictions', 'restrictions.json', Object.keys(restrictions.restrictions)],
    ['access actions', 'access-actions.json', Object.keys(accessActions)],
    ['header and body actions', 'header-actions.json', Object.keys(headerActions.actions)],
    ['table types', 'table-types.json', Object.keys(tableTypes)],
    ['programs', 'programs.json', Object.keys(services.programs)],
    [
      'attributes, flags and macros of pipe(8)',
      'pipe.json',
      [
        ...Object.keys(pipe?.attributes ?? {}).map((name) => `${name}=`),
        ...Object.keys(pipe?.attributes?.flags?.letters ?? {}).map((letter) => `flags=${letter}`),
        ...Object.keys(pipe?.macros ?? {}).map((name) => `\${${name}}`),
      ],
    ],
    [
      'settings of client files',
      'database-keys.json',
      Object.entries(databaseKeys).flatMap(([type, keys]) =>
        Object.keys(keys).map((key) => `${type}:${key}`),
      ),
    ],
    ['Milter macros', 'milter-macros.json', Object.keys(wordLists['milter macros'] ?? {})],
    // The server's answer is not an attribute that Postfix sends.
    [
      'policy attributes',
      'policy-attributes.json',
      [...Object.keys(wordLists['policy attributes'] ?? {}), 'action'],
    ],
    ['SASL options', 'sasl-options.json', wordsOf('smtp_sasl_security_options')],
    [
      'TLS words',
      'tls-words.json',
      [
        ...['smtp_tls_security_level', 'smtp_tls_ciphers', 'smtp_tls_verify_cert_match'].flatMap(wordsOf),
        ...tlsPolicy,
        ...Object.keys(wordLists['TLS protocols'] ?? {}),
        // The operators before a protocol.
        ...['!', '<=', '>='],
        // A level that no one sets, but that the log shows.
        'halfdane',
      ],
    ],
  ];
  test.each(kinds)('%s', (_, file, words) => {
    expect(keysOf(file, 'words').sort()).toEqual([...new Set(words)].sort());
  });

  test('the flags of smtp(8) and lmtp(8) are among those of pipe(8)', () => {
    const letters = (program: string) =>
      Object.keys(services.programs[program]?.attributes?.flags?.letters ?? {});
    expect(letters('smtp')).not.toEqual([]);
    for (const program of ['smtp', 'lmtp'])
      expect(letters('pipe'), program).toEqual(expect.arrayContaining(letters(program)));
  });
});
