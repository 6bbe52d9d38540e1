// Runs postconf(1).

import type { Run, RunOptions } from './run.ts';

/**
 * Parameters as postconf shows them, with all references expanded. Parameters that postconf does not know are missing.
 * The result is empty if postconf cannot read main.cf.
 * @param source a configuration directory, or `defaults` for the built-in defaults, without main.cf
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

/** `mail_version`, such as `3.7.11`; undefined if postconf does not print it. */
export async function installedVersion(postconf: string, run: Run): Promise<string | undefined> {
  return (await readParameters(postconf, 'defaults', ['mail_version'], run)).get('mail_version');
}

/**
 * The table types that this Postfix supports: `postconf -m`. postconf first reads a main.cf: its own, or the one in
 * `directory` if that fails. Empty if it cannot read either.
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
