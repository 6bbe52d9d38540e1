// While the user types a path, the server says that there is no such file: only in a trusted workspace, and only for the
// configuration of this host.

import { expect, test } from 'vitest';
import { connectedClient } from './in-process.ts';

const exists = 'file:///etc/ssl/mail.pem';

async function started(initializationOptions: object) {
  const files = new Set([exists]);
  const asked: string[] = [];
  const { connection } = await connectedClient({
    initializationOptions,
    host: {
      readFile: async (uri) => (/\/(?:main|master)\.cf$/.test(uri) ? '' : undefined),
      stat: async (uri) => {
        asked.push(uri);
        return files.has(uri) ? { size: 1, modified: 1 } : 'missing';
      },
    },
  });
  const check = (answer: string, question = 'certificate', uri = 'file:///etc/postfix/main.cf') =>
    connection.sendRequest('postfix/checkScenarioAnswer', { uri, scenario: 'smtp-auth', question, answer });
  return { connection, files, asked, check };
}

test('a certificate and a key that do not exist, until they do', async () => {
  const { check, files } = await started({});
  expect(await check('/etc/ssl/mail.pem')).toBeNull();
  expect(await check('/etc/ssl/mial.pem')).toEqual({
    hint: '/etc/ssl/mial.pem does not exist on this host.',
  });
  expect(await check(' /etc/ssl/key.pem ', 'key')).toEqual({
    hint: '/etc/ssl/key.pem does not exist on this host.',
  });
  files.add('file:///etc/ssl/mial.pem');
  expect(await check('/etc/ssl/mial.pem')).toBeNull();
});

test('an invalid answer is still an error', async () => {
  const { check } = await started({});
  expect(await check('mail.pem')).toBe('Enter the full path, starting with /.');
  expect(await check('anna@example.com anna', 'logins')).toBeNull();
});

test('the paths in a copy are those of another host', async () => {
  const { check } = await started({});
  expect(await check('/etc/ssl/mial.pem', 'certificate', 'file:///home/me/mail/main.cf')).toBeNull();
});

test('nothing is looked up in a workspace that is not trusted', async () => {
  const { connection, check, asked } = await started({ tellsInstalledVersion: true });
  expect(await check('/etc/ssl/mial.pem')).toBeNull();
  expect(asked).not.toContain('file:///etc/ssl/mial.pem');
  await connection.sendNotification('postfix/installedVersion', { version: '3.7.11' });
  expect(await check('/etc/ssl/mial.pem')).toEqual({
    hint: '/etc/ssl/mial.pem does not exist on this host.',
  });
});
