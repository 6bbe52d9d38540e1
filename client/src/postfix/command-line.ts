// A command as one line for a person's terminal: what our own programs never go through.

/**
 * The arguments quoted for a POSIX shell (sh, bash, zsh, ksh, fish); or undefined where no quoting can carry
 * them: a line break at the end of an argument.
 *
 * A terminal takes control characters for keys, and a line break would run what stands before it, so an
 * argument with any of them is spelt as the output of printf(1).
 */
export function commandLine(args: readonly string[]): string | undefined {
  if (args.some((arg) => arg.endsWith('\n') || arg.includes('\0'))) return undefined;
  return args.map(quote).join(' ');
}

/** True when `commandLine` is right for the shell with this path. */
export function isPosixShell(shell: string): boolean {
  return /(?:^|\/)(?:ba|da|a|k|mk|z|fi)?sh$/.test(shell);
}

function quote(arg: string): string {
  if (/^[\w@%+=:,./-]+$/.test(arg)) return arg;
  if (!/\p{Cc}/u.test(arg)) return `'${arg.replaceAll("'", "'\\''")}'`;
  const bytes = [...Buffer.from(arg)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z_/.:-]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"$(printf '${bytes.join('')}')"`;
}
