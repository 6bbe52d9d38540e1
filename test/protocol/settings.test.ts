// The settings of a configuration over the protocol: values in force, listings, and one parameter.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  ChangeParameterResult,
  CheckParameterResult,
  EffectiveConfigurationResult,
  ListingResult,
  ParameterResult,
  ParametersResult,
  ServicesResult,
} from '../../server/src/lsp/protocol.ts';
import { directory, eachTestHasASession, launch, server, uriOf } from './session.ts';

eachTestHasASession();

function ask<Result>(request: string, params: object): Promise<Result> {
  return server.connection.sendRequest<Result>(`postfix/${request}`, params);
}

async function start(): Promise<void> {
  await launch();
  await server.connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  await server.connection.sendNotification('initialized', {});
}

test('a configuration on disk, with unsaved changes', async () => {
  mkdirSync(join(directory, 'postfix'));
  writeFileSync(join(directory, 'postfix/main.cf'), 'myhostname = mail.example.com\n');
  writeFileSync(
    join(directory, 'postfix/master.cf'),
    'smtp inet n - y - - smtpd\n  -o myhostname=mx.example.com\n',
  );
  await start();
  const uri = uriOf('postfix/main.cf');
  const text = 'myhostname = other.example.com\n';
  const textDocument = { uri, languageId: 'postfix-main', version: 1, text };
  await server.connection.sendNotification('textDocument/didOpen', { textDocument });

  expect(await ask<ServicesResult>('services', { uri })).toEqual([
    { key: 'smtp/inet', program: 'smtpd', line: 1, lastLine: 2, overrides: 1 },
  ]);
  const all = await ask<EffectiveConfigurationResult>('effectiveConfiguration', { uri });
  expect(all?.text).toContain('\nmyhostname = other.example.com\n');
  const service = await ask<EffectiveConfigurationResult>('effectiveConfiguration', {
    uri,
    service: 'smtp/inet',
  });
  expect(service?.text).toContain('\nmyhostname = mx.example.com\n');
  expect((await ask<ListingResult>('listing', { uri }))?.parameters).toBe('myhostname = other.example.com\n');
  expect((await ask<ListingResult>('listing', { uri, texts: { main: '' } }))?.parameters).toBe('');
  expect((await ask<ParametersResult>('parameters', { uri }))?.[0]).toMatchObject({ name: 'myhostname' });
  expect(await ask<ParameterResult>('parameter', { uri, name: 'soft_bounce' })).toMatchObject({
    value: 'no',
    origin: 'default',
  });
  const name = 'smtpd_tls_auth_only';
  expect(await ask<CheckParameterResult>('checkParameter', { uri, name, value: 'perhaps' })).toMatchObject({
    severity: 'error',
  });
  expect(await ask<ChangeParameterResult>('changeParameter', { uri, name, value: 'yes' })).toEqual({
    uri,
    edits: [
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
        newText: 'smtpd_tls_auth_only = yes\n',
      },
    ],
  });
});

test('a file that belongs to no configuration', async () => {
  writeFileSync(join(directory, 'notes.txt'), '');
  await start();
  const uri = uriOf('notes.txt');
  for (const request of ['services', 'effectiveConfiguration', 'listing', 'parameters'])
    expect(await ask(request, { uri })).toBeNull();
});
