// What a table is used for, if no configuration names the file: its content and a file of the same name say more than
// its own name.

import { expect, test } from 'vitest';
import { createPostfixService } from '../../server/src/service.ts';

async function findings(uri: string, language: string, text: string, files: Record<string, string> = {}) {
  const service = createPostfixService({ readFile: async (name) => files[name], log: () => {} });
  for (const [name, content] of Object.entries(files)) service.open(name, 'postfix-main', content);
  service.open(uri, language, text);
  return (await service.diagnostics(uri)).map(({ code, severity }) => [code, severity]);
}

const information = 3;

test('header actions show that a file is not an access table', async () => {
  const uri = 'file:///srv/sender_filter.pcre';
  const unknown = '/^X-Bar:/ DISCARDED\n';
  // In an access table, the word may be the name of a restriction class.
  expect(await findings(uri, 'postfix-regexp', unknown)).toEqual([]);
  expect(await findings(uri, 'postfix-regexp', `/^From: a/ REPLACE From: b\n${unknown}`)).toEqual([
    ['bad-access-action', information],
  ]);
});

test('a finding that depends on the name of the file is information', async () => {
  const found = await findings('file:///srv/sender_access.pcre', 'postfix-regexp', '/^a@/ REDIRECT\n');
  expect(found).toEqual([['bad-access-action', information]]);
});

test('main.cf names a file of the same name in another folder', async () => {
  const text = '/^Subject: a/ WARN\n/^X-Foo:/ INFO\n/^X-Bar:/ DISCARDED\n';
  const main = 'header_checks = pcre:/usr/local/etc/postfix/sender_filter.pcre\n';
  const uri = 'file:///srv/postfix/sender_filter.pcre';
  const [alone, named] = [
    await findings(uri, 'postfix-regexp', text),
    await findings(uri, 'postfix-regexp', text, { 'file:///srv/postfix/main.cf': main }),
  ];
  expect(named).not.toEqual(alone);
});

test('the settings of a database client are not a table', async () => {
  const text = 'user = mail\npassword = secret\nhosts = 127.0.0.1\ndbname = mail\nquery = SELECT 1\n';
  expect(await findings('file:///srv/virtual_mailboxes', 'postfix-table', text)).toEqual([]);
  expect(await findings('file:///srv/virtual_mailboxes', 'postfix-table', 'user = mail\na b\n')).not.toEqual(
    [],
  );
});
