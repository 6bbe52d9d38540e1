// `.postfix-lint.json` in the directory of a configuration.

import { describe, expect, test } from 'vitest';
import { tableRoles } from '../../server/src/instance/table-roles.ts';
import { parseLintFile } from '../../server/src/lint/settings-file.ts';
import { createPostfixService, defaultSettings } from '../../server/src/service.ts';

const home = 'file:///srv/mail/postfix';
const mainCf = 'compatibility_level = 3.11\nsoft_bounce = on\nno_such_name = 1\n';

function service(lintFile: string | undefined, log: string[] = []) {
  const files: Record<string, string | undefined> = {
    [`${home}/main.cf`]: mainCf,
    [`${home}/master.cf`]: 'pickup unix n - n 60 1 pickup\n',
    [`${home}/.postfix-lint.json`]: lintFile,
  };
  return {
    files,
    service: createPostfixService({ readFile: async (uri) => files[uri], log: (text) => log.push(text) }),
  };
}

async function severities(lintFile: string | undefined, settings = {}, log: string[] = []) {
  const { service: postfix } = service(lintFile, log);
  postfix.configure({ ...defaultSettings, lint: { enable: true, rules: settings } });
  const found = await postfix.findings(`${home}/main.cf`);
  return Object.fromEntries(
    found
      .filter(({ rule }) => ['bad-boolean', 'unknown-parameter'].includes(rule.code))
      .map(({ rule, severity }) => [rule.code, severity]),
  );
}

describe('.postfix-lint.json', () => {
  test('sets severities, and turns rules off', async () => {
    const file = '{ "rules": { "bad-boolean": "warning", "unknown-parameter": "off" } }';
    expect(await severities(file)).toEqual({ 'bad-boolean': 'warning' });
    expect(await severities(undefined)).toEqual({ 'bad-boolean': 'error', 'unknown-parameter': 'warning' });
  });

  test('takes precedence over the settings, which apply to all other rules', async () => {
    const settings = { 'bad-boolean': 'hint', 'unknown-parameter': 'hint' };
    expect(await severities('{ "rules": { "bad-boolean": "error" } }', settings)).toEqual({
      'bad-boolean': 'error',
      'unknown-parameter': 'hint',
    });
  });

  test('is read again when it changes', async () => {
    const { service: postfix, files } = service('{ "rules": { "bad-boolean": "off" } }');
    const codes = async () => (await postfix.findings(`${home}/main.cf`)).map(({ rule }) => rule.code);
    expect(await codes()).not.toContain('bad-boolean');
    files[`${home}/.postfix-lint.json`] = '{}';
    expect(postfix.fileChanged(`${home}/.postfix-lint.json`)).toBe(true);
    expect(await codes()).toContain('bad-boolean');
  });

  test.each([
    ['{ "rules": ', /JSON/],
    ['[]', /does not contain an object/],
    ['null', /does not contain an object/],
    ['"rules"', /does not contain an object/],
    ['{ "rules": null }', /"rules" is not an object/],
    ['{ "rules": "off" }', /"rules" is not an object/],
    ['{ "rules": { "bad-boolean": null } }', /bad-boolean: null is not a severity/],
    ['{ "tableRoles": { "*.routes": 1 } }', /\*\.routes: 1 is not a table purpose/],
    ['{ "rule": {} }', /"rule" is not a setting/],
    ['{ "rules": [] }', /"rules" is not an object/],
    ['{ "rules": { "bad-boolean": "loud" } }', /bad-boolean: "loud" is not a severity/],
    ['{ "tableRoles": [] }', /"tableRoles" is not an object/],
    ['{ "tableRoles": { "*.routes": "routes" } }', /\*\.routes: "routes" is not a table purpose/],
  ])('%s: the mistake is reported once, and the rest applies', async (text, problem) => {
    const log: string[] = [];
    expect(await severities(text, {}, log)).toEqual({
      'bad-boolean': 'error',
      'unknown-parameter': 'warning',
    });
    expect(log).toEqual([expect.stringMatching(problem)]);
  });

  test('ignores a byte order mark from another program', () => {
    expect(parseLintFile('\uFEFF{ "$schema": "x", "rules": { "a": "off" } }')).toEqual({
      rules: { a: 'off' },
      tableRoles: {},
      problems: [],
    });
    expect(parseLintFile('{ "rules": { "a\uFEFF": "off" } }').rules).toEqual({ 'a\uFEFF': 'off' });
  });
});

describe('tableRoles in .postfix-lint.json', () => {
  const routes = `${home}/north.routes`;

  async function codes(files: Readonly<Record<string, string>>, settings = {}) {
    const postfix = createPostfixService({ readFile: async (uri) => files[uri], log: () => undefined });
    postfix.configure({ ...defaultSettings, ...settings });
    postfix.open(routes, 'postfix-table', files[routes] ?? '');
    return (await postfix.findings(routes)).map(({ rule }) => rule.code);
  }

  const table = { [routes]: 'example.org relay:mx.example.net\n' };
  const lintFile = (role: string) => ({
    [`${home}/.postfix-lint.json`]: JSON.stringify({ tableRoles: { '*.routes': role } }),
  });

  test('names the purpose of a table, with or without a main.cf', async () => {
    const main = { [`${home}/main.cf`]: mainCf };
    for (const configuration of [main, {}]) {
      expect(await codes({ ...configuration, ...table })).not.toContain('bad-access-action');
      expect(await codes({ ...configuration, ...table, ...lintFile('access') })).toContain(
        'bad-access-action',
      );
    }
  });

  test('overrides the settings, which apply to all other tables', async () => {
    const settings = { tableRoles: tableRoles({ '*.routes': 'access' }) };
    expect(await codes({ ...table, ...lintFile('transport') }, settings)).toEqual([
      'transport-without-brackets',
    ]);
    const other = { [`${home}/.postfix-lint.json`]: '{ "tableRoles": { "*.other": "transport" } }' };
    expect(await codes({ ...table, ...other }, settings)).toContain('bad-access-action');
  });

  test('is overridden by a comment in the table', async () => {
    const commented = { [routes]: `# postfix-table: transport\n${table[routes]}` };
    expect(await codes({ ...commented, ...lintFile('access') })).toEqual(['transport-without-brackets']);
  });

  test('is read again when it changes', async () => {
    const files: Record<string, string> = { ...table, ...lintFile('access'), [`${home}/main.cf`]: mainCf };
    const postfix = createPostfixService({ readFile: async (uri) => files[uri], log: () => undefined });
    postfix.open(routes, 'postfix-table', files[routes] ?? '');
    const found = async () => (await postfix.findings(routes)).map(({ rule }) => rule.code);
    expect(await found()).toContain('bad-access-action');
    Object.assign(files, lintFile('transport'));
    postfix.fileChanged(`${home}/.postfix-lint.json`);
    expect(await found()).toContain('transport-without-brackets');
  });

  test('gives a file a language that nothing else determines', async () => {
    const files: Record<string, string> = {
      [`${home}/.postfix-lint.json`]: '{ "tableRoles": { "*.hc": "header-checks" } }',
    };
    const postfix = createPostfixService({ readFile: async (uri) => files[uri], log: () => undefined });
    expect(await postfix.documentLanguage(`${home}/spam.hc`)).toBe('postfix-regexp');
  });
});
