// Files of keys are looked into only when the client has told of the machine: it does so in a trusted workspace alone.

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

test('not before, and from then on', async () => {
  const uri = await start({ tellsInstalledVersion: true });
  expect(codes(await diagnostics(uri))).not.toContain(code);
  await server.connection.sendNotification('postfix/installedVersion', { version: '3.7.11' });
  expect(codes(await diagnostics(uri))).toContain(code);
});

test('at once for a client that knows of no trust', async () => {
  const uri = await start({});
  expect(codes(await diagnostics(uri))).toContain(code);
});
