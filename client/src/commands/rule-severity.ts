// `postfix.setRuleSeverity`: asks how loud a rule is to be, and writes it into the settings.

import * as vscode from 'vscode';

const choices: readonly (vscode.QuickPickItem & { readonly severity: string })[] = [
  { severity: 'error', label: 'Error' },
  { severity: 'warning', label: 'Warning' },
  { severity: 'information', label: 'Information' },
  {
    severity: 'hint',
    label: 'Hint',
    description: 'dots beneath the first letters; not in the list of problems',
  },
  { severity: 'off', label: 'Off' },
];

/** In the settings of the workspace where there is one, else in the user's. */
export async function setRuleSeverity(code: unknown): Promise<void> {
  if (typeof code !== 'string') return;
  const settings = vscode.workspace.getConfiguration('postfix');
  const rules = settings.get<Record<string, string>>('lint.rules', {});
  const chosen = await vscode.window.showQuickPick(
    choices.map((choice) => ({ ...choice, ...(rules[code] === choice.severity && { picked: true }) })),
    { title: `Severity of ${code}`, placeHolder: 'How the finding is shown from now on' },
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
