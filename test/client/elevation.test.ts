// How a command runs as root: directly, with sudo, in a terminal, or with pkexec.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Elevation } from '../../client/src/postfix/elevation.ts';
import { interactive } from '../../client/src/postfix/prefix.ts';
import { run } from '../../client/src/postfix/run.ts';
import { findPostfix } from '../postfix/support/programs';
import { type DeskOptions, desk } from './desk.ts';
import { type FakeSudo, fakeSudo } from './sudo.ts';

const fakes: FakeSudo[] = [];
afterEach(() => {
  for (const { remove } of fakes.splice(0)) remove();
});
function fake(...args: Parameters<typeof fakeSudo>): string {
  const sudo = fakeSudo(...args);
  fakes.push(sudo);
  return sudo.directory;
}

const once = 'Run';
const always = 'Run, and Do Not Ask Again in This Session';

/** Runs echo(1) as root. */
async function echo(options: DeskOptions, word = 'done') {
  const at = desk({ isSuperuser: false, path: '/nowhere', ...options });
  const result = await at.runAsRoot('/bin/echo', [word], { why: 'Only root can do that.' });
  return { at, result, seen: at.seen };
}

describe('a command that needs root', () => {
  test('runs directly if the user is root', async () => {
    const { result, seen } = await echo({ isSuperuser: true });
    expect(result).toMatchObject({ end: 'exited', exitCode: 0, stdout: 'done\n' });
    expect(seen).toEqual([]);
  });

  test.each<Elevation>(['ask', 'sudo'])('runs with sudo without a password: %s', async (elevation) => {
    const path = fake();
    const { result, seen, at } = await echo({ elevation, path, presses: [once] });
    expect(seen).toEqual([`asked: ${path}/sudo -- /bin/echo done [${once}] [${always}]`]);
    expect(at.ran).toEqual([['sudo', '-n', '--', '/bin/echo', 'done']]);
    expect(result).toMatchObject({ end: 'exited', exitCode: 0, stdout: 'done\n' });
  });

  test('runs in a terminal if sudo needs a password', async () => {
    const path = fake('asks');
    const { result, seen } = await echo({ path, presses: [once], inTerminal: { exitCode: 3 } });
    expect(seen.at(-1)).toBe(`in a terminal: ${path}/sudo -- /bin/echo done`);
    expect(result).toMatchObject({ end: 'exited', exitCode: 3, inTerminal: true });
  });

  test('does not open a terminal after it was canceled', async () => {
    const path = fake('asks');
    const controller = new AbortController();
    const at = desk({
      isSuperuser: false,
      path,
      presses: [once],
      run: async (...command) => {
        const result = await run(...command);
        controller.abort();
        return result;
      },
    });
    const result = await at.runAsRoot('/bin/echo', ['x'], { why: '', signal: controller.signal });
    expect(result.end).toBe('canceled');
    expect(at.seen).toHaveLength(1);
  });

  test('does not try sudo without a terminal if the setting says terminal', async () => {
    const path = fake();
    const { at, seen } = await echo({ elevation: 'terminal', path, presses: [once] });
    expect(at.ran).toEqual([]);
    expect(seen.at(-1)).toBe(`in a terminal: ${path}/sudo -- /bin/echo done`);
  });

  test('that fails itself is not run again in a terminal', async () => {
    const path = fake();
    const at = desk({ isSuperuser: false, path, presses: [once] });
    const result = await at.runAsRoot('/bin/sh', ['-c', 'echo "postfix: fatal: no" >&2; exit 1'], {
      why: '',
    });
    expect(result).toMatchObject({ exitCode: 1, stderr: 'postfix: fatal: no\n' });
    expect(at.seen).toHaveLength(1);
  });

  test.each<Elevation>(['ask', 'pkexec'])('runs with pkexec: %s', async (elevation) => {
    const path = fake('allows', 'pkexec');
    const { result, seen } = await echo({ elevation, path, presses: [once] });
    expect(seen).toEqual([`asked: ${path}/pkexec /bin/echo done [${once}] [${always}]`]);
    expect(result).toMatchObject({ stdout: 'done\n' });
    const refused = fake('forbids', 'pkexec');
    expect((await echo({ elevation, path: refused, presses: [once] })).result).toMatchObject({
      end: 'declined',
      reason: expect.stringContaining('Not authorized'),
    });
  });

  test('does not run if the user does not allow it, if a setting forbids it, or without sudo', async () => {
    const refused = await echo({ path: fake() });
    expect(refused.result).toEqual({ end: 'declined', stdout: '', stderr: '' });
    expect(refused.at.ran).toEqual([]);
    const never = await echo({ elevation: 'never', path: fake() });
    expect(never.result.reason).toBe('Run this command as root: /bin/echo done');
    expect(never.at.ran).toEqual([]);
    expect((await echo({ elevation: 'sudo' })).result.reason).toBe(
      'sudo was not found. Run this command as root: /bin/echo done',
    );
  });

  test('asks once in a session for the same command, if the user says so', async () => {
    const path = fake();
    const at = desk({ isSuperuser: false, path, presses: [always, once] });
    for (const word of ['a', 'a', 'b']) await at.runAsRoot('/bin/echo', [word], { why: '' });
    expect(at.seen.map((line) => line.slice(0, line.indexOf(' [')))).toEqual([
      `asked: ${path}/sudo -- /bin/echo a`,
      `asked: ${path}/sudo -- /bin/echo b`,
    ]);
  });

  test('does not run in a workspace that is not trusted', async () => {
    const { at, result } = await echo({ trusted: false, isSuperuser: true });
    expect(result).toMatchObject({ end: 'not-started', reason: 'This workspace is not trusted.' });
    expect(at.ran).toEqual([]);
  });
});

describe('a command prefix', () => {
  test('finds the programs in the container, and runs them there', async () => {
    const folder = fake('allows', 'docker');
    // Like docker: the first two words select the container.
    writeFileSync(join(folder, 'docker'), '#!/bin/sh\nshift 2; exec "$@"\n', { mode: 0o755 });
    const at = desk({ commandPrefix: ['docker', 'exec', 'mail'], path: folder });
    const postconf = findPostfix()?.programs.postconf;
    if (postconf !== undefined) {
      expect(await at.findProgram('postconf')).toEqual({ found: true, path: postconf });
      expect(at.ran[0]?.slice(0, 3)).toEqual(['docker', 'exec', 'mail']);
    }
    expect(await at.isSuperuser()).toBe(process.getuid?.() === 0);
    expect(at.isLocal()).toBe(false);
  });

  test('that does not work is named', async () => {
    const folder = fake('allows', 'docker');
    writeFileSync(join(folder, 'docker'), '#!/bin/sh\necho "No such container: mail" >&2; exit 1\n', {
      mode: 0o755,
    });
    const at = desk({ commandPrefix: ['docker', 'exec', 'mail'], path: folder });
    expect(await at.findProgram('postmap')).toMatchObject({
      found: false,
      reason: 'No such container: mail',
    });
    const missing = desk({ commandPrefix: ['nosuch'], path: folder });
    expect(await missing.run('/usr/sbin/postconf', [])).toMatchObject({
      end: 'not-started',
      reason: 'nosuch was not found on this host.',
    });
  });

  test('whose host has no sudo is named', async () => {
    const folder = fake('allows', 'docker');
    const said = {
      docker:
        'OCI runtime exec failed: exec failed: unable to start container process: exec: "sudo": executable file not found in $PATH: unknown',
      shell: 'bash: line 1: sudo: command not found',
      zsh: 'zsh:1: command not found: sudo',
      nsenter: 'nsenter: failed to execute sudo: No such file or directory',
    };
    for (const text of Object.values(said)) {
      const script = `#!/bin/sh\n[ "$3" = id ] && { echo 1000; exit; }\ncat >&2 <<'END'\n${text}\nEND\nexit 127\n`;
      writeFileSync(join(folder, 'docker'), script, { mode: 0o755 });
      const at = desk({ commandPrefix: ['docker', 'exec', 'mail'], path: folder, presses: [once] });
      expect(await at.runAsRoot('/bin/echo', ['x'], { why: '' })).toMatchObject({
        end: 'declined',
        reason:
          'sudo was not found where the command prefix leads. Run this command as root: docker exec mail /bin/echo x',
      });
    }
  });

  test('whose sudo speaks another language is asked for English messages', async () => {
    const folder = fake('allows', 'docker');
    const script = `#!/bin/sh
shift 2
[ "$1" = id ] && { echo 1000; exit; }
# The container has the language of its image.
exec env LC_ALL=de_DE.UTF-8 "$@"
`;
    writeFileSync(join(folder, 'docker'), script, { mode: 0o755 });
    const sudo = `#!/bin/sh
case $LC_ALL in
  C) echo "Sorry, user kim is not allowed to execute '/bin/echo x' as root on mail." ;;
  *) echo "Leider darf der Benutzer kim »/bin/echo x« als root auf mail nicht ausführen." ;;
esac >&2
exit 1
`;
    writeFileSync(join(folder, 'sudo'), sudo, { mode: 0o755 });
    const before = process.env.PATH;
    process.env.PATH = `${folder}:${before}`;
    try {
      const at = desk({ commandPrefix: ['docker', 'exec', 'mail'], path: folder, presses: [once] });
      expect(await at.runAsRoot('/bin/echo', ['x'], { why: '' })).toMatchObject({
        end: 'declined',
        reason: expect.stringMatching(/^sudo refused: Sorry, user kim is not allowed/),
      });
    } finally {
      process.env.PATH = before;
    }
  });

  test('whose sudo does not find the command is not said to have no sudo', async () => {
    const folder = fake('allows', 'docker');
    const script =
      '#!/bin/sh\n[ "$3" = id ] && { echo 1000; exit; }\necho "sudo: /bin/echo: command not found" >&2\nexit 1\n';
    writeFileSync(join(folder, 'docker'), script, { mode: 0o755 });
    const at = desk({ commandPrefix: ['docker', 'exec', 'mail'], path: folder, presses: [once] });
    expect((await at.runAsRoot('/bin/echo', ['x'], { why: '' })).end).not.toBe('declined');
    expect(at.seen.at(-1)).toMatch(/^in a terminal: .*docker exec -it mail sudo -- \/bin\/echo x$/);
  });

  test('is asked for a password in a terminal, where it can answer', () => {
    expect(interactive(['ssh', 'mail'])).toEqual(['ssh', '-t', 'mail']);
    expect(interactive(['docker', 'exec', 'mail'])).toEqual(['docker', 'exec', '-it', 'mail']);
    expect(interactive(['sudo', 'podman', 'exec', 'mail'])).toEqual([
      'sudo',
      'podman',
      'exec',
      '-it',
      'mail',
    ]);
    expect(interactive(['incus', 'exec', 'mail', '--'])).toEqual(['incus', 'exec', 'mail', '--']);
    expect(interactive([])).toEqual([]);
    expect(interactive(['chroot', '/srv'])).toEqual(['chroot', '/srv']);
  });
});
