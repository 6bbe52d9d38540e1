// What Postfix logs while something happens: in a file, or in the journal of systemd.

import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Programs } from './installation.ts';
import { isError, type Message, readMessages } from './messages.ts';
import { readParameters } from './parameters.ts';
import { searchProgram } from './programs.ts';
import type { RunOptions } from './run.ts';

/** Where syslog daemons usually write what Postfix logs. */
const usualFiles = ['/var/log/mail.log', '/var/log/maillog', '/var/log/mail/mail.log'];
/** The maximum that is read, in bytes, and in lines of the journal. */
const LIMIT = 1 << 20;
const LINES = 5000;
/** For the programs that read a log. */
const quick: RunOptions = { timeLimit: 10_000, outputLimit: LIMIT };

/** What was logged since a moment. */
export interface MailLog {
  /** The complete lines so far. */
  read(): Promise<readonly string[]>;
}

/** Undefined if there is no log that the user may read. */
export async function mailLog(
  programs: Programs,
  directory: string,
  path: string,
): Promise<MailLog | undefined> {
  const postconf = await programs.findProgram('postconf');
  const values = postconf.found
    ? await readParameters(postconf.path, directory, ['maillog_file'], programs.run)
    : new Map<string, string>();
  const own = values.get('maillog_file') ?? '';
  const file = programs.isLocal() ? localFile : remoteFile(programs);
  for (const name of own.startsWith('/') && !own.startsWith('/dev/') ? [own] : usualFiles) {
    const log = await endOf(file(name));
    if (log) return log;
  }
  return programs.isLocal() ? localJournal(programs, path) : remoteJournal(programs);
}

interface LogFile {
  /** Undefined if the file does not exist. */
  state(): Promise<FileState | undefined>;
  /** At most LIMIT bytes. Undefined if the user may not read the file. */
  textFrom(start: number): Promise<string | undefined>;
}

interface FileState {
  readonly inode: number;
  readonly size: number;
}

/** What is added to a log file from now on. */
async function endOf(file: LogFile): Promise<MailLog | undefined> {
  const before = await file.state();
  if (before === undefined || (await file.textFrom(before.size)) === undefined) return undefined;
  return {
    async read() {
      const now = await file.state();
      if (now === undefined) return [];
      // The file may just have been rotated.
      const start = now.inode === before.inode && now.size >= before.size ? before.size : 0;
      return completeLines((await file.textFrom(start)) ?? '');
    },
  };
}

function localFile(name: string): LogFile {
  const withFile = async <T>(use: (file: FileHandle) => Promise<T>): Promise<T | undefined> => {
    const file = await open(name).catch(() => undefined);
    try {
      return file && (await use(file));
    } finally {
      await file?.close();
    }
  };
  return {
    state: () => withFile((file) => file.stat().then(({ ino, size }) => ({ inode: ino, size }))),
    textFrom: (start) =>
      withFile(async (file) => {
        const { size } = await file.stat();
        const length = Math.max(0, Math.min(size - start, LIMIT));
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), { position: start });
        return buffer.toString('utf8', 0, bytesRead);
      }),
  };
}

type FileHandle = Awaited<ReturnType<typeof open>>;

/** A file where the command prefix leads. POSIX specifies the options of these programs, and the columns of ls. */
function remoteFile(programs: Programs): (name: string) => LogFile {
  return (name) => ({
    async state() {
      const { stdout } = await programs.run('ls', ['-lniL', name], quick);
      const [, inode, size] = /^ *(\d+) -\S+ +\d+ +\d+ +\d+ +(\d+) /.exec(stdout) ?? [];
      return size === undefined ? undefined : { inode: Number(inode), size: Number(size) };
    },
    async textFrom(start) {
      const enough = new AbortController();
      const { signal } = enough;
      let text = '';
      const { end, exitCode } = await programs.stream(
        'tail',
        ['-c', `+${start + 1}`, name],
        (chunk) => {
          text += chunk.slice(0, LIMIT - text.length);
          if (text.length === LIMIT) enough.abort();
        },
        { ...quick, signal },
      );
      return signal.aborted || (end === 'exited' && exitCode === 0) ? text : undefined;
    },
  });
}

async function localJournal(programs: Programs, path: string): Promise<MailLog | undefined> {
  const journalctl = await searchProgram('journalctl', path);
  return journalctl.found
    ? journal(programs, journalctl.path, String(Math.floor(Date.now() / 1000)))
    : undefined;
}

/** The clock of the other host decides what is new. */
async function remoteJournal(programs: Programs): Promise<MailLog | undefined> {
  const { stdout } = await programs.run('date', ['+%s'], quick);
  const now = stdout.trim();
  return /^\d+$/.test(now) ? journal(programs, 'journalctl', now) : undefined;
}

function journal(programs: Programs, journalctl: string, since: string): MailLog {
  const options = ['--quiet', '--no-pager', '--output=short-iso', `--lines=${LINES}`];
  return {
    async read() {
      const args = [...options, `--since=@${since}`, '--facility=mail'];
      const { exitCode, stdout } = await programs.run(journalctl, args, quick);
      return exitCode === 0 ? completeLines(stdout) : [];
    },
  };
}

function completeLines(text: string): readonly string[] {
  return text.split('\n').slice(0, -1);
}

/**
 * What a log says that needs attention: errors of any program, and warnings of programs that do not log mistakes of
 * other mail servers.
 */
export function troubles(lines: readonly string[], files: readonly string[]): readonly Message[] {
  const tagged = lines.flatMap(
    (line) => /^(?:\S+ +\d+ [\d:]+|\d{4}-\S+) \S+ (\S+\[\d+\]: .*)$/.exec(line)?.[1] ?? [],
  );
  return readMessages(tagged.join('\n'), files).filter((message) => isError(message) || isWarning(message));
}

/** A warning about a line of main.cf repeats what a finding at that line says. */
function isWarning({ severity, program, file }: Message): boolean {
  return severity === 'warning' && file === undefined && !fromOutside.has(program);
}

/** Programs whose warnings are mostly about clients and other servers. */
const fromOutside: ReadonlySet<string> = new Set([
  'smtpd',
  'smtp',
  'lmtp',
  'postscreen',
  'dnsblog',
  'tlsproxy',
  'verify',
]);

/** Waits for a number of milliseconds, because programs start one after the other, and reads the log. */
export async function troublesWithin(
  log: MailLog,
  limit: number,
  files: readonly string[],
): Promise<readonly Message[]> {
  await sleep(limit);
  return troubles(await log.read(), files);
}
