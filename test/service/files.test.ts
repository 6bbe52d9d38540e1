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
