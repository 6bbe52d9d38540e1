// Node can keep the code that it has compiled on disk, from 22.1 on: the next start then need not compile it again.

import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Only modules that are loaded after it profit. The folder is the user's own: Node's usual one lies in the folder for
 * temporary files, where another user may put code first. Does nothing where there is no such folder.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder: string) => unknown };
  const folder = cacheFolder();
  if (folder !== undefined && isAbsolute(folder))
    enableCompileCache?.(join(folder, 'postfix-language-server'));
}

/** Where programs keep what they can make again. */
function cacheFolder(): string | undefined {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA;
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '') return XDG_CACHE_HOME;
  try {
    return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  } catch {
    // A user without an entry in the password database, in a container.
    return undefined;
  }
}
