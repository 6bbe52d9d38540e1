// The extension's requests about the way of a mail.

import type { Connection } from 'vscode-languageserver';
import type { PostfixService } from '../service.ts';
import type { Answers } from './answers.ts';
import {
  type CheckTraceAnswerParams,
  type CheckTraceAnswerResult,
  checkTraceAnswerRequest,
  type TraceMailParams,
  type TraceMailResult,
  type TraceSuggestionsParams,
  type TraceSuggestionsResult,
  traceMailRequest,
  traceSuggestionsRequest,
} from './protocol.ts';

const nothing = (): null => null;

export function listenToTraces(
  connection: Connection,
  answers: Answers,
  service: () => PostfixService,
): void {
  connection.onRequest<TraceMailResult, void>(
    traceMailRequest,
    answers.handler<TraceMailParams, TraceMailResult>(
      'trace',
      nothing,
      async ({ uri, mail }, token) => (await service().traceMail(uri, mail, token)) ?? null,
    ),
  );
  connection.onRequest<TraceSuggestionsResult, void>(
    traceSuggestionsRequest,
    answers.handler<TraceSuggestionsParams, TraceSuggestionsResult>(
      'mails to trace',
      nothing,
      async ({ uri }, token) => (await service().traceSuggestions(uri, token)) ?? null,
    ),
  );
  connection.onRequest<CheckTraceAnswerResult, void>(
    checkTraceAnswerRequest,
    answers.handler<CheckTraceAnswerParams, CheckTraceAnswerResult>(
      'part of a mail',
      nothing,
      async ({ part, answer }) => service().traceAnswerProblem(part, answer) ?? null,
    ),
  );
}
