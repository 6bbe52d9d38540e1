// Setting up smtp-auth in the example, with the keyboard.
import * as vscode from 'vscode';
import { press, type, waitFor } from './window.ts';
import { openFile } from './workspace.ts';

/** The title of the scenario. */
export const title = 'Users who log in from anywhere';

/** The view in which a change to several files is reviewed. */
export const preview = '.bulk-edit-panel';

/** Runs the command in main.cf and answers all questions. The returned function waits until the command ends. */
export async function toPreview(): Promise<() => Promise<void>> {
  await openFile('etc/postfix/main.cf');
  const done = vscode.commands.executeCommand('postfix.setUpScenario');
  await answerQuestions();
  await waitFor(`${preview}:has-text("sender_login")`);
  return async () => {
    await done;
  };
}

/** Chooses the scenario and answers its questions. */
export async function answerQuestions(): Promise<void> {
  await chooseScenario();
  await question('Which program verifies passwords?');
  await row('Dovecot');
  await press('Enter');
  for (const next of ['Which file contains the certificate', 'Which file contains the private key?']) {
    await question(next);
    await press('Enter');
  }
  await question('Which login can use which sender address?');
  await type('anna@example.com anna');
  await press('Enter');
}

export async function chooseScenario(): Promise<void> {
  await question('Set Up a Scenario');
  await type('log in from anywhere');
  await row(title);
  await press('Enter');
}

/** Waits for a question that contains a text. */
export async function question(text: string): Promise<void> {
  await waitFor(`.quick-input-title:visible:has-text("${text}")`);
}

/** Waits until a row has the focus, so that Enter selects it. */
export async function row(label: string): Promise<void> {
  await waitFor(`.quick-input-list .monaco-list-row.focused:has-text("${label}")`);
}
