// Which files an answer depends on, and answers after a change of those files.

import { expect, test } from 'vitest';
import { createPostfixService, type PostfixService } from '../../server/src/service.ts';

/** A service that reads files from a map. */
function service(files: ReadonlyMap<string, string>): PostfixService {
  return createPostfixService({
    readFile: async (uri) => files.get(uri),
    log: (message) => expect.unreachable(message),
  });
}

test('the findings of a configuration depend on the lists that aliases include', async () => {
  const [staff, all] = ['file:///etc/mail/staff', 'file:///etc/mail/all'];
  const postfix = service(
    new Map([
      ['file:///etc/postfix/main.cf', 'alias_maps = hash:/etc/aliases\n'],
      ['file:///etc/aliases', 'staff: :include:/etc/mail/staff\n'],
      [staff, 'bob\n:include:/etc/mail/all\n'],
      [all, 'eve\n'],
    ]),
  );
  const found = await postfix.configurationDiagnostics('file:///etc/postfix/main.cf');
  expect([staff, all].filter((uri) => found?.files.has(uri))).toEqual([staff, all]);
});

test('the uses of a table are those of the configuration as it is now', async () => {
  const [main, table] = ['file:///srv/a/main.cf', 'file:///data/map'];
  const files = new Map([
    [main, 'transport_maps = hash:/data/map\n'],
    [table, 'example.com smtp:\n'],
  ]);
  const postfix = service(files);
  await postfix.diagnostics(main);
  expect(await postfix.documentLanguage(table)).toBe('postfix-table');
  files.set(main, 'header_checks = pcre:/data/map\n');
  postfix.fileChanged(main);
  expect(await postfix.documentLanguage(table)).toBe('postfix-regexp');
  expect((await postfix.tableUses(table))?.uses.map(({ parameter }) => parameter)).toEqual(['header_checks']);
});

test('a copy finds tables that it names below another directory, as soon as they are beside main.cf', async () => {
  const [main, access, senders] = ['main.cf', 'access', 'senders'].map((name) => `file:///srv/site/${name}`);
  if (main === undefined || access === undefined || senders === undefined) throw new Error('no name');
  const text =
    'smtpd_client_restrictions = check_client_access hash:/data/mail/access\n' +
    'smtpd_sender_restrictions = check_sender_access hash:/data/mail/senders\n';
  const files = new Map([
    [main, text],
    [access, '192.0.2.0/24 REJECT\n'],
  ]);
  const postfix = service(files);
  const inAccess = async () =>
    (await postfix.findings(main))
      .filter(({ finding }) => finding.at.uri === access)
      .map(({ rule }) => rule.code);
  expect(await inAccess()).toEqual([]);
  const dependsOn = (await postfix.configurationDiagnostics(main))?.files;
  expect(dependsOn?.has(senders)).toBe(true);

  files.set(senders, 'example.com REJECT\n');
  expect(postfix.fileChanged(senders)).toBe(true);
  expect(await inAccess()).toContain('bad-address-pattern');
  expect((await postfix.tableUses(access))?.uses.map(({ parameter }) => parameter)).toEqual([
    'smtpd_client_restrictions',
  ]);
  const [link] = await postfix.definition(main, { line: 0, character: text.indexOf('/data') + 3 });
  expect(link?.targetUri).toBe(access);

  files.delete(senders);
  postfix.fileChanged(senders);
  expect(await inAccess()).toEqual([]);
});
