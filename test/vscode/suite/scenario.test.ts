// Setting up smtp-auth in the example, as a person does it: from the palette over the questions to the preview, and
// back again with one undo. Each step is photographed.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { postmap } from '../../postfix/support/programs';
import { eventually } from './eventually.ts';
import { needsPostfix } from './postfix.ts';
import { click, needsWindow, press, screenshot, textOf, type, waitFor } from './window.ts';
import { filesOf, openFile, pathOf, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const master = 'etc/postfix/master.cf';
const logins = 'etc/postfix/sender_login';
const scenario = 'Users from anywhere, by password';
const preview = '.bulk-edit-panel';

describe('postfix.setUpScenario', () => {
  before(function () {
    needsWindow(this);
  });

  it('asks, shows the change over all files, and one undo gives every file back', async () => {
    const before = filesOf();
    await openFile(main);
    await vscode.commands.executeCommand('workbench.action.quickOpen', '>Postfix: Set Up');
    await row('Set Up a Scenario');
    await screenshot('scenario-1-palette');
    await press('Enter');

    await question('Set Up a Scenario');
    await waitFor('.quick-input-list .monaco-list-row:has-text("dmz-relay")');
    await screenshot('scenario-2-choice');
    await type('by password');
    await row(scenario);
    await press('Enter');

    await question('Who knows the passwords?');
    await row('Dovecot');
    await screenshot('scenario-3-passwords');
    await press('Enter');
    await question('Which file has the certificate');
    await screenshot('scenario-4-certificate');
    await press('Enter');
    await question('Which file has its private key?');
    await type('privkey.pem');
    await waitFor('.quick-input-message:has-text("/")');
    await screenshot('scenario-5-wrong');
    await press('Enter');
    await question('Which file has its private key?');
    await replaceTyped('/etc/letsencrypt/live/mail.example.com/privkey.pem');
    await press('Enter');
    await question('Which login may write under which address?');
    await type('anna@example.com anna');
    await screenshot('scenario-6-logins');
    await press('Enter');

    await waitFor(`${preview}:has-text("sender_login")`);
    await screenshot('scenario-7-preview');
    const shown = await textOf(preview);
    for (const text of ['main.cf', 'master.cf', 'anna@example.com', 'reject_sender_login_mismatch']) {
      assert.ok(shown.includes(text), `${text} is not in the preview:\n${shown}`);
    }
    assert.deepEqual(filesOf(), before, 'nothing is changed before it is accepted');

    await click(`${preview} .monaco-button:has-text("Apply")`);
    await waitFor('.notification-toast:has-text("is in the editors, and not saved yet")');
    await screenshot('scenario-8-applied');
    const [mainDocument, masterDocument] = [await openFile(main), await openFile(master)].map(
      ({ document }) => document,
    );
    const loginDocument = (await openFile(logins)).document;
    assert.match(mainDocument?.getText() ?? '', /^smtpd_sender_login_maps = \w+:\S+\/sender_login$/m);
    assert.match(masterDocument?.getText() ?? '', /reject_sender_login_mismatch/);
    assert.match(loginDocument.getText(), /^anna@example\.com\s+anna$/m);
    assert.deepEqual(changedSince(before), [logins], 'only the new file is on the disk');
    await click('.notification-toast a:has-text("What Remains")');
    await waitFor('h1:has-text("what remains")', { webview: true });
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

  it('changes nothing when it is discarded', async () => {
    const before = filesOf();
    const done = await toPreview('anna@example.com anna');
    await click(`${preview} .monaco-button:has-text("Discard")`);
    await done();
    assert.deepEqual(filesOf(), before);
    assert.deepEqual(dirtyFiles(), []);
  });

  it('changes nothing when a question is left, and goes back on request', async () => {
    const before = filesOf();
    await openFile(main);
    const done = vscode.commands.executeCommand('postfix.setUpScenario');
    await chooseScenario();
    await question('Who knows the passwords?');
    await row('Dovecot');
    await press('Enter');
    await question('Which file has the certificate');
    await click('.quick-input-titlebar [aria-label^="Back"]');
    await question('Who knows the passwords?');
    await press('Escape');
    await done;
    assert.deepEqual(filesOf(), before);
    assert.deepEqual(dirtyFiles(), []);
  });

  it('indexes the new table before it saves main.cf', async function () {
    needsPostfix(this);
    await toPreview('anna@example.com anna');
    await click(`${preview} .monaco-button:has-text("Apply")`);
    await click('.notification-toast a:has-text("Save All and Index")');
    await waitFor('.notification-toast:has-text("Saved, and sender_login indexed.")');
    await screenshot('scenario-11-indexed');
    assert.deepEqual(dirtyFiles(), []);
    const index = ['.db', '.lmdb'].find((suffix) => existsSync(`${pathOf(logins)}${suffix}`));
    const table = `${index === '.db' ? 'hash' : 'lmdb'}:${pathOf(logins)}`;
    const { stdout } = await postmap(pathOf('etc/postfix'), ['-q', 'anna@example.com', table]);
    assert.equal(stdout, 'anna\n');
    assert.match(readFileSync(pathOf(main), 'utf8'), /^smtpd_sender_login_maps = /m);
  });
});

/** Answers all questions; what is given back waits for the command's end. */
async function toPreview(login: string): Promise<() => Promise<void>> {
  await openFile(main);
  const done = vscode.commands.executeCommand('postfix.setUpScenario', uriOf(main));
  await chooseScenario();
  await question('Who knows the passwords?');
  await row('Dovecot');
  await press('Enter');
  for (const next of ['Which file has the certificate', 'Which file has its private key?']) {
    await question(next);
    await press('Enter');
  }
  await question('Which login may write under which address?');
  await type(login);
  await press('Enter');
  await waitFor(`${preview}:has-text("sender_login")`);
  return async () => {
    await done;
  };
}

async function chooseScenario(): Promise<void> {
  await question('Set Up a Scenario');
  await type('by password');
  await row(scenario);
  await press('Enter');
}

async function question(title: string): Promise<void> {
  await waitFor(`.quick-input-title:visible:has-text("${title}")`);
}

/** Waits until a line is the one that Enter takes. */
async function row(label: string): Promise<void> {
  await waitFor(`.quick-input-list .monaco-list-row.focused:has-text("${label}")`);
}

async function replaceTyped(text: string): Promise<void> {
  await press('Control+a');
  await type(text);
}

function changedSince(before: ReadonlyMap<string, Buffer>): readonly string[] {
  const now = [...filesOf()].filter(([path, content]) => !before.get(path)?.equals(content));
  return now.map(([path]) => path);
}

function dirtyFiles(): readonly string[] {
  return vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ fileName }) => fileName);
}
