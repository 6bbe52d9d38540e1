// What Postfix logs while something happens: in a file, or in the journal of systemd.

import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Programs } from './installation.ts';
import { isError, type Message, readMessages } from './messages.ts';
import { readParameters } from './parameters.ts';
import { searchProgram } from './programs.ts';

/** Where syslog daemons usually write what Postfix logs. */
const usualFiles = ['/var/log/mail.log', '/var/log/maillog', '/var/log/mail/mail.log'];
const PAUSE = 250;
/** The most that is read, in bytes. */
const LIMIT = 1 << 20;

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
  for (const file of own.startsWith('/') && !own.startsWith('/dev/') ? [own] : usualFiles) {
    const log = await logFile(file);
    if (log) return log;
  }
  return journal(programs, path);
}

/** The end of a log file, from now on. */
export async function logFile(file: string): Promise<MailLog | undefined> {
  const before = await stat(file).catch(() => undefined);
  if (before === undefined) return undefined;
  const readable = await open(file).catch(() => undefined);
  if (readable === undefined) return undefined;
  await readable.close();
  return {
    async read() {
      const now = await open(file).catch(() => undefined);
      if (now === undefined) return [];
      try {
        const { ino, size } = await now.stat();
        // The file may just have been rotated.
        const start = ino === before.ino && size >= before.size ? before.size : 0;
        const { buffer, bytesRead } = await now.read(Buffer.alloc(Math.min(size - start, LIMIT)), {
          position: start,
        });
        return completeLines(buffer.toString('utf8', 0, bytesRead));
      } finally {
        await now.close();
      }
    },
  };
}

async function journal(programs: Programs, path: string): Promise<MailLog | undefined> {
  const journalctl = await searchProgram('journalctl', path);
  if (!journalctl.found) return undefined;
  const since = `@${Math.floor(Date.now() / 1000)}`;
  const args = ['--quiet', '--no-pager', '--output=short-iso', `--since=${since}`, '--facility=mail'];
  return {
    async read() {
      const { exitCode, stdout } = await programs.run(journalctl.path, args);
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

/**
 * Waits until a log has been quiet for a moment, or at most for `limit` milliseconds, because programs start one after
 * the other.
 */
export async function troublesWithin(
  log: MailLog,
  limit: number,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Message[]> {
  const end = Date.now() + limit;
  let found: readonly Message[] = [];
  do {
    await sleep(PAUSE);
    found = troubles(await log.read(), files);
  } while (Date.now() < end && !signal?.aborted);
  return found;
}
