// The language server as the rest of the extension sees it: started without waiting, started again when it
// ends by itself, left alone when it does so again and again.

import * as vscode from 'vscode';
import type { LanguageClient, WorkspaceEdit } from 'vscode-languageclient/node';
import type { TargetVersionParams } from '../../server/src/lsp/protocol.ts';
import { Crashes } from './crashes.ts';

export type ServerState = 'stopped' | 'starting' | 'running' | 'failed';

/** A question that has no answer by then gets none, in milliseconds. */
const ANSWER_LIMIT = 5000;

export class LanguageServer implements vscode.Disposable {
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly filesChanged = new vscode.EventEmitter<void>();
  private readonly targetChanged = new vscode.EventEmitter<TargetVersionParams>();
  private readonly crashes = new Crashes();
  private client: LanguageClient | undefined;
  /** Counts the starts and stops: what belongs to an earlier one is no longer listened to. */
  private run = 0;
  private again: NodeJS.Timeout | undefined;
  private current: ServerState = 'stopped';

  readonly onDidChangeState = this.stateChanged.event;
  /** A file that the server watches was changed outside an editor. */
  readonly onDidChangeFiles = this.filesChanged.event;
  /** The release by which the server judges. */
  readonly onDidChangeTarget = this.targetChanged.event;

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
      // Loading the client library takes longer than all the rest: first let the activation be over.
      await new Promise((resolve) => setImmediate(resolve));
      const { createClient } = await import('./client.ts');
      if (run !== this.run) return;
      const filesChanged = () => this.filesChanged.fire();
      const targetVersion = (target: TargetVersionParams) => this.targetChanged.fire(target);
      const client = createClient(this.module, this.languages, this.log, {
        ended,
        filesChanged,
        targetVersion,
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
    // It rejects when there is nothing to stop, or the server does not end in time and is killed.
    await client?.stop().catch((error) => this.log.debug(String(error)));
  }

  async restart(): Promise<void> {
    this.crashes.forget();
    await this.stop();
    await this.start();
  }

  /**
   * Asks the server. Undefined when it fails, takes too long, or is not there; one that is being started is
   * waited for.
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

  /** An edit as VS Code has it. Undefined when the server, which knows how to read it, is not there. */
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
  }

  private ended(): void {
    this.run++;
    this.client = undefined;
    const wait = this.crashes.note(Date.now());
    if (wait === undefined) {
      this.enter('failed');
      return;
    }
    this.log.warn(`The language server has ended; it is started again in ${wait} ms.`);
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
