// Lints directories and files, applies safe fixes on request, and prints the remaining findings.

import type { MachineFacts } from '../host.ts';
import { localPemLabels } from '../host-node/files.ts';
import { safeEdits } from '../lint/fix-all.ts';
import type { Finding, Severity } from '../lint/rule.ts';
import { type RatedFinding, severityOrder } from '../lint/settings.ts';
import { createPostfixService, defaultSettings, type PostfixService } from '../service.ts';
import { decodeBytes } from '../syntax/bytes.ts';
import type { Format, LintRequest } from './arguments.ts';
import { Files } from './files.ts';
import { toGithub } from './format/github.ts';
import { toJson } from './format/json.ts';
import { toSarif } from './format/sarif.ts';
import { toText } from './format/text.ts';
import { byPlace, type Reported, report } from './report.ts';
import { type Target, Targets } from './targets.ts';

export interface Output {
  readonly machine: MachineFacts;
  readonly stdout: { write(text: string | Uint8Array): unknown };
  readonly stderr: { write(text: string | Uint8Array): unknown };
  /** Whether standard output supports color. */
  readonly color: boolean;
  /** All of standard input. */
  readonly stdin: () => Promise<Uint8Array>;
}

/** A limit on rounds. One fix may make another possible, but none needs more rounds than this. */
const maxRounds = 10;

/**
 * Returns the exit status.
 *
 * @param version the target release, or `auto`
 */
export async function lint(request: LintRequest, version: string, output: Output): Promise<number> {
  const tell = (text: string): void => void output.stderr.write(`postfix-lint: ${text}\n`);
  const linter = new Linter(version, output.machine, tell);
  const targets = await linter.targets(request, output.stdin);
  if (typeof targets === 'string') {
    tell(targets);
    return 2;
  }
  if (request.fix) {
    const problems = await linter.fix(targets);
    problems.forEach(tell);
    if (problems.length > 0) return 2;
  }

  const list = (await linter.findings(targets)).filter(isAtLeast(request.severity));
  output.stdout.write(formats[request.format](list, output.color));
  return list.some(isAtLeast(request.failOn)) ? 1 : 0;
}

function isAtLeast(severity: Severity): (reported: Reported) => boolean {
  const limit = severityOrder.indexOf(severity);
  return ({ finding }) => severityOrder.indexOf(finding.severity) <= limit;
}

const formats: Readonly<Record<Format, (list: readonly Reported[], color: boolean) => string>> = {
  text: toText,
  json: toJson,
  sarif: toSarif,
  github: toGithub,
};

class Linter {
  private readonly files = new Files();
  private readonly service: PostfixService;
  private readonly paths: Targets;

  constructor(version: string, machine: MachineFacts, log: (message: string) => void) {
    this.service = createPostfixService({
      readFile: (uri) => this.files.read(uri),
      stat: (uri) => this.files.stamp(uri),
      pemLabels: localPemLabels,
      machine,
      log,
    });
    this.service.configure({ ...defaultSettings, version });
    this.paths = new Targets(this.service, this.files, log);
  }

  /** The targets that the request names, or a string that says why one of them cannot be linted. */
  async targets(
    { paths, stdinFilename }: LintRequest,
    stdin: () => Promise<Uint8Array>,
  ): Promise<Target[] | string> {
    const targets: Target[] = [];
    for (const path of paths) {
      const target = await this.paths.ofPath(path);
      if (typeof target === 'string') return target;
      targets.push(target);
    }
    if (stdinFilename === undefined) return targets;
    const target = await this.paths.ofInput(stdinFilename, decodeBytes(await stdin()));
    return typeof target === 'string' ? target : [...targets, target];
  }

  /** In the order of their places. A finding that several targets share appears once. */
  async findings(targets: readonly Target[]): Promise<Reported[]> {
    const found = new Map<string, Reported>();
    for (const target of targets) {
      for (const rated of await this.rated(target)) {
        const reported = report(rated, (uri) => this.files.source(uri));
        found.set(JSON.stringify(reported.finding), reported);
      }
    }
    return [...found.values()].sort(byPlace);
  }

  /** Applies the safe fixes to the files. Returns a sentence for each file that could not be written. */
  async fix(targets: readonly Target[]): Promise<string[]> {
    const changed = new Set<string>();
    for (let round = 0; round < maxRounds; round++) {
      const found: Finding[] = [];
      for (const target of targets) for (const { finding } of await this.rated(target)) found.push(finding);
      const edits = safeEdits(found);
      if (edits.length === 0) break;
      for (const uri of new Set(edits.map(({ at }) => at.uri))) {
        const own = edits.filter(({ at }) => at.uri === uri);
        this.service.change(uri, [{ text: this.files.edit(uri, own) }]);
        this.service.fileChanged(uri);
        changed.add(uri);
      }
    }
    const problems = await this.files.write();
    for (const uri of changed) this.service.fileChanged(uri);
    return problems;
  }

  private async rated({ uri, alone }: Target): Promise<RatedFinding[]> {
    const found = await this.service.findings(uri);
    return alone ? found.filter(({ finding }) => finding.at.uri === uri) : found;
  }
}
