// Lints directories and files, mends what it may, and prints what is left.

import { stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Edit } from '../edits/edit.ts';
import type { MachineFacts } from '../host.ts';
import { localFile, localPemLabels, localStamp } from '../host-node/files.ts';
import { safeEdits } from '../lint/fix-all.ts';
import { defaultLintSettings, type RatedFinding, severityOrder } from '../lint/settings.ts';
import { createPostfixService, type PostfixService } from '../service.ts';
import { SourceText } from '../syntax/text.ts';
import type { Format, LintRequest } from './arguments.ts';
import { toGithub } from './format/github.ts';
import { toJson } from './format/json.ts';
import { toSarif } from './format/sarif.ts';
import { toText } from './format/text.ts';
import { byPlace, type Reported, report } from './report.ts';

export interface Output {
  readonly machine: MachineFacts;
  readonly stdout: { write(text: string | Uint8Array): unknown };
  readonly stderr: { write(text: string | Uint8Array): unknown };
  /** Whether who reads standard output sees colours. */
  readonly color: boolean;
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
}

/** What is linted: a file alone, or a file for all of its instance. */
interface Target {
  readonly uri: string;
  readonly alone: boolean;
}

/** A fix may make room for another; nothing needs more rounds than this. */
const maxRounds = 10;

/** Gives the exit status. */
export async function lint(request: LintRequest, output: Output): Promise<number> {
  const linter = new Linter(request, output);
  const targets: Target[] = [];
  for (const path of request.paths) {
    const found = await lintTarget(path);
    if (typeof found === 'string') {
      output.stderr.write(`postfix-lint: ${found}\n`);
      return 2;
    }
    targets.push(found);
  }
  if (request.stdinFilename !== undefined)
    targets.push(linter.openInput(uriOf(request.stdinFilename), await output.stdin()));
  if (request.fix) await linter.fix(targets);

  const list = (await linter.findings(targets)).filter(({ finding }) => finding.severity !== 'hint');
  output.stdout.write(formats[request.format](list, output.color));
  const limit = severityOrder.indexOf(request.failOn);
  return list.some(({ finding }) => severityOrder.indexOf(finding.severity) <= limit) ? 1 : 0;
}

const formats: Readonly<Record<Format, (list: readonly Reported[], color: boolean) => string>> = {
  text: toText,
  json: toJson,
  sarif: toSarif,
  github: toGithub,
};

class Linter {
  private readonly texts = new Map<string, SourceText>();
  private readonly service: PostfixService;

  constructor({ version }: LintRequest, output: Output) {
    this.service = createPostfixService({
      readFile: async (uri) => {
        const text = await localFile(uri);
        if (text !== undefined) this.texts.set(uri, SourceText.of(text));
        return text;
      },
      stat: localStamp,
      pemLabels: localPemLabels,
      machine: output.machine,
      log: (message) => output.stderr.write(`postfix-lint: ${message}\n`),
    });
    this.service.configure({ version, lint: defaultLintSettings });
  }

  /** Text that is not on disk, in the place of a file. */
  openInput(uri: string, text: string): Target {
    this.texts.set(uri, SourceText.of(text));
    this.service.open(uri, 'unknown', text);
    return { uri, alone: true };
  }

  /** In the order of their places; each once, however many targets show it. */
  async findings(targets: readonly Target[]): Promise<Reported[]> {
    const found = new Map<string, Reported>();
    for (const ruled of await this.ruled(targets)) {
      const reported = report(ruled, (uri) => this.texts.get(uri));
      found.set(JSON.stringify(reported.finding), reported);
    }
    return [...found.values()].sort(byPlace);
  }

  /** Applies the safe fixes to the files. */
  async fix(targets: readonly Target[]): Promise<void> {
    for (let round = 0; round < maxRounds; round++) {
      const found = await this.ruled(targets);
      const edits = safeEdits(found.map(({ finding }) => finding));
      if (edits.length === 0) return;
      for (const uri of new Set(edits.map(({ at }) => at.uri)))
        await this.edit(
          uri,
          edits.filter(({ at }) => at.uri === uri),
        );
    }
  }

  private async edit(uri: string, edits: readonly Edit[]): Promise<void> {
    let text = this.texts.get(uri)?.toString() ?? '';
    for (const edit of edits.toSorted((a, b) => b.at.start - a.at.start))
      text = text.slice(0, edit.at.start) + edit.text + text.slice(edit.at.end);
    await writeFile(fileURLToPath(uri), text);
    this.service.fileChanged(uri);
  }

  private async ruled(targets: readonly Target[]): Promise<RatedFinding[]> {
    const all: RatedFinding[] = [];
    for (const { uri, alone } of targets) {
      for (const ruled of await this.service.findings(uri))
        if (!alone || ruled.finding.at.uri === uri) all.push(ruled);
    }
    return all;
  }
}

/** For a directory its main.cf, or master.cf when that is all there is; for a file the file alone. */
async function lintTarget(path: string): Promise<Target | string> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return `${path}: no such file or directory`;
  if (!info.isDirectory()) return { uri: uriOf(path), alone: true };
  for (const name of ['main.cf', 'master.cf']) {
    const file = join(path, name);
    if ((await stat(file).catch(() => undefined))?.isFile()) return { uri: uriOf(file), alone: false };
  }
  return `${path}: holds neither main.cf nor master.cf`;
}

function uriOf(path: string): string {
  return pathToFileURL(resolve(path)).href;
}
