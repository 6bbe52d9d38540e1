// The extension's requests about the way of a mail.

import {
  type Connection,
  type ExecuteCommandParams,
  MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver';
import type { PostfixService } from '../service.ts';
import type { Answers } from './answers.ts';
import {
  type CheckTraceAnswerParams,
  type CheckTraceAnswerResult,
  checkTraceAnswerRequest,
  type EhloParams,
  type EhloResult,
  ehloRequest,
  type TraceMailParams,
  type TraceMailResult,
  type TraceRequest,
  type TraceSuggestionsParams,
  type TraceSuggestionsResult,
  traceMailRequest,
  traceSuggestionsRequest,
} from './protocol.ts';

/** For editors whose client has no command of this name. */
export const traceMailCommand = 'postfix.traceMail';

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
      async ({ uri, mail, answers: known }, token) =>
        (await service().traceMail(uri, mail, known, token)) ?? null,
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
  connection.onRequest<EhloResult, void>(
    ehloRequest,
    answers.handler<EhloParams, EhloResult>(
      'EHLO',
      nothing,
      async ({ uri, service: name }, token) => (await service().ehlo(uri, name, token)) ?? null,
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
  connection.onExecuteCommand(
    answers.handler<ExecuteCommandParams, string | null>(
      'command',
      nothing,
      async ({ command, arguments: given }, token) => {
        const [uri, mail]: unknown[] = given ?? [];
        if (command !== traceMailCommand || typeof uri !== 'string') return null;
        const traced = await service().traceMail(uri, mail as TraceRequest, [], token);
        if (traced === undefined) return null;
        // A notification, because the message has no buttons and some clients do not support the request.
        await connection.sendNotification(ShowMessageNotification.type, {
          type: MessageType.Info,
          message: `${traced.mail}: ${traced.summary}`,
        });
        return traced.text;
      },
    ),
  );
}
