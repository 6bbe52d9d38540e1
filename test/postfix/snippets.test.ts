// The snippets with the real Postfix: its programs read them without a warning, whatever is chosen, and the common ones
// do what they say. Those of the scenarios are in scenario-pages.test.ts.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Example } from '../rules/page.ts';
import { completed, instanceOf } from '../scenarios/configuration.ts';
import { configurationOf } from '../snippets/configuration.ts';
import { type Snippet, snippets, variantsOf } from '../snippets/snippet.ts';
import {
  attempt,
  describePostfix,
  describeRunningPostfix,
  postalias,
  postconf,
  postmap,
  smtp,
  withInstanceDirectory,
  withPostfix,
} from './harness';

const of = (...languages: readonly string[]) =>
  snippets
    .filter(({ language }) => languages.includes(language))
    .map((each) => [`${each.language}: ${each.name}`, each] as const);

describePostfix('The real Postfix prints no warning about', () => {
  test.each(of('postfix-main', 'postfix-master'))('%s', async (_, snippet) => {
    for (const text of variantsOf(snippet.body)) {
      const example = completed(configurationOf(snippet.prefix, new Map([[snippet, text]])));
      await withInstanceDirectory(example.files, async (dir) => {
        for (const option of ['-n', '-M', '-P'])
          expect(await postconf(dir, [option])).toMatchObject({ code: 0, stderr: '' });
      });
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
      // It reads the file.
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

/** Queries what the snippet inserts for a key, which need not exist. */
async function answers(snippet: Snippet, type: string, key: string): Promise<void> {
  for (const text of variantsOf(snippet.body)) {
    await withInstanceDirectory(withTable(text), async (dir) => {
      const { code, stderr } = await postmap(dir, ['-q', key, `${type}:${join(dir, 'table')}`]);
      expect(code).toBeLessThanOrEqual(1);
      expect(stderr).toBe('');
    });
  }
}

/** What postconf prints about a client file of this type. */
function readAs(type: string, text: string): Promise<string> {
  const mainCf = `compatibility_level = 3.6\nvirtual_alias_maps = ${type}:$config_directory/table\n`;
  return withInstanceDirectory({ ...withTable(text), 'main.cf': mainCf }, async (dir) => {
    return (await postconf(dir, ['-n'])).stderr;
  });
}

function withTable(text: string) {
  return { 'main.cf': 'compatibility_level = 3.6\n', 'master.cf': '', table: text };
}

describeRunningPostfix('A server with the snippets', () => {
  const stranger = '198.51.100.9';
  const insider = '192.0.2.9';
  const ours = 'root@mail.example.com';
  const foreign = 'user@example.net';

  /** The replies to the recipients, each with its client. */
  async function replies(
    prefixes: readonly string[],
    asked: readonly (readonly [string, string])[],
    port = 'smtp',
  ) {
    return withPostfix(instanceOf(together(prefixes)), async (postfix) => {
      const codes: number[] = [];
      for (const [client, to] of asked)
        codes.push((await attempt(postfix.port(port), { client, from: '', to })).code);
      return codes;
    });
  }

  test('basic and restriction-class: strangers cannot send to protected addresses', async () => {
    const asked = [
      [stranger, 'all@example.com'],
      [insider, 'root@example.com'],
      [stranger, 'root@example.com'],
    ] as const;
    expect(await replies(['basic', 'restriction-class'], asked)).toEqual([554, 250, 250]);
  });

  test('policy-service and milter: nothing answers, and mail is still accepted', async () => {
    const asked = [
      [stranger, ours],
      [stranger, foreign],
    ] as const;
    expect(await replies(['policy-service', 'milter'], asked)).toEqual([250, 454]);
  });

  test('postscreen: smtpd serves clients that pass it', async () => {
    const asked = [
      [stranger, ours],
      [stranger, foreign],
    ] as const;
    expect(await replies(['postscreen'], asked)).toEqual([250, 454]);
  });

  test('virtual-alias: the addresses of the table exist, and no others', async () => {
    const asked = [
      [stranger, 'info@example.org'],
      [stranger, 'other@example.org'],
    ] as const;
    expect(await replies(['virtual-alias'], asked)).toEqual([250, 550]);
  });

  test('content-filter: only this host can reach the return service', async () => {
    const asked = [
      ['127.0.0.1', foreign],
      [stranger, foreign],
    ] as const;
    expect(await replies(['content-filter'], asked, '127.0.0.1:10025')).toEqual([250, 554]);
  });

  test('header-check: a message with such a line is rejected', async () => {
    await withPostfix(instanceOf(together(['header-check'])), async (postfix) => {
      const session = await smtp(postfix.port());
      await session.ehlo();
      await session.mail('');
      await session.rcpt(ours);
      expect(await session.data('Subject: get your free money\n\nx\n')).toMatchObject({ code: 550 });
      await session.quit();
    });
  });
});

/** The snippets of several names, one after the other. */
function together(prefixes: readonly string[]): Example {
  const examples = prefixes.map((prefix) => configurationOf(prefix));
  const textOf = (file: string) => examples.map(({ files }) => files[file] ?? '').join('');
  return {
    files: {
      ...Object.assign({}, ...examples.map(({ files }) => files)),
      'main.cf': textOf('main.cf'),
      'master.cf': textOf('master.cf'),
    },
    hasMasterCf: examples.some(({ hasMasterCf }) => hasMasterCf),
    tables: examples.flatMap(({ tables }) => tables),
    stamps: {},
    pems: {},
  };
}
