// A sudo that runs the command, or refuses to without a password.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeSudo {
  /** The directory of the program, for PATH. */
  readonly directory: string;
  remove(): void;
}

/** @param name `pkexec` has no options */
export function fakeSudo(how: 'allows' | 'asks' | 'forbids' = 'allows', name = 'sudo'): FakeSudo {
  const directory = mkdtempSync(join(tmpdir(), 'fake-sudo-'));
  const script = {
    allows: 'while [ "${1#-}" != "$1" ]; do shift; done; exec "$@"',
    asks: 'echo "sudo: a password is required" >&2; exit 1',
    forbids: 'echo "Error executing command as another user: Not authorized" >&2; exit 127',
  }[how];
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}
