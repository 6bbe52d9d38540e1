// The sources of lookup tables, as the service provides them to rules and features.

import { describe, expect, test } from 'vitest';
import type { FileStamp } from '../../server/src/host.ts';
import { createPostfixService } from '../../server/src/service.ts';

const home = 'file:///etc/postfix';

/** Files by URI on an invented disk; `at` is the time of their last change, in seconds. */
function disk(texts: Record<string, string>, at: Record<string, number> = {}) {
  const asked: string[] = [];
  const service = createPostfixService({
    readFile: async (uri) => {
      asked.push(uri);
      return texts[uri];
    },
    stat: async (uri): Promise<FileStamp | 'missing'> => {
      const text = texts[uri];
      return text === undefined ? 'missing' : { size: text.length, modified: (at[uri] ?? 0) * 1000 };
    },
    log: (message) => {
      throw new Error(message);
    },
  });
  return { service, texts, asked };
}

const mainCf = `
transport_maps = hash:/etc/postfix/transport
smtpd_client_restrictions = check_client_access pcre:/etc/postfix/clients
alias_maps = hash:/etc/aliases
mydestination = /etc/postfix/domains
`;

const files = {
  [`${home}/main.cf`]: mainCf,
  [`${home}/transport`]: 'example.com smtp:[mail.example.com]\n',
  [`${home}/clients`]: '/^192\\.0\\.2\\./ OK\n',
  'file:///etc/aliases': 'postmaster: root\n',
  [`${home}/domains`]: 'example.com\n',
};

describe('the tables of a configuration', () => {
  test('are read according to their type and use', async () => {
    const { service } = disk(files);
    const { tables } = (await service.snapshot(`${home}/main.cf`)) ?? {};
    expect(
      [...(tables?.all() ?? [])].map(({ uri, language, type, role }) => [uri, language, type, role]),
    ).toEqual([
      [`${home}/transport`, 'postfix-table', 'hash', 'transport'],
      [`${home}/clients`, 'postfix-regexp', 'pcre', 'access'],
      ['file:///etc/aliases', 'postfix-aliases', 'hash', 'alias'],
    ]);
    expect(tables?.listText('/etc/postfix/domains')?.toString()).toBe('example.com\n');
    expect(tables?.file('/etc/postfix/missing')).toBeUndefined();
  });

  test('the same object until one of the files changes', async () => {
    const { service, texts } = disk({ ...files });
    const tables = async () => (await service.snapshot(`${home}/main.cf`))?.tables;
    const before = await tables();
    expect(await tables()).toBe(before);
    texts[`${home}/transport`] = 'example.com discard:\n';
    expect(await tables()).toBe(before);
    expect(service.fileChanged(`${home}/transport`)).toBe(true);
    const after = await tables();
    expect(after).not.toBe(before);
    expect(after?.file('/etc/postfix/transport')?.tree.text.toString()).toBe('example.com discard:\n');
  });

  test('a change of a file that was never requested has no effect', async () => {
    const { service } = disk(files);
    await service.snapshot(`${home}/main.cf`);
    expect(service.fileChanged(`${home}/README`)).toBe(false);
  });

  test('if an editor reports no changes, all files are checked again', async () => {
    const { service, texts } = disk({ ...files });
    await service.snapshot(`${home}/main.cf`);
    texts[`${home}/transport`] = 'example.com discard:\n';
    service.filesMayHaveChanged();
    const { tables } = (await service.snapshot(`${home}/main.cf`)) ?? {};
    expect(tables?.file('/etc/postfix/transport')?.tree.text.toString()).toBe('example.com discard:\n');
  });

  test('the text in an editor takes precedence over the disk', async () => {
    const { service } = disk(files);
    service.open(`${home}/transport`, 'postfix-table', 'example.net error:closed\n');
    const { tables } = (await service.snapshot(`${home}/main.cf`)) ?? {};
    expect(tables?.file('/etc/postfix/transport')?.tree.text.toString()).toBe('example.net error:closed\n');
  });

  test('their indexes are looked for next to them', async () => {
    const { service } = disk({ ...files, [`${home}/transport.db`]: '' }, { [`${home}/transport.db`]: 7 });
    const { tables } = (await service.snapshot(`${home}/main.cf`)) ?? {};
    expect(tables?.stamp('/etc/postfix/transport.db')).toEqual({ size: 0, modified: 7000 });
    expect(tables?.stamp('/etc/aliases.db')).toBe('missing');
  });

  test('the folders that contain them are known, so that they can be watched', async () => {
    const { service } = disk(files);
    await service.snapshot(`${home}/main.cf`);
    expect([...service.folders].sort()).toEqual(['file:///etc', home]);
  });

  test('a very large file is not read unless an editor opens it', async () => {
    const uri = `${home}/transport`;
    const { service, asked } = disk({ ...files, [uri]: 'a.example discard:\n'.repeat(500_000) });
    const { tables } = (await service.snapshot(`${home}/main.cf`)) ?? {};
    expect(tables?.file('/etc/postfix/transport')).toBeUndefined();
    expect(asked).not.toContain(uri);
  });
});

describe('in a copy of /etc/postfix', () => {
  const copy = 'file:///home/admin/mail/etc/postfix';

  test('files are those of the copy, and of the folder around it', async () => {
    const { service } = disk({
      [`${copy}/main.cf`]: mainCf,
      [`${copy}/transport`]: 'example.com smtp:[mail.example.com]\n',
      'file:///home/admin/mail/etc/aliases': 'postmaster: root\n',
    });
    const { tables } = (await service.snapshot(`${copy}/main.cf`)) ?? {};
    expect([...(tables?.all() ?? [])].map(({ uri }) => uri)).toEqual([
      `${copy}/transport`,
      'file:///home/admin/mail/etc/aliases',
    ]);
  });

  test('a file elsewhere is on another machine, so this disk is not searched', async () => {
    const { service, asked } = disk({
      [`${copy}/main.cf`]: 'transport_maps = hash:/srv/mail/transport\n',
      'file:///srv/mail/transport': 'example.com discard:\n',
    });
    const { tables } = (await service.snapshot(`${copy}/main.cf`)) ?? {};
    expect(tables?.file('/srv/mail/transport')).toBeUndefined();
    expect(asked).not.toContain('file:///srv/mail/transport');
  });
});

describe('a table that is open', () => {
  test('belongs to the instance that names it, wherever it is', async () => {
    const { service } = disk({
      'file:///etc/postfix/main.cf': 'transport_maps = hash:/srv/mail/routes\n',
      'file:///srv/mail/routes': 'example.com discard:\n',
    });
    await service.snapshot(`${home}/main.cf`);
    service.open('file:///srv/mail/routes', 'postfix-table', 'example.com discard:\n');
    const snapshot = await service.snapshot('file:///srv/mail/routes');
    expect(snapshot?.document).toMatchObject({ language: 'postfix-table', type: 'hash', role: 'transport' });
    expect(snapshot?.instance.files.directory).toBe(home);
  });

  test('without any configuration is read according to its language and its name', async () => {
    const { service } = disk({});
    service.open('file:///home/admin/header_checks.pcre', 'postfix-regexp', '/^X-/ IGNORE\n');
    const snapshot = await service.snapshot('file:///home/admin/header_checks.pcre');
    expect(snapshot?.document).toMatchObject({ language: 'postfix-regexp', role: 'header-checks', uses: [] });
  });
});
