// Files with keys are read only after the client has announced the installed Postfix, which it does only in a trusted
// workspace.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  codes,
  diagnostics,
  directory,
  eachTestHasASession,
  launch,
  pull,
  server,
  uriOf,
} from './session.ts';

eachTestHasASession();

const code = 'chain-file-order';

async function start(initializationOptions: object): Promise<string> {
  await launch();
  await server.connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: pull,
    initializationOptions,
  });
  await server.connection.sendNotification('initialized', {});
  const pem = join(directory, 'mail.pem');
  writeFileSync(pem, '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n');
  const text = `smtpd_tls_security_level = may\nsmtpd_tls_chain_files = ${pem}\n`;
  const uri = uriOf('main.cf');
  await server.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'postfix-main', version: 1, text },
  });
  return uri;
}

test('not earlier, and always after that', async () => {
  const uri = await start({ tellsInstalledVersion: true });
  expect(codes(await diagnostics(uri))).not.toContain(code);
  await server.connection.sendNotification('postfix/installedVersion', { version: '3.7.11' });
  expect(codes(await diagnostics(uri))).toContain(code);
});

test('immediately for a client without workspace trust', async () => {
  const uri = await start({});
  expect(codes(await diagnostics(uri))).toContain(code);
});
