// The extension's request for the mail flow.

import type { Connection } from 'vscode-languageserver';
import type { PostfixService } from '../service.ts';
import type { Answers } from './answers.ts';
import { type MailFlowParams, type MailFlowResult, mailFlowRequest } from './protocol.ts';

export function listenToMailFlow(
  connection: Connection,
  answers: Answers,
  service: () => PostfixService,
): void {
  connection.onRequest<MailFlowResult, void>(
    mailFlowRequest,
    answers.handler<MailFlowParams, MailFlowResult>(
      'mail flow',
      () => null,
      async ({ uri }, token) => (await service().mailFlow(uri, token)) ?? null,
    ),
  );
}
