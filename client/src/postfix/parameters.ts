// Asks postconf(1).

import type { Run, RunOptions } from './run.ts';

/**
 * Parameters as postconf shows them, each with its references expanded; those that it does not know are
 * missing, and all are when it cannot read main.cf.
 * @param source a configuration directory, or `defaults` for what is built in (no main.cf is read)
 */
export async function readParameters(
  postconf: string,
  source: string | 'defaults',
  names: readonly string[],
  run: Run,
  options?: RunOptions,
): Promise<ReadonlyMap<string, string>> {
  const from = source === 'defaults' ? ['-d'] : ['-c', source];
  const { exitCode, stdout } = await run(postconf, [...from, '-x', ...names], options);
  if (exitCode !== 0) return new Map();
  return new Map(
    [...stdout.matchAll(/^(\S+) = ?(.*)$/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
  );
}

/** `mail_version`, such as `3.7.11`; undefined when postconf does not say it. */
export async function installedVersion(postconf: string, run: Run): Promise<string | undefined> {
  return (await readParameters(postconf, 'defaults', ['mail_version'], run)).get('mail_version');
}

/**
 * The table types that this Postfix supports: `postconf -m`. It wants to read a main.cf first: its own, or
 * the one in `directory` where there is none. Empty when it reads neither.
 */
export async function tableTypes(
  postconf: string,
  directory: string | undefined,
  run: Run,
): Promise<readonly string[]> {
  for (const source of directory === undefined ? [[]] : [[], ['-c', directory]]) {
    const { exitCode, stdout } = await run(postconf, [...source, '-m']);
    if (exitCode === 0) return stdout.split('\n').filter(Boolean);
  }
  return [];
}
