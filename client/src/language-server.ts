// The language server for the rest of the extension. It starts in the background and restarts if it ends unexpectedly,
// unless that happens too often.

import * as vscode from 'vscode';
import type { LanguageClient, WorkspaceEdit } from 'vscode-languageclient/node';
import type { TargetVersionParams } from '../../server/src/lsp/protocol.ts';
import { Crashes } from './crashes.ts';

export type ServerState = 'stopped' | 'starting' | 'running' | 'failed';

/** An internal command, not in the palette, that runs after a fix was applied. */
export const fixedCommand = '_postfix.fixed';

/** How long to wait for an answer from the server, in milliseconds. */
const ANSWER_LIMIT = 5000;

export class LanguageServer implements vscode.Disposable {
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly filesChanged = new vscode.EventEmitter<void>();
  private readonly targetChanged = new vscode.EventEmitter<TargetVersionParams>();
  private readonly findingShown = new vscode.EventEmitter<void>();
  private readonly crashes = new Crashes();
  private client: LanguageClient | undefined;
  /** The number of starts and stops. Events from an earlier run are ignored. */
  private run = 0;
  private again: NodeJS.Timeout | undefined;
  private current: ServerState = 'stopped';

  readonly onDidChangeState = this.stateChanged.event;
  /** A file that the server watches has changed outside an editor. */
  readonly onDidChangeFiles = this.filesChanged.event;
  /** The target release of the server has changed. */
  readonly onDidChangeTarget = this.targetChanged.event;
  /** The user points at a finding. */
  readonly onDidShowFinding = this.findingShown.event;

  /** @param module the bundled server */
  constructor(
    private readonly module: string,
    private readonly languages: readonly string[],
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): ServerState {
    return this.current;
  }

  /** Never rejects; see `state`. */
  async start(): Promise<void> {
    const run = ++this.run;
    clearTimeout(this.again);
    this.enter('starting');
    const ended = () => {
      if (run === this.run) this.ended();
    };
    try {
      // Loading the client library takes longer than everything else, so let the activation finish first.
      await new Promise((resolve) => setImmediate(resolve));
      const { createClient } = await import('./client.ts');
      if (run !== this.run) return;
      const filesChanged = () => this.filesChanged.fire();
      const targetVersion = (target: TargetVersionParams) => this.targetChanged.fire(target);
      const client = createClient(this.module, this.languages, this.log, {
        ended,
        filesChanged,
        targetVersion,
        findingShown: () => this.findingShown.fire(),
        fixedCommand,
      });
      this.client = client;
      await client.start();
      if (run === this.run) this.enter('running');
      else await client.stop();
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      ended();
    }
  }

  /** Never rejects. */
  async stop(): Promise<void> {
    this.run++;
    clearTimeout(this.again);
    const { client } = this;
    this.client = undefined;
    this.enter('stopped');
    // It rejects if there is nothing to stop, or if the server does not end in time and is killed.
    await client?.stop().catch((error) => this.log.debug(String(error)));
  }

  async restart(): Promise<void> {
    this.crashes.forget();
    await this.stop();
    await this.start();
  }

  /**
   * Sends a request to the server, and waits for a server that is starting. Undefined if the request fails or takes too
   * long, or if the server is not running.
   */
  async ask<R>(method: string, params: object): Promise<R | undefined> {
    const source = new vscode.CancellationTokenSource();
    let limit: NodeJS.Timeout | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      limit = setTimeout(() => {
        source.cancel();
        resolve(undefined);
      }, ANSWER_LIMIT);
    });
    try {
      await Promise.race([this.started(), tooLate]);
      const { client } = this;
      if (this.current !== 'running' || client === undefined) return undefined;
      return await Promise.race([client.sendRequest<R>(method, params, source.token), tooLate]);
    } catch (error) {
      this.log.error(`${method}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    } finally {
      clearTimeout(limit);
      source.dispose();
    }
  }

  /** Converts an edit to one of VS Code. Undefined if there is no client. */
  async workspaceEdit(edit: WorkspaceEdit): Promise<vscode.WorkspaceEdit | undefined> {
    return this.client?.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  notify(method: string, params: object): void {
    if (this.current !== 'running') return;
    this.client
      ?.sendNotification(method, params)
      .catch((error) => this.log.error(`${method}: ${String(error)}`));
  }

  dispose(): void {
    void this.stop();
    this.stateChanged.dispose();
    this.filesChanged.dispose();
    this.targetChanged.dispose();
    this.findingShown.dispose();
  }

  private ended(): void {
    this.run++;
    this.client = undefined;
    const wait = this.crashes.note(Date.now());
    if (wait === undefined) {
      this.enter('failed');
      return;
    }
    this.log.warn(`The language server ended unexpectedly. It restarts in ${wait} ms.`);
    this.enter('starting');
    this.again = setTimeout(() => void this.start(), wait);
  }

  private enter(state: ServerState): void {
    if (this.current === state) return;
    this.current = state;
    this.stateChanged.fire(state);
  }

  private started(): Promise<void> {
    if (this.current !== 'starting') return Promise.resolve();
    return new Promise((resolve) => {
      const listener = this.onDidChangeState(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}
