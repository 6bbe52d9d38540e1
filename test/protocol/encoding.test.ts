// Files that are not UTF-8, over the protocol: the server offers no edit that would destroy their bytes when the editor
// saves them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-types';
import type { PlanScenarioParams, PlanScenarioResult } from '../../server/src/lsp/protocol.ts';
import { directory, eachTestHasASession, launch, server, uriOf } from './session.ts';

eachTestHasASession();

const disabling = { textDocument: { codeAction: { disabledSupport: true } } };
/** Has a quick fix in line 2 and one for all. */
const settings = 'compatibility_level = 3.11\nmyorigin = b.example\nmyorigin = b.example\n';
const latin1 = Buffer.from(`# Gr\xfc\xdfe\n${settings}`, 'latin1');
const reason =
  'main.cf is not UTF-8, and saving it would destroy the characters that the editor shows as \ufffd. Reopen it with its encoding, or convert it to UTF-8, and try again.';

async function start(capabilities: object): Promise<void> {
  await launch();
  await server.connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
  await server.connection.sendNotification('initialized', {});
}

async function open(name: string, text: string): Promise<string> {
  const uri = uriOf(name);
  await server.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'postfix-main', version: 1, text },
  });
  return uri;
}

function actions(uri: string, only?: readonly string[]): Promise<CodeAction[]> {
  const position = { line: 2, character: 0 };
  return server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [], ...(only && { only }) },
  });
}

describe('code actions', () => {
  test('are disabled if bytes could not be decoded', async () => {
    writeFileSync(join(directory, 'main.cf'), latin1);
    await start(disabling);
    const uri = await open('main.cf', latin1.toString('utf8'));
    for (const list of [await actions(uri), await actions(uri, ['source.fixAll'])]) {
      expect(list.length).toBeGreaterThan(0);
      for (const action of list) {
        expect(action).toMatchObject({ disabled: { reason } });
        expect(action.edit).toBeUndefined();
      }
    }
  });

  test('are omitted for a client that does not support disabled ones', async () => {
    writeFileSync(join(directory, 'main.cf'), latin1);
    await start({});
    const uri = await open('main.cf', latin1.toString('utf8'));
    expect(await actions(uri)).toEqual([]);
    expect(await actions(uri, ['source.fixAll'])).toEqual([]);
  });

  test.each([
    ['the editor has opened the file with its encoding', latin1, latin1.toString('latin1')],
    ['U+FFFD is in the file', Buffer.from(`# \ufffd\n${settings}`), `# \ufffd\n${settings}`],
  ])('are offered where %s', async (_, bytes, text) => {
    writeFileSync(join(directory, 'main.cf'), bytes);
    await start(disabling);
    const uri = await open('main.cf', text);
    const list = await actions(uri);
    expect(list.length).toBeGreaterThan(0);
    for (const action of list)
      expect(action).toMatchObject({ edit: { changes: { [uri]: expect.any(Array) } } });
  });
});

describe('a scenario', () => {
  const text = 'myhostname = mail.example.com\nmynetworks = 127.0.0.0/8\n';

  function plan(): Promise<PlanScenarioResult> {
    const answers = { networks: '192.0.2.0/24', router: '192.0.2.1', public: '203.0.113.25' };
    const params: PlanScenarioParams = { uri: uriOf('main.cf'), scenario: 'nat', answers, decisions: {} };
    return server.connection.sendRequest<PlanScenarioResult>('postfix/planScenario', params);
  }

  function write(name: string, comment: string, rest: string): Buffer {
    const bytes = Buffer.from(`# ${comment}\n${rest}`, 'latin1');
    writeFileSync(join(directory, name), bytes);
    return bytes;
  }

  test('is refused if it would edit such a file, open or not', async () => {
    const bytes = write('main.cf', 'Gr\xfc\xdfe', text);
    await start({});
    const nothing = { edit: {}, conflicts: [], tables: [], needsRestart: false };
    expect(await plan()).toEqual({ ...nothing, remarks: [reason], refused: true });
    await open('main.cf', bytes.toString('utf8'));
    expect(await plan()).toEqual({ ...nothing, remarks: [reason], refused: true });
  });

  test('is planned if it edits only other files', async () => {
    write('main.cf', 'ASCII', text);
    write('master.cf', '\xfc', 'smtp inet n - n - - smtpd\n');
    await start({});
    const { edit, refused } = await plan();
    expect(refused).toBeUndefined();
    expect(edit.documentChanges).toMatchObject([{ textDocument: { uri: uriOf('main.cf') } }]);
  });

  test('is planned if the editor has opened the file with its encoding', async () => {
    const bytes = write('main.cf', 'Gr\xfc\xdfe', text);
    await start({});
    await open('main.cf', bytes.toString('latin1'));
    expect(await plan()).toMatchObject({
      edit: { documentChanges: [{ textDocument: { uri: uriOf('main.cf') } }] },
    });
  });
});
