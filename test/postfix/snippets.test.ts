// What the real Postfix makes of the snippets: its programs read them without a word, whatever is chosen.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configurationOf } from '../snippets/configuration.ts';
import { type Snippet, snippets, variantsOf } from '../snippets/snippet.ts';
import { describePostfix, postalias, postconf, postmap, withInstanceDirectory } from './harness';

const of = (...languages: readonly string[]) =>
  snippets
    .filter(({ language }) => languages.includes(language))
    .map((each) => [`${each.language}: ${each.name}`, each] as const);

describePostfix('The real Postfix has nothing to say to', () => {
  test.each(of('postfix-main', 'postfix-master'))('%s', async (_, snippet) => {
    for (const text of variantsOf(snippet.body)) {
      await withInstanceDirectory(
        configurationOf(snippet.prefix, new Map([[snippet, text]])).files,
        async (dir) => {
          for (const option of ['-n', '-M', '-P'])
            expect(await postconf(dir, [option])).toMatchObject({ code: 0, stderr: '' });
        },
      );
    }
  });

  test.each(of('postfix-table'))('%s', (_, snippet) => reads(snippet, postmap, 'hash'));
  test.each(of('postfix-aliases'))('%s', (_, snippet) => reads(snippet, postalias, 'hash'));
  test.each(of('postfix-regexp'))('%s', async (_, snippet) => {
    for (const type of ['regexp', 'pcre']) await answers(snippet, type, 'Received: from example.net');
  });
  test.each(of('postfix-cidr'))('%s', (_, snippet) => answers(snippet, 'cidr', '2001:db8::1'));

  test.each(of('postfix-database'))('%s', async (_, snippet) => {
    const type = snippet.prefix;
    for (const text of variantsOf(snippet.body)) {
      expect(await readAs(type, text)).toBe('');
      // It does look into the file.
      expect(await readAs(type, `${text}databse = mail\n`)).toContain('unused parameter: databse=mail');
    }
  });
});

/** Indexes what the snippet inserts. */
async function reads(snippet: Snippet, index: typeof postmap, type: string): Promise<void> {
  for (const text of variantsOf(snippet.body)) {
    await withInstanceDirectory(withTable(text), async (dir) => {
      const result = await index(dir, [`${type}:${join(dir, 'table')}`]);
      expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
    });
  }
}

/** Asks what the snippet inserts for a key, of which there need not be any. */
async function answers(snippet: Snippet, type: string, key: string): Promise<void> {
  for (const text of variantsOf(snippet.body)) {
    await withInstanceDirectory(withTable(text), async (dir) => {
      const { code, stderr } = await postmap(dir, ['-q', key, `${type}:${join(dir, 'table')}`]);
      expect(code).toBeLessThanOrEqual(1);
      expect(stderr).toBe('');
    });
  }
}

/** What postconf says to a client file of this type. */
function readAs(type: string, text: string): Promise<string> {
  const mainCf = `compatibility_level = 3.6\nvirtual_alias_maps = ${type}:$config_directory/table\n`;
  return withInstanceDirectory({ ...withTable(text), 'main.cf': mainCf }, async (dir) => {
    return (await postconf(dir, ['-n'])).stderr;
  });
}

function withTable(text: string) {
  return { 'main.cf': 'compatibility_level = 3.6\n', 'master.cf': '', table: text };
}
