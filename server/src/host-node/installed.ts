// Finds the version of the installed Postfix, for editors whose client does not report it.

import { execFile } from 'node:child_process';

/** Where systems install postconf(1). A workspace must not be able to add to this list. */
const folders = ['/usr/sbin', '/usr/local/sbin', '/usr/pkg/sbin', '/opt/homebrew/sbin', '/sbin'];
/** It normally answers within milliseconds. The limit is for the case that something is wrong. */
const limit = 5000;

/** The `mail_version` of the first postconf that answers, such as `3.7.11`; undefined if none is installed. */
export async function installedVersion(): Promise<string | undefined> {
  for (const folder of folders) {
    const version = await ask(`${folder}/postconf`);
    if (version !== undefined) return version;
  }
  return undefined;
}

function ask(postconf: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // With -d, postconf does not read main.cf.
    execFile(postconf, ['-d', '-h', 'mail_version'], { timeout: limit }, (error, stdout) => {
      const version = stdout.trim();
      resolve(error === null && /^\d+\.\d+/.test(version) ? version : undefined);
    });
  });
}
