// A user without permissions, and a real sudo(8) with rules of its own. Both exist only for the programs that a launcher
// starts: it hides files of this host with others, in a mount namespace that ends with the program.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OtherUser {
  readonly name: string;
  readonly userId: number;
  readonly password: string;
  /** A folder that every user may read. */
  readonly folder: string;
  /** Runs the command in its arguments as this user. */
  readonly launcher: string;
  /** Runs the command in its arguments as root, on the same host. */
  readonly asRoot: string;
  remove(): void;
}

export interface OtherUserOptions {
  /** Rules for sudo. `tester` is the name of the user. */
  readonly sudoers?: string;
  /** Shell commands that change the host before the command runs. `$1` is the folder. */
  readonly prepare?: string;
}

const name = 'tester';
const userId = 61234;

/** Why there can be no such user; undefined if there can be one. */
export function whyNoOtherUser(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can run programs as another user';
  const { status } = spawnSync('unshare', ['--mount', '--propagation', 'private', 'true']);
  return status === 0 ? undefined : 'this host does not allow mount namespaces (unshare --mount)';
}

export function otherUser({ sudoers = '', prepare = '' }: OtherUserOptions = {}): OtherUser {
  const folder = mkdtempSync(join(tmpdir(), 'other-user-'));
  chmodSync(folder, 0o755);
  const password = 'correct horse';
  const hash = execFileSync('openssl', ['passwd', '-6', password], { encoding: 'utf8' }).trim();
  const write = (file: string, text: string, mode = 0o644) =>
    writeFileSync(join(folder, file), text, { mode });
  const added = (file: string, line: string) =>
    `${readFileSync(`/etc/${file}`, 'utf8').trimEnd()}\n${line}\n`;
  write('passwd', added('passwd', `${name}:x:${userId}:${userId}::${folder}/home:/bin/bash`));
  write('group', added('group', `${name}:x:${userId}:`));
  write('shadow', added('shadow', `${name}:${hash}:20000:0:99999:7:::`), 0o640);
  write('sudoers', `Defaults secure_path="/usr/sbin:/usr/bin:/sbin:/bin"\n${sudoers}\n`, 0o440);
  write(
    'host',
    `#!/bin/sh
exec unshare --mount --propagation private /bin/sh -c '
set -e
mount -t tmpfs tmpfs /run
for file in passwd group shadow; do mount --bind "$1/$file" "/etc/$file"; done
if [ -e /etc/sudoers ]; then mount --bind "$1/sudoers" /etc/sudoers; fi
mkdir -p "$1/home"
chown ${userId}:${userId} "$1/home"
${prepare}
shift
exec "$@"' host ${folder} "$@"
`,
    0o755,
  );
  const asRoot = join(folder, 'host');
  write(
    'as-user',
    `#!/bin/sh
exec ${asRoot} setpriv --reuid=${userId} --regid=${userId} --init-groups \\
  env HOME=${folder}/home USER=${name} LOGNAME=${name} "$@"
`,
    0o755,
  );
  return {
    name,
    userId,
    password,
    folder,
    launcher: join(folder, 'as-user'),
    asRoot,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
