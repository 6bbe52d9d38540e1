// A terminal in which a program can ask for a password: script(1) provides a real one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandLine } from '../../client/src/postfix/command-line.ts';

/** What to type after the program has printed a text. */
export interface Reply {
  readonly after: RegExp;
  readonly text: string;
}

export interface TerminalResult {
  readonly exitCode: number;
  readonly output: string;
}

/** @param launcher runs the terminal, for example as another user */
export async function inTerminal(
  launcher: string,
  words: readonly string[],
  replies: readonly Reply[],
): Promise<TerminalResult> {
  const child = spawn(launcher, ['script', '-qec', commandLine(words) ?? '', '/dev/null'], { cwd: '/' });
  const left = [...replies];
  let output = '';
  let unread = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    unread += chunk;
    const [next] = left;
    if (next === undefined || !next.after.test(unread)) return;
    left.shift();
    unread = '';
    child.stdin.write(`${next.text}\n`);
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode, output };
}
