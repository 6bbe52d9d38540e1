// What the commands that trace mail need in addition to the context of every command.

import type {
  CheckTraceAnswerParams,
  CheckTraceAnswerResult,
  EhloParams,
  EhloResult,
  TableAnswer,
  TracedMail,
  TraceMailParams,
  TraceMailResult,
  TraceSuggestionsParams,
  TraceSuggestionsResult,
} from '../../../server/src/lsp/protocol.ts';
import type { ConfigurationContext } from './configuration.ts';
import type { Steps } from './context.ts';

export interface TraceContext extends ConfigurationContext {
  readonly steps: Steps;
  readonly traces: TraceServer;
  /** Opens a read-only page. @param text Markdown */
  showPage(title: string, text: string): Promise<void>;
  copy(text: string): Promise<void>;
  /**
   * Adds a line to a file, without saving it. A new file begins with the heading. False if the file cannot be changed.
   */
  append(file: string, line: string, heading: string): Promise<boolean>;
  /** Shows the result, and follows the files. */
  show(trace: ShownTrace): Promise<void>;
  /** Whether the user has agreed that postmap asks a table. */
  readonly agreed: { has(table: string): boolean; add(table: string): void };
}

/** A result, the file that determined the configuration, and what tables have answered. */
export interface ShownTrace {
  readonly uri: string;
  readonly traced: TracedMail;
  readonly answers: readonly TableAnswer[];
}

/** Requests to the language server. An answer is undefined if the server does not respond. */
export interface TraceServer {
  trace(params: TraceMailParams): Promise<TraceMailResult | undefined>;
  suggestions(params: TraceSuggestionsParams): Promise<TraceSuggestionsResult | undefined>;
  check(params: CheckTraceAnswerParams): Promise<CheckTraceAnswerResult | undefined>;
  ehlo(params: EhloParams): Promise<EhloResult | undefined>;
}
