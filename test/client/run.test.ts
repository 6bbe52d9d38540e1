// Programs run with an argument vector, within limits, and never through a shell.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run, stream } from '../../client/src/postfix/run.ts';
import { whenChanged } from '../support/waiting.ts';

const node = process.execPath;
const script = (code: string, ...args: string[]) => [node, ['-e', code, '--', ...args]] as const;

describe('run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-'));
  afterAll(() => rmSync(folder, { recursive: true }));

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
    const running = run(...script('setInterval(() => {}, 1000)'), { signal: controller.signal });
    controller.abort();
    expect((await running).end).toBe('canceled');
    expect((await run(...script('console.log(1)'), { signal: controller.signal })).stdout).toBe('');
  });

  test('lets a program finish that must not be killed', async () => {
    const code =
      'process.on("SIGTERM", () => setTimeout(() => { console.log("done"); process.exit(0) }, 2500)); setInterval(() => {}, 1000); require("node:fs").writeFileSync(process.argv[1], ""); console.log("ready")';
    const controller = new AbortController();
    const ready = join(folder, 'ready');
    const running = run(...script(code, ready), { signal: controller.signal, stubborn: 'wait' });
    await whenChanged(
      folder,
      async () => existsSync(ready) || undefined,
      async () => 'the program did not start',
    );
    controller.abort();
    expect(await running).toMatchObject({ end: 'canceled', exitCode: 0, stdout: 'ready\ndone\n' });
  });

  test('does not wait for a daemon that keeps the output open', async () => {
    const code =
      'const daemon = require("node:child_process").spawn("sleep", ["600"], { stdio: "inherit", detached: true }); daemon.unref(); console.log(daemon.pid); process.exit(0)';
    const { end, exitCode, stdout } = await run(...script(code));
    expect({ end, exitCode }).toEqual({ end: 'exited', exitCode: 0 });
    // The daemon is still running.
    process.kill(Number(stdout));
  });

  test('keeps at most one megabyte of output', async () => {
    const { stdout, exitCode } = await run(...script('process.stdout.write("x".repeat(3_000_000))'));
    expect(exitCode).toBe(0);
    expect(stdout.length).toBe(1 << 20);
  });

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

describe('stream', () => {
  test('passes on a large output without keeping it, and lets the program wait', async () => {
    const code = 'for (let i = 0; i < 200000; i++) console.log(`line ${i} é`)';
    let lines = 0;
    let working = 0;
    let last = '';
    const result = await stream(...script(code), async (text) => {
      expect(++working).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      lines += text.split('\n').length - 1;
      last = text;
      working--;
    });
    expect(result).toEqual({ end: 'exited', exitCode: 0, stdout: '', stderr: '' });
    expect([lines, last.endsWith('line 199999 é\n')]).toEqual([200000, true]);
  });

  test('waits for a slow reader after the program has ended', async () => {
    const code = 'process.stdout.write("x".repeat(50000)); process.stdout.write("y".repeat(10000))';
    let length = 0;
    await stream(...script(code), async (text) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      length += text.length;
    });
    expect(length).toBe(60000);
  });

  test('ends the program if its output cannot be used', async () => {
    const code = 'setInterval(() => console.log("tick"), 10)';
    const failing = stream(...script(code), () => {
      throw new Error('full');
    });
    await expect(failing).rejects.toThrow('full');
  });
});

describe('the end of a program', () => {
  test('by a signal from elsewhere is named', async () => {
    const result = await run(...script('process.kill(process.pid, "SIGKILL")'));
    expect(result).toEqual({ end: 'exited', killedBy: 'SIGKILL', stdout: '', stderr: '' });
  });

  test('does not depend on whether it reads its input', async () => {
    expect(
      (await run(...script('process.stdin.pipe(process.stdout)'), { input: 'AB12\nCD34\n' })).stdout,
    ).toBe('AB12\nCD34\n');
    const { exitCode } = await run(...script('process.exit(0)'), { input: 'x'.repeat(1_000_000) });
    expect(exitCode).toBe(0);
  });
});
