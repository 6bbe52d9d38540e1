// The Postfix of this machine, for editors whose client does not tell which one it is.

import { execFile } from 'node:child_process';

/** Where systems put postconf(1): never a place that a workspace could name. */
const folders = ['/usr/sbin', '/usr/local/sbin', '/usr/pkg/sbin', '/opt/homebrew/sbin', '/sbin'];
/** It answers in milliseconds, or something is wrong with it. */
const limit = 5000;

/** `mail_version` of the first postconf that answers: `3.7.11`; undefined where there is none. */
export async function installedVersion(): Promise<string | undefined> {
  for (const folder of folders) {
    const version = await ask(`${folder}/postconf`);
    if (version !== undefined) return version;
  }
  return undefined;
}

function ask(postconf: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // -d reads no main.cf.
    execFile(postconf, ['-d', '-h', 'mail_version'], { timeout: limit }, (error, stdout) => {
      const version = stdout.trim();
      resolve(error === null && /^\d+\.\d+/.test(version) ? version : undefined);
    });
  });
}
