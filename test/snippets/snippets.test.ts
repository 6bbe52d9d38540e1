// The snippets are correct with their initial text and with every choice.
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { completed } from '../scenarios/configuration.ts';
import { scenarios } from '../scenarios/scenarios.ts';
import { findingsIn, quietMasterCf } from '../support/markers.ts';
import { configurationOf, tableOf } from './configuration.ts';
import { expand, type Snippet, snippets, tabStopsOf, variantsOf } from './snippet.ts';

const titled = snippets.map((each) => [`${each.language}: ${each.name}`, each] as const);
const configurations = ['postfix-main', 'postfix-master'];
/** The prefixes of the snippets for main.cf and master.cf. */
const prefixes = new Set(
  snippets.filter(({ language }) => configurations.includes(language)).map(({ prefix }) => prefix),
);

test('every language has snippets, except the one of dynamicmaps.cf, which packages write', () => {
  const languages = manifest.contributes.languages
    .map(({ id }) => id)
    .filter((id) => id !== 'postfix-dynamicmaps');
  expect([...new Set(snippets.map(({ language }) => language))].sort()).toEqual(languages.sort());
});

test.each(scenarios)('the scenario %s has a snippet', (scenario) => {
  expect(prefixes).toContain(scenario);
});

test('no two snippets of a language have the same name or description', () => {
  for (const own of [({ name }: Snippet) => name, ({ description }: Snippet) => description]) {
    const all = snippets.map((each) => `${each.language} ${own(each)}`);
    expect(all.filter((each, i) => all.indexOf(each) !== i)).toEqual([]);
  }
});

describe.each(titled)('%s', (_, snippet) => {
  test('has a one-line description, tab stops numbered from 1, and a final tab stop', () => {
    expect(snippet.prefix).toMatch(/^[a-z][a-z-]*$/);
    expect(snippet.description).toMatch(new RegExp(`^${snippet.prefix}[:,] .{20,}`));
    expect(snippet.description.length).toBeLessThanOrEqual(120);
    const numbers = tabStopsOf(snippet.body).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    expect(numbers).not.toEqual([]);
    expect(snippet.body).toMatch(/\n\$0$/);
  });

  test('has text in each tab stop, and no repeated choice', () => {
    for (const { text, choices } of tabStopsOf(snippet.body)) {
      expect(text).not.toBe('');
      expect(choices).not.toContain('');
      expect(choices).toHaveLength(new Set(choices).size);
      expect(choices).not.toHaveLength(1);
    }
  });

  test('has no colon after a tab stop whose text users may type with a colon', () => {
    // The name of a list is used without the colon, too. The others are host:port and login:password.
    const others = /\$\{1:staff\}:|\[\$\{1:smtp\.example\.net\}\]:|\$\{3:user\}:\$/g;
    expect(snippet.body.replace(others, '')).not.toMatch(/\}:/);
  });

  test('has no tabs, no spaces at the end of a line, and no line over 120 characters', () => {
    const lines = expand(snippet.body).split('\n');
    expect(lines.filter((line) => /\t|[ ]$/.test(line) || line.length > 120)).toEqual([]);
  });

  test('has no warnings and errors, for every choice', async () => {
    for (const text of variantsOf(snippet.body)) {
      if (configurations.includes(snippet.language)) {
        const example = configurationOf(snippet.prefix, new Map([[snippet, text]]));
        expect(await serious(completed(example).files)).toEqual([]);
      } else {
        const table = tableOf(snippet) ?? 'table';
        const files = { 'main.cf': 'compatibility_level = 3.6\n', 'master.cf': quietMasterCf, [table]: text };
        expect(await serious(files, { [table]: snippet.language })).toEqual([]);
      }
    }
  });
});

describe('with the snippets of the same name for tables', () => {
  test.each([...prefixes])('%s has no warnings and errors', async (prefix) => {
    expect(await serious(completed(configurationOf(prefix)).files)).toEqual([]);
  });
});

test('a mistake in a snippet would be found', async () => {
  const basic = snippets.find(({ language, prefix }) => language === 'postfix-main' && prefix === 'basic');
  if (basic === undefined) throw new Error('There are no snippets.');
  const text = expand(basic.body).replace('mynetworks', 'my_networks');
  const { files } = completed(configurationOf('basic', new Map([[basic, text]])));
  expect((await serious(files)).map(({ code }) => code)).toContain('unknown-parameter');
});

describe('text that an editor treats as a variable', () => {
  test.each(['myorigin = $myhostname\n$0', '${TM_FILENAME}', '${1:a$b}'])('%s is rejected', (body) => {
    expect(() => expand(body)).toThrow('variable');
  });
});

/** The findings with severity warning or error. */
async function serious(
  files: Readonly<Record<string, string>>,
  languages: Readonly<Record<string, string>> = {},
) {
  const found = await findingsIn(files, { languages });
  return found.filter(({ severity }) => severity === 'error' || severity === 'warning');
}
