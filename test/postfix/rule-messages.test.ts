// The log texts and replies of Postfix that the rule pages mention in sentences.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  describeRunningPostfix,
  type Ports,
  type PostfixInstance,
  postconf,
  smtp,
  withPostfix,
} from './harness';
import { masterCfOf, type Quoted, quotedInPassing } from './rule-messages.ts';

const quiet = 'compatibility_level = 3.6\nmydestination = example.com\nlocal_recipient_maps =\n';

describeRunningPostfix('Postfix says', () => {
  test.each(quotedInPassing)('$rule: $says', async (quoted) => {
    const { by, mainCf } = quoted;
    const whole =
      typeof mainCf === 'string' ? withDefaults(mainCf) : (ports: Ports) => withDefaults(mainCf(ports));
    const masterCf = masterCfOf(quoted);
    if (by === 'reading master.cf again') {
      await withPostfix({ mainCf: whole }, async (postfix) => {
        await readAgain(postfix, masterCf);
        await postfix.waitForLog(patternOf(quoted));
      });
      return;
    }
    await withPostfix({ mainCf: whole, masterCf, checked: by === 'start' }, async (postfix) => {
      const replies = by === 'start' ? [] : converse(postfix, by);
      if (/^\d{3} /.test(quoted.says)) {
        expect(await replies).toContainEqual(expect.stringMatching(patternOf(quoted)));
      } else {
        const logged = postfix.waitForLog(patternOf(quoted));
        // The text may be logged repeatedly, while the client gets no reply.
        await Promise.race([replies, logged]);
        await logged;
      }
    });
  });
});

function withDefaults(mainCf: string): string {
  const names = [...mainCf.matchAll(/^(\w+) *=/gm)].map(([, name]) => name);
  const defaults = quiet.split('\n').filter((line) => !names.includes(line.split(' ')[0]));
  return `${defaults.join('\n')}\n${mainCf}\n`;
}

/** master(8) reads its file when it gets SIGHUP; postfix(1) would check the file first, and not send the signal. */
async function readAgain({ directory }: PostfixInstance, masterCf: string): Promise<void> {
  const { stdout } = await postconf(directory, ['-h', 'queue_directory']);
  const pid = Number(await readFile(join(stdout.trim(), 'pid/master.pid'), 'utf8'));
  await writeFile(join(directory, 'master.cf'), masterCf);
  process.kill(pid, 'SIGHUP');
}

/** All replies of the server; a server that exits sends no more. */
async function converse(postfix: PostfixInstance, by: Quoted['by']): Promise<readonly string[]> {
  const replies: string[] = [];
  const session = await smtp(postfix.port(), { signal: postfix.onceLogged() }).catch(() => undefined);
  if (session === undefined) return replies;
  const isStranger = by !== 'message to example.net';
  const unavailable = '[UNAVAILABLE]';
  const stranger = { ADDR: '203.0.113.9', NAME: unavailable, REVERSE_NAME: unavailable };
  const recipient = by === 'message to example.com' ? 'user@example.com' : 'user@example.net';
  const opening = [async () => session.greeting, () => session.ehlo()];
  const message = [
    ...(isStranger ? [() => session.xclient(stranger), () => session.ehlo()] : []),
    () => session.mail('a@example.org'),
    () => session.rcpt(recipient),
    ...(by === undefined ? [] : [() => session.data('Subject: a test\n\nnothing\n')]),
  ];
  const steps = [...opening, ...(by === 'STARTTLS' ? [() => session.startTls()] : message)];
  try {
    for (const step of steps) replies.push((await step()).text);
  } catch {
    // The log contains the reason.
  } finally {
    await session.quit().catch(() => undefined);
  }
  return replies;
}

function patternOf({ says }: Quoted): RegExp {
  return new RegExp(says.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*'));
}
