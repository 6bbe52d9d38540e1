// Programs run with an argument vector, within limits, and never through a shell.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { run } from '../../client/src/postfix/run.ts';

vi.setConfig({ testTimeout: 30_000 });

const node = process.execPath;
const script = (code: string, ...args: string[]) => [node, ['-e', code, '--', ...args]] as const;

describe('run', () => {
  test('returns the output and the exit status', async () => {
    const result = await run(...script('console.log("out"); console.error("err"); process.exitCode = 3'));
    expect(result).toEqual({ end: 'exited', exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  test('passes each argument unchanged', async () => {
    const args = ['a b', "'", '"', '$HOME', '`id`', ';', '*', '-c', 'new\nline', 'é', ''];
    const { stdout } = await run(...script('console.log(JSON.stringify(process.argv.slice(1)))', ...args));
    expect(JSON.parse(stdout)).toEqual(args);
  });

  test('provides no standard input, and no variables that select another Postfix configuration', async () => {
    process.env.MAIL_CONFIG = '/nowhere';
    const code =
      'process.stdin.on("data", () => {}).on("end", () => console.log("end", process.env.MAIL_CONFIG, process.cwd()))';
    const { stdout } = await run(...script(code));
    delete process.env.MAIL_CONFIG;
    expect(stdout).toBe('end undefined /\n');
  });

  test('ends a program that takes too long, together with the programs that it started', async () => {
    const code =
      'require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" }); setInterval(() => {}, 1000)';
    const result = await run(...script(code), { timeLimit: 300 });
    expect(result).toEqual({ end: 'timed-out', stdout: '', stderr: '' });
  });

  test('ends a program when it is canceled, and starts no program that is already canceled', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const running = run(...script('setInterval(() => {}, 1000)'), { signal: controller.signal });
    expect((await running).end).toBe('canceled');
    expect((await run(...script('console.log(1)'), { signal: controller.signal })).stdout).toBe('');
  });

  test('lets a program finish that must not be killed', async () => {
    const code =
      'process.on("SIGTERM", () => setTimeout(() => { console.log("done"); process.exit(0) }, 2500)); setInterval(() => {}, 1000); console.log("ready")';
    const result = await run(...script(code), { timeLimit: 500, stubborn: 'wait' });
    expect(result).toMatchObject({ end: 'timed-out', exitCode: 0, stdout: 'ready\ndone\n' });
  });

  test('does not wait for a daemon that keeps the output open', async () => {
    const code =
      'require("node:child_process").spawn("sleep", ["5"], { stdio: "inherit", detached: true }).unref(); console.log("started"); process.exit(0)';
    const begin = Date.now();
    expect(await run(...script(code))).toMatchObject({ end: 'exited', exitCode: 0, stdout: 'started\n' });
    expect(Date.now() - begin).toBeLessThan(3000);
  });

  test('keeps at most one megabyte of output', async () => {
    const { stdout, exitCode } = await run(...script('process.stdout.write("x".repeat(3_000_000))'));
    expect(exitCode).toBe(0);
    expect(stdout.length).toBe(1 << 20);
  });

  const folder = mkdtempSync(join(tmpdir(), 'run-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('returns the reason if a program cannot be started', async () => {
    expect(await run(join(folder, 'none'), [])).toMatchObject({
      end: 'not-started',
      reason: expect.stringContaining('ENOENT'),
    });
    expect(await run(folder, [])).toMatchObject({
      end: 'not-started',
      reason: expect.stringContaining('EACCES'),
    });
    expect(await run(node, ['nul\0'])).toMatchObject({ end: 'not-started' });
  });
});
