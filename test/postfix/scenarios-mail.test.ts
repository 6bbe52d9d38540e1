// Mail through servers in which a scenario was set up: it is accepted, forwarded, held, and delivered as the scenario
// promises. The test provides the other mail servers, DNS, and content filters on loopback.
import { chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pageAnswers } from '../scenarios/answers.ts';
import type { Texts } from '../scenarios/folder.ts';
import { chrootedClients, serverOf } from '../scenarios/server.ts';
import { whenChanged } from '../support/waiting.ts';
import {
  attempt,
  describeRunningPostfix,
  freePort,
  lastLine,
  needsSink,
  type PostfixInstance,
  type Queued,
  send,
  smtp,
  someLoopback,
  withFilter,
  withNameServer,
  withPostfix,
  withSink,
} from './harness';

const insider = '192.0.2.9';
const stranger = '198.51.100.9';
/** Additional lines of Debian's main.cf. */
const procmail = { before: 'mailbox_command = procmail -a "$EXTENSION"\n' };
const message = `Subject: a test\n\nHello.\n${lastLine}\n`;

describeRunningPostfix(
  'Mail that passes through',
  () => {
    test('plain: from our network to anywhere', async () => {
      await withSink({}, async (sink) => {
        const more = { mainCf: `default_transport = smtp\nrelayhost = [127.0.0.1]:${sink.port}` };
        const { spec } = await serverOf('plain', {}, more);
        await withPostfix(spec, async (postfix) => {
          expect(await mail(postfix, stranger, 'user@example.net')).toBe(554);
          expect(await mail(postfix, insider, 'user@example.net')).toBe(250);
          expect(await sink.recipients()).toEqual(['user@example.net']);
        });
      });
    });

    test('backup-mx: held while the main server is down, and delivered when it is back', async () => {
      const main = { address: someLoopback(), port: await freePort() };
      const zone = {
        a: { 'mx1.example.org': main.address, 'mail.example.com': '127.0.0.1' },
        mx: {
          'example.org': [
            [10, 'mx1.example.org'],
            [20, 'mail.example.com'],
          ],
        },
      } as const;
      await withNameServer(zone, async ({ address }) => {
        const answers = { domains: 'example.org', recipients: 'user@example.org' };
        const more = {
          mainCf: `relay_transport = relay\nsmtp_tcp_port = ${main.port}`,
          masterCf: chrootedClients,
          nameServer: address,
        };
        const { spec } = await serverOf('backup-mx', answers, more);
        await withPostfix(spec, async (postfix) => {
          expect(await mail(postfix, stranger, 'user@example.net')).toBe(554);
          expect(await mail(postfix, stranger, 'user@example.org')).toBe(250);
          await waits(postfix, /Connection refused/);
          await withSink(main, async (sink) => {
            await postfix.run('postfix', 'flush');
            expect(await sink.recipients()).toEqual(['user@example.org']);
            await postfix.waitForQueue((queue) => queue.length === 0);
          });
        });
      });
    });

    test('dmz-relay: delivered to the internal server', async () => {
      await withSink({}, async (sink) => {
        const answers = {
          domains: 'example.com',
          server: `127.0.0.1:${sink.port}`,
          recipients: 'user@example.com',
        };
        const { spec } = await serverOf('dmz-relay', answers);
        await withPostfix(spec, async (postfix) => {
          expect(await mail(postfix, stranger, 'nobody@example.com')).toBe(550);
          expect(await mail(postfix, stranger, 'user@example.com')).toBe(250);
          expect(await sink.recipients()).toEqual(['user@example.com']);
        });
      });
    });

    test.each([
      ['exists', {}, 250],
      ['does not exist', { knowsNobody: true }, 450],
    ])('dmz-relay: the recipient is verified with the internal server, which %s', async (_, inner, reply) => {
      await withSink(inner, async (sink) => {
        const answers = { domains: 'example.com', server: `127.0.0.1:${sink.port}`, knows: 'ask' };
        const { spec } = await serverOf('dmz-relay', answers, { mainCf: 'address_verify_poll_delay = 1s' });
        await withPostfix(spec, async (postfix) => {
          expect(await mail(postfix, stranger, 'user@example.com')).toBe(reply);
          expect(await mail(postfix, stranger, 'user@example.net')).toBe(554);
        });
      });
    });

    test.each(['timer', 'cron', 'none'])('dyndns-relay: it follows the host; job: %s', async (job) => {
      const [old, now] = [someLoopback(), someLoopback()];
      const port = await freePort();
      await withNameServer({ a: { 'home.example.net': old } }, async (names) => {
        const answers = { ...pageAnswers['dyndns-relay'], job };
        const more = {
          mainCf: `smtp_tcp_port = ${port}`,
          masterCf: chrootedClients,
          nameServer: names.address,
        };
        const { spec, texts } = await serverOf('dyndns-relay', answers, more);
        await withPostfix(spec, async (postfix) => {
          expect(await mail(postfix, stranger, 'user@home.example.net')).toBe(250);
          await waits(postfix, new RegExp(`connect to home.example.net\\[${old}\\].*Connection refused`));
          names.zone = { a: { 'home.example.net': now } };
          await withSink({ address: now, port }, async (sink) => {
            if (job === 'none') await asksForMail(postfix, 'home.example.net');
            else await postfix.script(commandOf(texts));
            expect(await sink.recipients()).toEqual(['user@home.example.net']);
          });
        });
      });
    });

    test.each(['ppp', 'networkmanager'])(
      'dialup: it waits until %s reports that the connection is up',
      async (line) => {
        await withSink({}, async (sink) => {
          const answers = { relayhost: `127.0.0.1:${sink.port}`, line };
          const { spec, texts } = await serverOf('dialup', answers, { mainCf: 'default_transport = smtp' });
          await withPostfix(spec, async (postfix) => {
            const [first, second, third] = [
              'first@example.net',
              'second@example.net',
              'third@example.net',
            ] as const;
            expect(await mail(postfix, insider, 'nobody@mail.example.com')).toBe(250);
            expect(await mail(postfix, insider, first)).toBe(250);
            expect(await mboxOf(postfix, 'nobody')).toContain('Subject: a test');
            await waits(postfix, /deferred transport/);
            const whileDown = await mainCf(postfix);

            await becomes(postfix, texts, 'up');
            expect(await sink.recipients()).toEqual([first]);
            expect(await mail(postfix, insider, second)).toBe(250);
            expect(await sink.recipients(2)).toEqual([first, second]);

            await becomes(postfix, texts, 'down');
            expect(await mainCf(postfix)).toBe(whileDown);
            expect(await mail(postfix, insider, third)).toBe(250);
            await waits(postfix, /deferred transport/);
            expect(await sink.messages()).toHaveLength(2);
          });
        });
      },
    );

    test('content-filter: through the filter and back, once', async () => {
      await withFilter(async (filter) => {
        const { spec } = await serverOf('content-filter', { filter: `${filter.port}`, back: '10025' });
        await withPostfix(spec, async (postfix) => {
          const back = postfix.port('127.0.0.1:10025');
          filter.handsTo = back;
          expect(await mail(postfix, stranger, 'nobody@mail.example.com')).toBe(250);
          const mbox = await mboxOf(postfix, 'nobody');
          await postfix.waitForQueue((queue) => queue.length === 0);
          expect(filter.seen).toBe(1);
          expect(mbox.match(/^X-Filtered: yes$/gm)).toHaveLength(1);
          expect(mbox.match(/^Subject: a test$/gm)).toHaveLength(1);
          // From the client, and from the filter.
          expect(mbox.match(/^Received: /gm)).toHaveLength(2);
          // The return service learns who the client was, and is available only to this host.
          await postfix.waitForLog(/orig_client=unknown\[198\.51\.100\.9\]/);
          const abused = { client: stranger, from: '', to: 'nobody@mail.example.com' };
          expect((await attempt(back, abused)).code).toBe(554);
        });
      });
    });

    test('content-filter: it waits while the filter is down', async () => {
      const { spec } = await serverOf('content-filter', { filter: `${await freePort()}`, back: '10025' });
      await withPostfix(spec, async (postfix) => {
        expect(await mail(postfix, stranger, 'nobody@mail.example.com')).toBe(250);
        await waits(postfix, /connect to 127\.0\.0\.1\[127\.0\.0\.1\]:\d+: Connection refused/);
      });
    });

    test('content-filter: it passes while a Milter is down', async () => {
      const answers = { kind: 'milter', milter: `inet:127.0.0.1:${await freePort()}` };
      const { spec } = await serverOf('content-filter', answers);
      await withPostfix(spec, async (postfix) => {
        expect(await mail(postfix, stranger, 'nobody@mail.example.com')).toBe(250);
        await postfix.waitForLog(
          /warning: connect to Milter service inet:127\.0\.0\.1:\d+: Connection refused/,
        );
        expect(await mboxOf(postfix, 'nobody')).toContain('Subject: a test');
      });
    });
  },
  needsSink,
);

describeRunningPostfix('Mail that ends here', () => {
  test.each([
    ['basic', 'nobody@example.com'],
    ['nat', 'nobody@[203.0.113.25]'],
    ['dyndns', 'nobody@home.example.net'],
  ] as const)('%s: for %s', async (scenario, recipient) => {
    const { spec } = await serverOf(scenario, pageAnswers[scenario]);
    await withPostfix(spec, async (postfix) => {
      expect(await mail(postfix, stranger, recipient)).toBe(250);
      expect(await mboxOf(postfix, 'nobody')).toContain('Subject: a test');
    });
  });

  test('mailbox-format: a Maildir in the home of the user', async () => {
    await withUserAtHome('maildir', async (postfix, home) => {
      expect(await mail(postfix, stranger, 'user@mail.example.com')).toBe(250);
      await postfix.waitForLog(/status=sent \(delivered to maildir\)/);
      expect((await readdir(join(home, 'Maildir'))).sort()).toEqual(['cur', 'new', 'tmp']);
      expect(await mailsIn(join(home, 'Maildir/new'))).toEqual([expect.stringContaining('Subject: a test')]);
    });
  });

  test('mailbox-format: a Maildir in the mail spool', async () => {
    const { spec } = await serverOf('mailbox-format', { format: 'maildir-spool' }, procmail);
    await withPostfix(spec, async (postfix) => {
      expect(await mail(postfix, stranger, 'nobody@mail.example.com')).toBe(250);
      await postfix.waitForLog(/status=sent \(delivered to maildir\)/);
      const mails = await mailsIn(join(postfix.mailDirectory, 'nobody/new'));
      expect(mails).toEqual([expect.stringContaining('Subject: a test')]);
    });
  });

  test('mailbox-format: an mbox in the mail spool', async () => {
    const { spec } = await serverOf('mailbox-format', { format: 'mbox' }, procmail);
    await withPostfix(spec, async (postfix) => {
      expect(await mail(postfix, stranger, 'nobody@mail.example.com')).toBe(250);
      expect(await mail(postfix, stranger, 'nobody@mail.example.com')).toBe(250);
      await postfix.waitForQueue((queue) => queue.length === 0);
      expect((await mboxOf(postfix, 'nobody')).match(/^From MAILER-DAEMON /gm)).toHaveLength(2);
    });
  });
});

/**
 * A server with its own user: local(8) runs in the queue directory, which has an etc/passwd and a home directory for
 * the user, so that the users of this machine are not affected.
 */
async function withUserAtHome(
  format: string,
  use: (postfix: PostfixInstance, home: string) => Promise<void>,
): Promise<void> {
  const { spec } = await serverOf(
    'mailbox-format',
    { format },
    {
      ...procmail,
      mainCf: 'local_recipient_maps =',
      masterCf: (text) => text.replace(/^(local +unix +\S+ +\S+) +n /m, '$1 y '),
    },
  );
  await withPostfix(spec, async (postfix) => {
    const [id, home] = [5000, join(postfix.queueDirectory, 'home/user')];
    await mkdir(home, { recursive: true });
    await chown(home, id, id);
    await mkdir(join(postfix.queueDirectory, 'etc'), { recursive: true });
    const passwd = `user:x:${id}:${id}::/home/user:/bin/false\n`;
    await writeFile(join(postfix.queueDirectory, 'etc/passwd'), passwd);
    await use(postfix, home);
  });
}

async function mailsIn(folder: string): Promise<readonly string[]> {
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
}

/** What PPP or NetworkManager runs when the connection comes up or goes down. */
async function becomes(postfix: PostfixInstance, texts: Texts, event: 'up' | 'down'): Promise<void> {
  const script = texts['90-postfix'] ?? texts[`ip-${event}.local`];
  if (script === undefined) throw new Error(`no script: ${Object.keys(texts).join(', ')}`);
  await postfix.script(script, 'ppp0', event);
}

/** The dynamic host is online, and announces it. */
async function asksForMail(postfix: PostfixInstance, domain: string): Promise<void> {
  const session = await smtp(postfix.port());
  await session.ehlo(domain);
  expect((await session.command(`ETRN ${domain}`)).text).toBe('250 Queuing started');
  await session.quit();
}

/** What the job runs, as a script. */
function commandOf(texts: Texts): string {
  const cron = /^\*\/5 \* \* \* \* root (.*)$/m.exec(texts['postfix-retry.cron'] ?? '')?.[1];
  const service = /^ExecStart=(.*)$/m.exec(texts['postfix-retry.service'] ?? '')?.[1];
  const command = cron ?? service;
  if (command === undefined) throw new Error(`no job: ${Object.keys(texts).join(', ')}`);
  return `#!/bin/sh\n${command}\n`;
}

/** The reply to a message, as its number. */
async function mail(postfix: PostfixInstance, client: string, to: string): Promise<number> {
  return (await send(postfix.port(), { client, from: '', to }, message)).code;
}

/** Returns when delivery of the only message in the queue has been tried, and the message waits for this reason. */
async function waits(postfix: PostfixInstance, reason: RegExp): Promise<void> {
  const reasons = (queue: readonly Queued[]) =>
    queue.flatMap(({ queue_name, recipients }) =>
      recipients.map((each) => `${queue_name}: ${each.delay_reason}`),
    );
  const queue = await postfix.waitForQueue(
    (now) => reasons(now).every((each) => /^deferred: (?!undefined)/.test(each)) && now.length > 0,
  );
  expect(reasons(queue)).toEqual([expect.stringMatching(reason)]);
}

/** A user's mbox, when mail has come. */
async function mboxOf(postfix: PostfixInstance, user: string): Promise<string> {
  const file = join(postfix.mailDirectory, user);
  return whenChanged(
    postfix.mailDirectory,
    async () => {
      const text = await readFile(file, 'utf8').catch(() => '');
      return text.includes(`\n${lastLine}\n`) ? text : undefined;
    },
    async () => `no mail in ${file}\n${await postfix.log()}`,
  );
}

/** The text of main.cf, as it is now. */
function mainCf(postfix: PostfixInstance): Promise<string> {
  return readFile(join(postfix.directory, 'main.cf'), 'utf8');
}
