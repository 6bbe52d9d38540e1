// The extension's requests about lookup tables.

import { fileURLToPath } from 'node:url';
import type { Connection } from 'vscode-languageserver';
import type { PostfixService } from '../service.ts';
import type { Answers } from './answers.ts';
import {
  type LookUpParams,
  type LookUpResult,
  lookUpRequest,
  type TablesParams,
  type TablesResult,
  tablesRequest,
} from './protocol.ts';

const nothing = (): null => null;

export function listenToTables(
  connection: Connection,
  answers: Answers,
  service: () => PostfixService,
): void {
  connection.onRequest<TablesResult, void>(
    tablesRequest,
    answers.handler<TablesParams, TablesResult>('tables', nothing, async ({ uri }, token) => {
      const tables = await service().indexedTables(uri, token);
      if (tables === undefined) return null;
      return tables
        .filter((table) => table.uri.startsWith('file:'))
        .map(({ uri: source, ...table }) => ({ path: fileURLToPath(source), ...table }));
    }),
  );
  connection.onRequest<LookUpResult, void>(
    lookUpRequest,
    answers.handler<LookUpParams, LookUpResult>(
      'lookup',
      nothing,
      async ({ uri, key }, token) => (await service().lookUp(uri, key, token)) ?? null,
    ),
  );
}
