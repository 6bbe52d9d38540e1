// Files for the service: from the local disk, or, where a file is on none, from the client.

import type { Connection } from 'vscode-languageserver';
import { localFile } from '../host/files.ts';
import { type ReadFileParams, type ReadFileResult, readFileRequest } from './protocol.ts';

export type ReadFile = (uri: string) => Promise<string | undefined>;

export function fileReader(connection: Connection, clientReads: () => boolean): ReadFile {
  return async (uri) => {
    if (uri.startsWith('file:')) return localFile(uri);
    if (!clientReads()) return undefined;
    const params: ReadFileParams = { uri };
    // A client that fails here has no such file for us; an error would be remembered as the file's text.
    const text = await connection.sendRequest<ReadFileResult>(readFileRequest, params).catch(() => null);
    return text ?? undefined;
  };
}
