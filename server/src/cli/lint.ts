// Lints directories and files, and prints what it finds.

import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { defaultLintSettings, type RuledFinding, severityOrder } from '../features/diagnostics.ts';
import { localFile, localStamp } from '../host/files.ts';
import type { HostFacts } from '../instance/instance.ts';
import type { Severity } from '../rules/rule.ts';
import { createPostfixService } from '../service.ts';
import { SourceText } from '../syntax/text.ts';
import type { LintRequest } from './arguments.ts';

export interface Output {
  readonly machine: HostFacts;
  readonly stdout: { write(text: string | Uint8Array): unknown };
  readonly stderr: { write(text: string | Uint8Array): unknown };
}

/** A finding as it is printed; lines and columns count from 1. */
export interface PrintedFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** Gives the exit status. */
export async function lint(request: LintRequest, output: Output): Promise<number> {
  const texts = new Map<string, string>();
  const service = createPostfixService({
    async readFile(uri) {
      const text = await localFile(uri);
      if (text !== undefined) texts.set(uri, text);
      return text;
    },
    stat: localStamp,
    machine: output.machine,
    log: (message) => output.stderr.write(`postfix-lint: ${message}\n`),
  });
  service.configure({ version: request.version, lint: defaultLintSettings });

  const found = new Map<string, PrintedFinding>();
  for (const path of request.paths) {
    const targets = await lintTargets(path);
    if (typeof targets === 'string') {
      output.stderr.write(`postfix-lint: ${targets}\n`);
      return 2;
    }
    for (const { uri, only } of targets) {
      for (const ruled of await service.findings(uri)) {
        if (only && ruled.finding.at.uri !== uri) continue;
        const printed = toPrinted(ruled, texts);
        found.set(JSON.stringify(printed), printed);
      }
    }
  }
  const list = [...found.values()].filter((f) => f.severity !== 'hint').sort(byPlace);
  if (request.format === 'json')
    output.stdout.write(`${JSON.stringify({ version: 1, findings: list }, undefined, 2)}\n`);
  else output.stdout.write(toText(list));
  const limit = severityOrder.indexOf(request.failOn);
  return list.some((f) => severityOrder.indexOf(f.severity) <= limit) ? 1 : 0;
}

/** For a directory its main.cf, or master.cf when that is all there is; for a file the file alone. */
async function lintTargets(path: string): Promise<{ uri: string; only: boolean }[] | string> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return `${path}: no such file or directory`;
  if (!info.isDirectory()) return [{ uri: uriOf(path), only: true }];
  for (const name of ['main.cf', 'master.cf']) {
    const file = join(path, name);
    if ((await stat(file).catch(() => undefined))?.isFile()) return [{ uri: uriOf(file), only: false }];
  }
  return `${path}: holds neither main.cf nor master.cf`;
}

function uriOf(path: string): string {
  return pathToFileURL(resolve(path)).href;
}

function toPrinted(
  { rule, finding, severity }: RuledFinding,
  texts: ReadonlyMap<string, string>,
): PrintedFinding {
  const { uri, start, end } = finding.at;
  const text = SourceText.of(texts.get(uri) ?? '');
  const from = text.positionAt(start);
  const to = text.positionAt(end);
  return {
    file: relative(process.cwd(), fileURLToPath(uri)) || '.',
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
    code: rule.code,
    severity,
    message: finding.message,
  };
}

function byPlace(a: PrintedFinding, b: PrintedFinding): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

function toText(list: readonly PrintedFinding[]): string {
  const lines = list.map((f) => `${f.file}:${f.line}:${f.column}: ${f.severity}: ${f.message} [${f.code}]`);
  const counts = severityOrder
    .map((severity) => ({ severity, count: list.filter((f) => f.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${count === 1 ? severity : plural(severity)}`);
  return `${[...lines, counts.length === 0 ? 'no findings' : counts.join(', ')].join('\n')}\n`;
}

function plural(severity: Severity): string {
  return severity === 'information' ? severity : `${severity}s`;
}
