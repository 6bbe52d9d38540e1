// Wraps every request handler. The answer is the feature's result, a fallback if the feature fails, or a protocol error
// if the result comes too late.

import { type DiagnosticServerCancellationData, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { CancellationToken } from '../host.ts';

/** A handler in the form that a connection expects. */
export type Handler<Params, Result, Data> = (
  params: Params,
  token: CancellationToken,
) => Promise<Result | ResponseError<Data>>;

export class Answers {
  /** How often each open document has changed. */
  private readonly changes = new Map<string, number>();

  constructor(private readonly log: (message: string) => void) {}

  /** A document was opened or changed: results for its previous text are out of date. */
  documentChanged(uri: string): void {
    this.changes.set(uri, (this.changes.get(uri) ?? 0) + 1);
  }

  documentClosed(uri: string): void {
    this.changes.delete(uri);
  }

  /**
   * @param name for the log
   * @param fallback the answer if the feature fails
   * @param outdated the answer if the document changes before the result is complete
   */
  handler<Params, Result, Data = void>(
    name: string,
    fallback: (params: Params) => Result,
    answer: (params: Params, token: CancellationToken) => Promise<Result | ResponseError<Data>>,
    outdated: () => ResponseError<Data> = contentModified,
  ): Handler<Params, Result, Data> {
    return async (params, token) => {
      const uri = documentOf(params);
      const before = this.changes.get(uri);
      const result = await this.guard(
        name,
        () => fallback(params),
        () => answer(params, token),
        token,
      );
      if (token.isCancellationRequested) return cancelled();
      return this.changes.get(uri) === before ? result : outdated();
    };
  }

  /** Runs work. If it fails, logs the error, unless the work was canceled, and returns the fallback. */
  async guard<Result>(
    name: string,
    fallback: () => Result,
    run: () => Promise<Result>,
    token?: CancellationToken,
  ): Promise<Result> {
    try {
      return await run();
    } catch (error) {
      if (!token?.isCancellationRequested)
        this.log(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return fallback();
    }
  }
}

/** Tells the client to ask again. */
export function askAgain(): ResponseError<DiagnosticServerCancellationData> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'the document has changed', {
    retriggerRequest: true,
  });
}

function contentModified<Data>(): ResponseError<Data> {
  return new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed');
}

function cancelled<Data>(): ResponseError<Data> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'the request was canceled');
}

/** The document that a request is about; clients may send anything. */
function documentOf(params: unknown): string {
  const { textDocument } = (params ?? {}) as { readonly textDocument?: { readonly uri?: unknown } };
  return String(textDocument?.uri);
}
