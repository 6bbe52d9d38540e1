// Reads the client file of a database as postconf does (postconf_dbms.c).

import { readFileSync, statSync } from 'node:fs';
import type { ClientFile } from '../instance/postconf-scan.ts';
import { systemMessage } from './system-error.ts';

/** The bytes of a file as Latin-1 text, or the problem in the words of postconf. */
export function readClientFile(path: string): ClientFile {
  const file = Buffer.from(path, 'latin1');
  try {
    if (!statSync(file).isFile()) return { problem: 'not a regular file' };
    return { text: readFileSync(file, 'latin1') };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // The file may contain a password, so postconf does not mind that it cannot read it.
    if (code === 'EACCES') return { problem: undefined };
    return { problem: strerror[code] ?? systemMessage(error) };
  }
}

/** The C library's messages. */
const strerror: Readonly<Record<string, string | undefined>> = {
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
};
