// What the Problems panel holds for a file, in a form that is easy to compare.
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { pathOf } from './workspace.ts';

export interface Finding {
  /** From 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly code: string;
}

const severities = ['error', 'warning', 'information', 'hint'] as const;

/** The language server's diagnostics of a file, in the order of their lines. */
export function diagnosticsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'postfix')
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** The same in short, of those that `wanted` takes. */
export function findingsOf(
  uri: vscode.Uri,
  wanted: (diagnostic: vscode.Diagnostic) => boolean = () => true,
): readonly Finding[] {
  return diagnosticsOf(uri)
    .filter(wanted)
    .map(({ range, severity, code }) => ({
      line: range.start.line + 1,
      severity: severities[severity],
      code: String(typeof code === 'object' ? code.value : code),
    }));
}

/** The fixes that the light bulb offers at a place. */
export async function fixesAt(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/** Not the hint on a line that overrides another, which stands beside the finding on that other line. */
export function isNoEcho({ message }: vscode.Diagnostic): boolean {
  return !message.startsWith('This line overrides');
}

/** The mistakes of one file, as the table in the example's README lists them. */
export function mistakesIn(path: string): readonly Finding[] {
  const readme = readFileSync(pathOf('README.md'), 'utf8');
  const rows = readme.matchAll(/^\| (\S+) \| (\d+) \| .* \| (\w+) \| \[`(.+?)`\]\(.*\) \|$/gm);
  return [...rows]
    .filter(([, file = '']) => path.endsWith(`/${file}`))
    .map(([, , line, severity, code = '']) => ({
      line: Number(line),
      severity: severity as Finding['severity'],
      code,
    }));
}
