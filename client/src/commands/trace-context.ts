// What the commands that trace mail need in addition to the context of every command.

import type {
  CheckTraceAnswerParams,
  CheckTraceAnswerResult,
  TracedMail,
  TraceMailParams,
  TraceMailResult,
  TraceSuggestionsParams,
  TraceSuggestionsResult,
} from '../../../server/src/lsp/protocol.ts';
import type { CommandContext, Steps } from './context.ts';

export interface TraceContext extends CommandContext {
  readonly steps: Steps;
  readonly traces: TraceServer;
  /** The URIs of the main.cf files of the workspace. */
  mainFiles(): Promise<readonly string[]>;
  /** The path of a URI in a readable form: `etc/postfix`. */
  nameOf(uri: string): string;
  /** Shows the result, and follows the files. */
  show(uri: string, traced: TracedMail): Promise<void>;
}

/** Requests to the language server. An answer is undefined if the server does not respond. */
export interface TraceServer {
  trace(params: TraceMailParams): Promise<TraceMailResult | undefined>;
  suggestions(params: TraceSuggestionsParams): Promise<TraceSuggestionsResult | undefined>;
  check(params: CheckTraceAnswerParams): Promise<CheckTraceAnswerResult | undefined>;
}
