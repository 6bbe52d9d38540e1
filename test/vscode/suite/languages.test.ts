// Which language a file gets: by its name, and where main.cf refers to it, by what main.cf says.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf } from './findings.ts';
import { filesOf, openFile, pathOf, replace, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';

/** All of the example that is Postfix's. */
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
  it('of each file of the example goes by its name', async () => {
    const files = [...filesOf().keys()].filter((path) => path.startsWith('etc/'));
    assert.deepEqual(files.sort(), Object.keys(languages));
    for (const [path, language] of Object.entries(languages)) {
      const document = await vscode.workspace.openTextDocument(uriOf(path));
      assert.equal(document.languageId, language, path);
    }
  });

  it('of a file with any name goes by main.cf', async () => {
    const tables = { partners: 'hash', tricks: 'regexp', staff: 'pgsql' };
    const names = Object.entries(tables).map(([name, type]) => `${type}:/etc/postfix/${name}`);
    for (const name of Object.keys(tables)) writeFileSync(pathOf(`etc/postfix/${name}`), '# empty\n');
    await changeMain(`relay_domains = ${names.join(' ')}`);
    await hasLanguage('etc/postfix/partners', 'postfix-table');
    await hasLanguage('etc/postfix/tricks', 'postfix-regexp');
    await hasLanguage('etc/postfix/staff', 'postfix-database');
  });

  it('follows main.cf while the file is open', async () => {
    writeFileSync(pathOf('etc/postfix/customers'), 'example.net x\n');
    const { document } = await openFile('etc/postfix/customers');
    assert.equal(document.languageId, 'plaintext');
    await changeMain('relay_domains = hash:/etc/postfix/customers');
    await eventually(() => assert.equal(document.languageId, 'postfix-table'));
  });

  it('follows a main.cf that is changed outside an editor', async () => {
    writeFileSync(pathOf('etc/postfix/suppliers'), 'example.net x\n');
    const { document } = await openFile('etc/postfix/suppliers');
    // It wakes the extension up where no other test has done so.
    await hasLanguage('etc/postfix/transport', 'postfix-table');
    const text = readFileSync(pathOf(main), 'utf8');
    writeFileSync(pathOf(main), `${text}relay_domains = hash:/etc/postfix/suppliers\n`);
    await eventually(() => assert.equal(document.languageId, 'postfix-table'));
  });

  it('that was chosen by hand stays', async () => {
    const { document } = await openFile('etc/postfix/access');
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await seesNewTables();
    assert.equal(document.languageId, 'plaintext');
    await vscode.languages.setTextDocumentLanguage(document, 'postfix-table');
  });

  it('that the settings give to the name stays', async () => {
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

/** Has main.cf refer to a table, waits until that one has got its language, and the others had their chance. */
async function seesNewTables(others = ''): Promise<void> {
  const name = `etc/postfix/${randomUUID()}`;
  writeFileSync(pathOf(name), 'example.net x\n');
  await openFile(name);
  await changeMain(`relay_domains = hash:/${name} ${others}`);
  await hasLanguage(name, 'postfix-table');
}

/** Writes another value of relay_domains into main.cf, in an editor, and waits until the server has seen it. */
async function changeMain(line: string): Promise<void> {
  const editor = await openFile(main);
  await eventually(() => assert.notDeepEqual(findingsOf(editor.document.uri), []));
  await replace(editor, 'relay_domains = tickets.example.com', line);
}

async function hasLanguage(path: string, language: string): Promise<void> {
  const { document } = await openFile(path);
  await eventually(() => assert.equal(document.languageId, language, path));
}
