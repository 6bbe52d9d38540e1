// The contents of the Problems panel for a file, in a form that is easy to compare.
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { pathOf } from './workspace.ts';

export interface Finding {
  /** Counted from 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly code: string;
}

const severities = ['error', 'warning', 'information', 'hint'] as const;

/** The diagnostics from the language server for a file, in the order of their lines. */
export function diagnosticsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'postfix')
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** The same in a short form, for the diagnostics that match `wanted`. */
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

/** The fixes that the light bulb offers at a location. */
export async function fixesAt(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/** False for the hint on a line that overrides another one. The finding is on the overridden line. */
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
