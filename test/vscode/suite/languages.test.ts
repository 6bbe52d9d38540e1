// Which language a file gets: from its name, or from main.cf if main.cf refers to it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf } from './findings.ts';
import { configure } from './photographs.ts';
import { filesOf, openFile, pathOf, replace, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';

/** All Postfix files of the example. */
const languages: Readonly<Record<string, string>> = {
  'etc/aliases': 'postfix-aliases',
  'etc/postfix/access': 'postfix-table',
  'etc/postfix/client_access.cidr': 'postfix-cidr',
  'etc/postfix/header_checks': 'postfix-regexp',
  'etc/postfix/main.cf': 'postfix-main',
  'etc/postfix/master.cf': 'postfix-master',
  'etc/postfix/relay_recipients': 'postfix-table',
  'etc/postfix/transport': 'postfix-table',
  'etc/postfix/virtual': 'postfix-table',
};

describe('the language', () => {
  it('of each file in the example follows from its name', async () => {
    const files = [...filesOf().keys()].filter((path) => path.startsWith('etc/'));
    assert.deepEqual(files.sort(), Object.keys(languages));
    for (const [path, language] of Object.entries(languages)) {
      const document = await vscode.workspace.openTextDocument(uriOf(path));
      assert.equal(document.languageId, language, path);
    }
  });

  it('of a file with an arbitrary name follows from main.cf', async () => {
    const tables = { partners: 'hash', tricks: 'regexp', staff: 'pgsql' };
    const names = Object.entries(tables).map(([name, type]) => `${type}:/etc/postfix/${name}`);
    for (const name of Object.keys(tables)) writeFileSync(pathOf(`etc/postfix/${name}`), '# empty\n');
    await changeMain(`relay_domains = ${names.join(' ')}`);
    await hasLanguage('etc/postfix/partners', 'postfix-table');
    await hasLanguage('etc/postfix/tricks', 'postfix-regexp');
    await hasLanguage('etc/postfix/staff', 'postfix-database');
  });

  it('changes with main.cf while the file is open', async () => {
    writeFileSync(pathOf('etc/postfix/customers'), 'example.net x\n');
    const { document } = await openFile('etc/postfix/customers');
    assert.equal(document.languageId, 'plaintext');
    await changeMain('relay_domains = hash:/etc/postfix/customers');
    await eventually(() => assert.equal(document.languageId, 'postfix-table'));
  });

  it('changes with a main.cf that is changed outside an editor', async () => {
    writeFileSync(pathOf('etc/postfix/suppliers'), 'example.net x\n');
    const { document } = await openFile('etc/postfix/suppliers');
    // This activates the extension if no other test has done so.
    await hasLanguage('etc/postfix/transport', 'postfix-table');
    const text = readFileSync(pathOf(main), 'utf8');
    writeFileSync(pathOf(main), `${text}relay_domains = hash:/etc/postfix/suppliers\n`);
    await eventually(() => assert.equal(document.languageId, 'postfix-table'));
  });

  it('follows from the setting for the purposes of tables, also while the file is open', async () => {
    writeFileSync(pathOf('etc/postfix/north.routes'), 'example.net smtp:mx.example.net\n');
    const { document } = await openFile('etc/postfix/north.routes');
    // This activates the extension if no other test has done so.
    await hasLanguage('etc/postfix/transport', 'postfix-table');
    assert.equal(document.languageId, 'plaintext');
    const roles = { 'postfix.tableRoles': { '*.routes': 'transport' } };
    await configure(roles);
    try {
      await eventually(() => assert.equal(document.languageId, 'postfix-table'));
      await eventually(() =>
        assert.deepEqual(
          findingsOf(document.uri).map(({ code }) => code),
          ['transport-without-brackets'],
        ),
      );
    } finally {
      await configure(roles, () => undefined);
    }
  });

  it('stays if the user chose it', async () => {
    const { document } = await openFile('etc/postfix/access');
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await seesNewTables();
    assert.equal(document.languageId, 'plaintext');
    await vscode.languages.setTextDocumentLanguage(document, 'postfix-table');
  });

  it('stays if the settings define it for the file name', async () => {
    const settings = { 'files.associations': { friends: 'ini' } };
    mkdirSync(pathOf('.vscode'), { recursive: true });
    writeFileSync(pathOf('.vscode/settings.json'), JSON.stringify(settings));
    const associations = () => vscode.workspace.getConfiguration('files').get('associations');
    await eventually(() => assert.deepEqual(associations(), settings['files.associations']));
    writeFileSync(pathOf('etc/postfix/friends'), 'example.net x\n');
    const { document } = await openFile('etc/postfix/friends');
    await eventually(() => assert.equal(document.languageId, 'ini'));
    await seesNewTables('hash:/etc/postfix/friends');
    assert.equal(document.languageId, 'ini');
  });
});

/** Makes main.cf refer to a table, and waits until it has its language and the others had time to change. */
async function seesNewTables(others = ''): Promise<void> {
  const name = `etc/postfix/${randomUUID()}`;
  writeFileSync(pathOf(name), 'example.net x\n');
  await openFile(name);
  await changeMain(`relay_domains = hash:/${name} ${others}`);
  await hasLanguage(name, 'postfix-table');
}

/** Changes relay_domains in main.cf, in an editor, and waits until the server has received the change. */
async function changeMain(line: string): Promise<void> {
  const editor = await openFile(main);
  await eventually(() => assert.notDeepEqual(findingsOf(editor.document.uri), []));
  await replace(editor, 'relay_domains = tickets.example.com', line);
}

async function hasLanguage(path: string, language: string): Promise<void> {
  const { document } = await openFile(path);
  await eventually(() => assert.equal(document.languageId, language, path));
}
