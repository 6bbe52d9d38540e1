// From version 22.1, Node can keep compiled code on disk, so that the next start does not compile it again.

import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Benefits only modules that are loaded later. The cache is in the user's own folder, because Node's default is in the
 * folder for temporary files, where another user could create it first and put code into it. Does nothing if the user
 * has no folder.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder: string) => unknown };
  const folder = cacheFolder();
  if (folder !== undefined && isAbsolute(folder))
    enableCompileCache?.(join(folder, 'postfix-language-server'));
}

/** The user's folder for files that programs can create again. */
function cacheFolder(): string | undefined {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA;
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '') return XDG_CACHE_HOME;
  try {
    return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  } catch {
    // The user has no entry in the password database, as in some containers.
    return undefined;
  }
}
