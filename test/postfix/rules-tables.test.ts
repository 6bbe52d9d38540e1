// What postmap(1) and postalias(1) print about tables: the `log` lines that the rule pages quote, with the first wrong
// example on the page.
import { readFile, utimes } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Example, readPage } from '../rules/page.ts';
import { describePostfix, postalias, postconf, postmap, withInstanceDirectory } from './harness';
import { rulesOn } from './rule-messages.ts';

describePostfix('postmap and postalias', () => {
  test.each(rulesOn('table'))('%s', async (code) => {
    const { wrong, logs } = readPage(code);
    const [example] = wrong;
    expect(logs).not.toHaveLength(0);
    if (example === undefined) throw new Error(`${code} has no example`);
    expect(await printed(example)).toEqual(logs);
  });

  test('an interface that is a network', async () => {
    const page = readPage('bad-interface-address');
    expect(await interfacesPrinted(page.wrong[0])).toEqual(page.logs);
  });

  test('an interface of a protocol that is off', async () => {
    const page = readPage('inet-protocols-mismatch');
    expect(await interfacesPrinted(page.wrong[0])).toEqual(page.logs);
  });

  test.each(['192.0.2.1/24', '127.0.0.1:25', 'hash:/etc/postfix/interfaces', 'all', 'loopback-only', 'eth0'])(
    '%s is not an interface among others',
    async (word) => {
      const mainCf = `inet_interfaces = 127.0.0.1, ${word}\nmynetworks_style = host\n`;
      await withInstanceDirectory({ 'main.cf': mainCf, 'master.cf': '' }, async (dir) => {
        const { stderr } = await postconf(dir, ['mynetworks']);
        expect(stderr).toContain(`config variable inet_interfaces: host not found: ${word}\n`);
      });
    },
  );

  test('\\d is no digit in a regexp: table', async () => {
    await withInstanceDirectory(
      { 'main.cf': '', 'master.cf': '', t: '/^a\\d$/ x\n/^b[0-9]$/ y\n' },
      async (dir) => {
        expect(await postmap(dir, ['-q', 'a5', `regexp:${dir}/t`])).toMatchObject({ stdout: '', stderr: '' });
        expect(await postmap(dir, ['-q', 'b5', `regexp:${dir}/t`])).toMatchObject({ stdout: 'y\n' });
      },
    );
  });

  test('an index that is older than its table', async () => {
    await withInstanceDirectory({ 'main.cf': '', 'master.cf': '', canonical: 'a b\n' }, async (dir) => {
      await postmap(dir, [`hash:${dir}/canonical`]);
      const hour = Date.now() / 1000 - 3600;
      await utimes(`${dir}/canonical.db`, hour - 3600, hour - 3600);
      const { stderr } = await postmap(dir, ['-q', 'a', `hash:${dir}/canonical`]);
      expect(
        stderr
          .trim()
          .split('\n')
          .map((text) => text.replaceAll(dir, '/etc/postfix')),
      ).toEqual(readPage('index-out-of-date').logs);
    });
  });

  test('the first entry of a duplicate key applies', async () => {
    await withInstanceDirectory(
      { 'main.cf': '', 'master.cf': '', t: 'a.example one\nA.example two\n' },
      async (dir) => {
        await postmap(dir, [`hash:${dir}/t`]);
        for (const type of ['hash', 'texthash']) {
          const { stdout } = await postmap(dir, ['-q', 'a.example', `${type}:${dir}/t`]);
          expect(stdout).toBe('one\n');
        }
      },
    );
  });
});

/** What a program prints that looks up the server's own addresses. */
async function interfacesPrinted(example: Example | undefined): Promise<readonly string[]> {
  const mainCf = `${example?.files['main.cf']}mynetworks_style = host\n`;
  return withInstanceDirectory({ 'main.cf': mainCf, 'master.cf': '' }, async (dir) => {
    const { stderr } = await postconf(dir, ['mynetworks']);
    return stderr
      .trim()
      .replace(/^\S*(?=postconf:)/, '')
      .split('\n');
  });
}

/** What the programs print about the tables that main.cf names, as if they were in /etc/postfix. */
async function printed({ files }: Example): Promise<readonly string[]> {
  return withInstanceDirectory(files, async (dir) => {
    const mainCf = await readFile(`${dir}/main.cf`, 'utf8');
    const tables = [...mainCf.matchAll(/(?:\b(\w+):| )\/etc\/postfix\/([\w.-]+)/g)];
    const lines: string[] = [];
    for (const [, type = '', name = ''] of tables) {
      const table = `${type}${type === '' ? '' : ':'}${dir}/${name}`;
      const hasSource = Object.hasOwn(files, name);
      const isIndexed = hasSource && ['hash', 'btree', 'lmdb', 'cdb'].includes(type);
      const program = name.includes('aliases') ? postalias : postmap;
      const { stderr } = await program(dir, isIndexed ? [table] : ['-q', 'x', table]);
      lines.push(...stderr.replaceAll(dir, '/etc/postfix').split('\n').filter(Boolean));
    }
    return lines;
  });
}
