// The setting `postfix.commandPrefix`: the words before each command, such as `docker exec mail` or `ssh mail`.

import { basename } from 'node:path';

export type Prefixed =
  | { readonly words: readonly string[] }
  /** The words cannot be passed on as they are. */
  | { readonly reason: string };

/** Adds the prefix to the words of a command. */
export function withPrefix(prefix: readonly string[], words: readonly string[]): Prefixed {
  if (!isSsh(prefix)) return { words: [...prefix, ...words] };
  const unsafe = words.find((word) => /\p{Cc}/u.test(word));
  if (unsafe !== undefined) {
    return { reason: `ssh cannot pass on ${JSON.stringify(unsafe)}, which contains a control character.` };
  }
  return { words: [...prefix, ...words.map(forShell)] };
}

/** The prefix for a command that may ask for a password. */
export function interactive(prefix: readonly string[]): readonly string[] {
  const [program, ...rest] = prefix;
  if (program === undefined) return prefix;
  if (isSsh(prefix)) return [program, '-t', ...rest];
  const container = prefix.findIndex((word) => containerPrograms.has(basename(word)));
  const exec = container < 0 ? -1 : prefix.indexOf('exec', container);
  return exec < 0 ? prefix : [...prefix.slice(0, exec + 1), '-it', ...prefix.slice(exec + 1)];
}

/** Programs whose `exec` has the options -i and -t. Others, such as incus(1), detect a terminal themselves. */
const containerPrograms: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl', 'kubectl', 'oc']);

/** ssh(1) joins the words with spaces, and a shell on the other host splits them again. */
function isSsh([program = '']: readonly string[]): boolean {
  return basename(program) === 'ssh';
}

/** A word for any shell: sh, csh, fish, and others agree on a backslash before a special character. */
function forShell(word: string): string {
  return word === '' ? "''" : word.replace(/[^\p{L}\p{N}\p{M}_@%+=:,./-]/gu, '\\$&');
}
