// Findings in files that are not open: all files of each configuration with an open file, or of each configuration in
// the workspace.

import type {
  Diagnostic,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { CancellationToken } from '../host.ts';
import type { ConfigurationDiagnostics, PostfixService } from '../service.ts';

/** The configurations whose files are checked. */
export type Scope = 'openConfigurations' | 'workspace';

/** How long a configuration must stay unchanged before its closed files are reported again, in milliseconds. */
const quietTime = 300;

interface Subject {
  readonly service: Pick<PostfixService, 'configurationDiagnostics'>;
  /** The URIs of the open documents. */
  readonly open: ReadonlySet<string>;
  /** The URIs of the configurations in the workspace, one file of each. */
  workspaceFiles(): Promise<readonly string[]>;
  /** Settles when the findings can be relied on. */
  ready(): Promise<void>;
}

/** A request that can be canceled while it waits for a change. */
export interface WaitingToken extends CancellationToken {
  onCancellationRequested(listener: () => void): unknown;
}

export class WorkspaceDiagnostics {
  scope: Scope = 'openConfigurations';
  /** By one file of the configuration. Only those whose files have not changed since. */
  private readonly known = new Map<string, ConfigurationDiagnostics | undefined>();
  /** The findings that the client has in each file, and the result ID that identifies them. */
  private readonly sent = new Map<string, { readonly id: string; readonly findings: string }>();
  private ids = 0;
  /** The number of changes, and that number when the last complete answer began. */
  private changes = 1;
  private answered = 0;
  private changed: () => void = () => undefined;

  constructor(private readonly subject: Subject) {}

  /** A file or document was opened, closed, changed, created, or deleted. */
  fileChanged(uri: string): void {
    for (const [file, found] of this.known) {
      if (file === uri || found === undefined || found.files.has(uri)) this.known.delete(file);
    }
    this.note();
  }

  /** The settings, the release, or any file may have changed. */
  everythingChanged(): void {
    this.known.clear();
    this.note();
  }

  /** The findings of each configuration in scope, by file. A file can occur in several of them. */
  async *findings(token: CancellationToken): AsyncGenerator<ReadonlyMap<string, readonly Diagnostic[]>> {
    await this.subject.ready();
    for (const file of await this.files()) {
      if (token.isCancellationRequested) return;
      const found = await this.configuration(file, token);
      if (found !== undefined) yield found.diagnostics;
    }
  }

  /**
   * The client has asked for the findings in a file that is not open. VS Code does so when it closes a document, and
   * keeps the answer until the next report on that file.
   */
  closedFileAnswered(uri: string): void {
    this.sent.set(uri, { id: String(++this.ids), findings: '' });
    this.note();
  }

  /**
   * Answers `workspace/diagnostic`. The client asks again after each answer, so after the first one the answer waits
   * until something has changed.
   * @param report sends a part of the answer early; absent if the client does not want that
   */
  async answer(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: WaitingToken,
    report: ((part: WorkspaceDiagnosticReport) => void) | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    await this.untilChanged(token);
    const { changes } = this;
    const current = new Set<string>();
    const whole: WorkspaceDocumentDiagnosticReport[] = [];
    for await (const byFile of this.findings(token)) {
      const items: WorkspaceDocumentDiagnosticReport[] = [];
      for (const [uri, found] of byFile) {
        if (found.length === 0 || current.has(uri)) continue;
        current.add(uri);
        items.push(this.reportOf(uri, found, previous.get(uri)));
      }
      if (report === undefined) whole.push(...items);
      else if (items.length > 0) report({ items });
    }
    if (!token.isCancellationRequested) {
      for (const uri of new Set([...this.sent.keys(), ...previous.keys()])) {
        if (current.has(uri)) continue;
        this.sent.delete(uri);
        whole.push({ uri, version: null, kind: 'full', items: [] });
      }
      this.answered = changes;
    }
    return { items: whole };
  }

  private reportOf(
    uri: string,
    found: readonly Diagnostic[],
    previous: string | undefined,
  ): WorkspaceDocumentDiagnosticReport {
    const findings = JSON.stringify(found);
    const known = this.sent.get(uri);
    const id = known?.findings === findings ? known.id : String(++this.ids);
    this.sent.set(uri, { id, findings });
    return previous === id
      ? { uri, version: null, kind: 'unchanged', resultId: id }
      : { uri, version: null, kind: 'full', resultId: id, items: [...found] };
  }

  /** One file of each configuration in scope. */
  private async files(): Promise<ReadonlySet<string>> {
    const { open } = this.subject;
    const others = this.scope === 'workspace' ? await this.subject.workspaceFiles() : [];
    const files = new Set([...open, ...others]);
    for (const file of this.known.keys()) if (!files.has(file)) this.known.delete(file);
    return files;
  }

  private async configuration(
    file: string,
    token: CancellationToken,
  ): Promise<ConfigurationDiagnostics | undefined> {
    if (this.known.has(file)) return this.known.get(file);
    const { changes } = this;
    const found = await this.subject.service.configurationDiagnostics(file, token);
    if (changes === this.changes) this.known.set(file, found);
    return found;
  }

  private note(): void {
    this.changes++;
    this.changed();
  }

  /** Settles when there is something new to answer and changes have paused, or when the request is canceled. */
  private async untilChanged(token: WaitingToken): Promise<void> {
    const cancelled = new Promise<void>((resolve) => token.onCancellationRequested(resolve));
    const isFirst = this.answered === 0;
    while (this.changes === this.answered && !token.isCancellationRequested) {
      await Promise.race([cancelled, new Promise<void>((resolve) => (this.changed = resolve))]);
    }
    let seen = isFirst ? this.changes : 0;
    while (seen !== this.changes && !token.isCancellationRequested) {
      seen = this.changes;
      await Promise.race([cancelled, new Promise((resolve) => setTimeout(resolve, quietTime))]);
    }
  }
}
