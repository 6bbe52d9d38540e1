// Files for the service: from the local disk, or, where a file is on none, from the client.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'vscode-languageserver';
import { type ReadFileParams, type ReadFileResult, readFileRequest } from './protocol.ts';

export type ReadFile = (uri: string) => Promise<string | undefined>;

/** Undefined for a file that is not there, cannot be read, or is no file. */
export function localFile(uri: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let path: string;
    try {
      path = fileURLToPath(uri);
    } catch {
      resolve(undefined);
      return;
    }
    readFile(path, 'utf8').then(resolve, () => resolve(undefined));
  });
}

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
