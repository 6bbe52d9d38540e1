// Setting up smtp-auth in the example, as a user does it: from the Command Palette through the questions to the
// preview, and back with one undo. Each step has a screenshot.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { postmap } from '../../postfix/support/programs';
import { eventually } from './eventually.ts';
import { needsPostfix } from './postfix.ts';
import { answerQuestions, chooseScenario, preview, question, row, title, toPreview } from './scenario.ts';
import { answerNotification, openPalette, waitForNotification } from './widgets.ts';
import { click, needsWindow, press, screenshot, textOf, type, waitFor } from './window.ts';
import { filesOf, openFile, pathOf, replace } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const master = 'etc/postfix/master.cf';
const logins = 'etc/postfix/sender_login';

describe('postfix.setUpScenario', () => {
  before(function () {
    needsWindow(this);
  });

  it('asks questions, shows the change to all files, and one undo reverts every file', async () => {
    const before = filesOf();
    await openFile(main);
    await openPalette('Set Up', '.focused:has-text("Set Up a Scenario")');
    await screenshot('scenario-1-palette');
    await press('Enter');

    await question('Set Up a Scenario');
    await waitFor('.quick-input-list .monaco-list-row:has-text("dmz-relay")');
    await screenshot('scenario-2-choice');
    await type('log in from anywhere');
    await row(title);
    await press('Enter');

    await question('Which program verifies passwords?');
    await row('Dovecot');
    await screenshot('scenario-3-passwords');
    await press('Enter');
    await question('Which file contains the certificate');
    await screenshot('scenario-4-certificate');
    await press('Enter');
    await question('Which file contains the private key?');
    await type('privkey.pem');
    await waitFor('.quick-input-message:has-text("/")');
    await screenshot('scenario-5-wrong');
    await press('Enter');
    await question('Which file contains the private key?');
    await press('Control+a');
    await type('/etc/letsencrypt/live/mail.example.com/privkey.pem');
    await press('Enter');
    await question('Which login can use which sender address?');
    await type('anna@example.com anna');
    await screenshot('scenario-6-logins');
    await press('Enter');

    await waitFor(`${preview}:has-text("sender_login")`);
    await screenshot('scenario-7-preview');
    const shown = await textOf(preview);
    for (const text of ['main.cf', 'master.cf', 'anna@example.com', 'reject_sender_login_mismatch']) {
      assert.ok(shown.includes(text), `${text} is not in the preview:\n${shown}`);
    }
    assert.deepEqual(filesOf(), before, 'no file changes before the change is applied');

    await click(`${preview} .monaco-button:has-text("Apply")`);
    await waitForNotification('the changes are in the editors');
    await screenshot('scenario-8-applied');
    const [mainDocument, masterDocument] = [await openFile(main), await openFile(master)].map(
      ({ document }) => document,
    );
    const loginDocument = (await openFile(logins)).document;
    assert.match(mainDocument?.getText() ?? '', /^smtpd_sender_login_maps = \w+:\S+\/sender_login$/m);
    assert.match(masterDocument?.getText() ?? '', /reject_sender_login_mismatch/);
    assert.match(loginDocument.getText(), /^anna@example\.com\s+anna$/m);
    assert.deepEqual(changedSince(before), [logins], 'only the new file is on disk');
    await answerNotification('Remaining Steps');
    await waitFor('h1:has-text("remaining steps")', { webview: true });
    await screenshot('scenario-9-remains');

    await openFile(main);
    await press('Control+z');
    await eventually(() => {
      assert.deepEqual(filesOf(), before);
      assert.deepEqual(dirtyFiles(), []);
    });
    assert.equal(mainDocument?.getText(), readFileSync(pathOf(main), 'utf8'));
    await screenshot('scenario-10-undone');
  });

  it('changes nothing if the change is discarded', async () => {
    const before = filesOf();
    const done = await toPreview();
    await click(`${preview} .monaco-list-row:has-text("smtpd_sender_login_maps")`);
    await waitFor('.multiDiffEditor .monaco-diff-editor');
    await eventually(() =>
      assert.ok(compared().some((document) => document.getText().includes('smtpd_sender_login_maps'))),
    );
    // Wait, to make sure that nothing appears.
    await sleep(2000);
    const elsewhere = vscode.languages.getDiagnostics().filter(([{ scheme }]) => scheme !== 'file');
    assert.deepEqual(
      elsewhere.flatMap(([, diagnostics]) => diagnostics),
      [],
    );
    await click(`${preview} .monaco-button:has-text("Discard")`);
    await done();
    assert.deepEqual(filesOf(), before);
    assert.deepEqual(dirtyFiles(), []);
  });

  it('changes nothing if a question is canceled, and goes back on request', async () => {
    const before = filesOf();
    await openFile(main);
    const done = vscode.commands.executeCommand('postfix.setUpScenario');
    await chooseScenario();
    await question('Which program verifies passwords?');
    await row('Dovecot');
    await press('Enter');
    await question('Which file contains the certificate');
    await click('.quick-input-titlebar [aria-label^="Back"]');
    await question('Which program verifies passwords?');
    await press('Escape');
    await done;
    assert.deepEqual(filesOf(), before);
    assert.deepEqual(dirtyFiles(), []);
  });

  it('describes a conflict, shows it, and keeps the value on request', async () => {
    const setting = 'smtpd_tls_security_level of submission/inet';
    await replace(await openFile(master), 'smtpd_tls_security_level=encrypt', 'smtpd_tls_security_level=may');
    const done = vscode.commands.executeCommand('postfix.setUpScenario');
    await answerQuestions();
    await question(`${setting} has a different value`);
    await row('Replace');
    await screenshot('scenario-conflict');
    await press('ArrowDown', 'ArrowDown', 'Enter');
    await eventually(() => {
      const { document, selection } = vscode.window.activeTextEditor ?? {};
      assert.equal(
        document?.lineAt(selection?.start.line ?? 0).text.trim(),
        '-o smtpd_tls_security_level=may',
      );
    });
    await row('Replace');
    await press('ArrowDown');
    await row('Keep');
    await press('Enter');
    await waitFor(`${preview}:has-text("sender_login")`);
    assert.doesNotMatch(await textOf(preview), /security_level=mayencrypt/);
    await click(`${preview} .monaco-button:has-text("Discard")`);
    await done;
  });

  it('shows a caution first, and offers a better scenario', async () => {
    await openFile(main);
    const done = vscode.commands.executeCommand('postfix.setUpScenario');
    await question('Set Up a Scenario');
    await type('Receive mail directly at a dynamic address');
    await row('dyndns');
    await press('Enter');
    await row('Set Up dyndns-relay Instead');
    await screenshot('scenario-caution');
    await press('Enter');
    await waitFor('.quick-input-title:visible:has-text("(1/")');
    await press('Escape');
    await done;
  });

  it('does not damage a file in a different encoding', async () => {
    const latin1 = Buffer.concat([Buffer.from('# Gr\xfc\xdfe\n', 'latin1'), readFileSync(pathOf(main))]);
    writeFileSync(pathOf(main), latin1);
    await openFile(main);
    const done = vscode.commands.executeCommand('postfix.setUpScenario');
    await answerQuestions();
    await waitForNotification('is not UTF-8');
    await screenshot('scenario-encoding');
    await vscode.commands.executeCommand('notifications.clearAll');
    await done;
    assert.deepEqual(readFileSync(pathOf(main)), latin1);
  });

  it('indexes the new table before it saves main.cf', async function () {
    needsPostfix(this);
    await toPreview();
    await click(`${preview} .monaco-button:has-text("Apply")`);
    await answerNotification('Save All and Index');
    await waitForNotification('sender_login is indexed.');
    await screenshot('scenario-11-indexed');
    assert.deepEqual(dirtyFiles(), []);
    const index = ['.db', '.lmdb'].find((suffix) => existsSync(`${pathOf(logins)}${suffix}`));
    const table = `${index === '.db' ? 'hash' : 'lmdb'}:${pathOf(logins)}`;
    const { stdout } = await postmap(pathOf('etc/postfix'), ['-q', 'anna@example.com', table]);
    assert.equal(stdout, 'anna\n');
    assert.match(readFileSync(pathOf(main), 'utf8'), /^smtpd_sender_login_maps = /m);
  });
});

function changedSince(before: ReadonlyMap<string, Buffer>): readonly string[] {
  const now = [...filesOf()].filter(([path, content]) => !before.get(path)?.equals(content));
  return now.map(([path]) => path);
}

/** The documents that show the changed files. */
function compared(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri, languageId }) => {
    return uri.scheme !== 'file' && ['postfix-main', 'postfix-master'].includes(languageId);
  });
}

function dirtyFiles(): readonly string[] {
  return vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ fileName }) => fileName);
}
