// Setting up smtp-auth in the example, with the keyboard.
import * as vscode from 'vscode';
import { press, type, waitFor } from './window.ts';
import { openFile } from './workspace.ts';

/** What the scenario is called. */
export const title = 'Users from anywhere, by password';

/** Where a change over several files is looked through. */
export const preview = '.bulk-edit-panel';

/** Calls the command in main.cf, and answers all questions; what is given back waits for the command's end. */
export async function toPreview(): Promise<() => Promise<void>> {
  await openFile('etc/postfix/main.cf');
  const done = vscode.commands.executeCommand('postfix.setUpScenario');
  await answerQuestions();
  await waitFor(`${preview}:has-text("sender_login")`);
  return async () => {
    await done;
  };
}

/** From the choice of a scenario on. */
export async function answerQuestions(): Promise<void> {
  await chooseScenario();
  await question('Who knows the passwords?');
  await row('Dovecot');
  await press('Enter');
  for (const next of ['Which file has the certificate', 'Which file has its private key?']) {
    await question(next);
    await press('Enter');
  }
  await question('Which login may write under which address?');
  await type('anna@example.com anna');
  await press('Enter');
}

export async function chooseScenario(): Promise<void> {
  await question('Set Up a Scenario');
  await type('by password');
  await row(title);
  await press('Enter');
}

/** Waits for a question, by its beginning. */
export async function question(text: string): Promise<void> {
  await waitFor(`.quick-input-title:visible:has-text("${text}")`);
}

/** Waits until a line is the one that Enter takes. */
export async function row(label: string): Promise<void> {
  await waitFor(`.quick-input-list .monaco-list-row.focused:has-text("${label}")`);
}
