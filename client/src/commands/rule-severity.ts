// `postfix.setRuleSeverity`: asks for the severity of a rule, and writes it to the settings.

import * as vscode from 'vscode';

const choices: readonly (vscode.QuickPickItem & { readonly severity: string })[] = [
  { severity: 'error', label: 'Error' },
  { severity: 'warning', label: 'Warning' },
  { severity: 'information', label: 'Information' },
  {
    severity: 'hint',
    label: 'Hint',
    description: 'dots under the first letters; not in the Problems panel',
  },
  { severity: 'off', label: 'Off' },
];

/** Writes to the settings of the workspace if there is one, otherwise to those of the user. */
export async function setRuleSeverity(code: unknown): Promise<void> {
  if (typeof code !== 'string') return;
  const settings = vscode.workspace.getConfiguration('postfix');
  const rules = settings.get<Record<string, string>>('lint.rules', {});
  const chosen = await vscode.window.showQuickPick(
    choices.map((choice) => ({ ...choice, ...(rules[code] === choice.severity && { picked: true }) })),
    { title: `Severity of ${code}`, placeHolder: 'How to show findings of this rule' },
  );
  if (chosen === undefined) return;
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  const inspected = settings.inspect<Record<string, string>>('lint.rules');
  const own =
    target === vscode.ConfigurationTarget.Global ? inspected?.globalValue : inspected?.workspaceValue;
  await settings.update('lint.rules', { ...own, [code]: chosen.severity }, target);
}
