// References between the data files.
import { describe, expect, test } from 'vitest';
import { wordSources } from '../../scripts/catalog/merge/words.mjs';
import {
  databaseKeys,
  elementType,
  headerActions,
  isUpTo,
  parameters,
  restrictions,
  services,
  tableTypes,
  valueTypes,
} from './data';

const since = new Map(parameters.map((parameter) => [parameter.name, parameter.since]));

describe('restrictions', () => {
  const { lists, restrictions: words } = restrictions;

  test('each list is the value of a parameter of the same age', () => {
    for (const [list, { parameter, since: first }] of Object.entries(lists)) {
      expect(since.get(parameter), list).toBe(first);
      if (list === 'rewrite') continue;
      expect(valueTypes[parameter]).toMatchObject({ type: 'list', of: { type: 'restriction', list } });
    }
  });

  test('the words for local_header_rewrite_clients are those of its type', () => {
    const inRewrite = Object.keys(words).filter((name) => words[name]?.lists.includes('rewrite'));
    expect(elementType(valueTypes.local_header_rewrite_clients ?? { type: 'text' }).words).toEqual(inRewrite);
  });

  test('a bare table means a restriction that takes one', () => {
    for (const { bareTable } of Object.values(lists)) {
      if (bareTable !== undefined) expect(words[bareTable]?.argument).toBe('table');
    }
  });

  test('aliases and replacements exist', () => {
    for (const { aliasOf, replacement } of Object.values(words)) {
      if (aliasOf !== undefined) expect(words).toHaveProperty(aliasOf);
      if (replacement !== undefined)
        expect(replacement in words || since.has(replacement), replacement).toBe(true);
    }
  });

  test('a relay check rejects, and counts as one from its first release or later', () => {
    for (const [name, { relayCheck, nature, since: first }] of Object.entries(words)) {
      if (relayCheck === undefined) continue;
      expect(['rejects', 'both'], name).toContain(nature);
      expect(isUpTo(first, relayCheck), name).toBe(true);
    }
  });
});

describe('services', () => {
  const { suffixes, parameterSets, programs, stock } = services;

  test("the suffixes are those of the catalog's transport_ parameters, with their types", () => {
    const prefix = 'transport_';
    const named = parameters
      .map(({ name }) => name)
      .filter((name) => name.startsWith(prefix) && suffixes[name.slice(prefix.length)] !== undefined);
    expect(named.map((name) => name.slice(prefix.length)).sort()).toEqual(Object.keys(suffixes));
    for (const [suffix, { default: name, type }] of Object.entries(suffixes)) {
      expect(since.has(name), name).toBe(true);
      expect(elementType(type).type).toBe(valueTypes[prefix + suffix]?.type);
    }
  });

  test('the parameter sets name suffixes', () => {
    for (const name of Object.values(parameterSets).flat()) expect(suffixes).toHaveProperty(name);
    for (const { parameters: set } of Object.values(programs)) {
      if (set !== undefined) expect(parameterSets).toHaveProperty(set);
    }
  });

  test('the stock entries meet the requirements of their programs', () => {
    for (const { service, program, unpriv, maxproc, options } of stock) {
      const facts = programs[program];
      expect(facts, service).toBeDefined();
      if (facts?.processLimit !== undefined) expect(maxproc, service).toBe(String(facts.processLimit));
      if (facts?.privileged === true) expect(unpriv, service).toBe('n');
      for (const option of options ?? []) expect(since.has(option.split('=')[0] ?? ''), option).toBe(true);
    }
  });
});

test('there are keys for exactly the table types with a client file', () => {
  const clients = Object.keys(tableTypes).filter((type) => tableTypes[type]?.content === 'database');
  expect(Object.keys(databaseKeys)).toEqual(clients);
  for (const [type, keys] of Object.entries(databaseKeys)) {
    for (const [key, facts] of Object.entries(keys)) {
      expect(isUpTo(tableTypes[type]?.since ?? '', facts.since), `${type} ${key}`).toBe(true);
      if (facts.replacement !== undefined) expect(keys).toHaveProperty(facts.replacement);
    }
  }
});

test('header actions are for the parameters whose tables have that role', () => {
  const named = Object.values(headerActions.contexts).flat().sort();
  const withRole = Object.keys(valueTypes).filter((name) => {
    const { role } = elementType(valueTypes[name] ?? { type: 'text' });
    return role === 'header-checks' || role === 'body-checks';
  });
  expect(named).toEqual(withRole.sort());
});

test('word-sources.json names existing parameters, each in one place', () => {
  const { sources, byHand } = wordSources;
  const named = [...sources.flatMap(({ parameters = [] }) => parameters), ...Object.keys(byHand)];
  expect(named.filter((name) => !since.has(name))).toEqual([]);
  expect(named).toEqual([...new Set(named)]);
});
