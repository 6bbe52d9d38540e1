// A command as one line for the user's terminal. The extension itself never runs a program through a shell.

/**
 * The arguments, quoted for a POSIX shell (sh, bash, zsh, ksh, fish). Undefined if they cannot be quoted, because an
 * argument ends with a line break or contains a NUL.
 *
 * A terminal treats control characters as keys, and a line break would run the text before it. So an argument with
 * control characters is written as the output of printf(1).
 */
export function commandLine(args: readonly string[]): string | undefined {
  if (args.some((arg) => arg.endsWith('\n') || arg.includes('\0'))) return undefined;
  return args.map(quote).join(' ');
}

/** True if the shell with this path understands the result of `commandLine`. */
export function isPosixShell(shell: string): boolean {
  return /(?:^|\/)(?:ba|da|a|k|mk|z|fi)?sh$/.test(shell);
}

function quote(arg: string): string {
  if (/^[\w@%+=:,./-]+$/.test(arg)) return arg;
  if (!/\p{Cc}/u.test(arg)) return `'${arg.replaceAll("'", "'\\''")}'`;
  const bytes = [...Buffer.from(arg)].map((byte) => {
    const character = String.fromCharCode(byte);
    // printf would treat a dash at the start as an option.
    return /[A-Za-z_/.:]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"$(printf '${bytes.join('')}')"`;
}
