// What Postfix logs when it processes a message with a mistaken configuration: the `log` lines that the rule pages
// quote, with the first wrong example on the page.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linePattern, specOf } from '../rules/example.ts';
import { readPage } from '../rules/page.ts';
import {
  attempt,
  describeRunningPostfix,
  type Ports,
  type PostfixInstance,
  smtp,
  standardMasterCf,
  withPostfix,
} from './harness';
import { recipientsOf, rulesOn } from './rule-messages.ts';

describeRunningPostfix('A message meets', () => {
  test.each(rulesOn())('%s', async (code) => {
    const { wrong, logs } = readPage(code);
    const [example] = wrong;
    expect(logs).not.toHaveLength(0);
    if (example === undefined) throw new Error(`${code} has no example`);
    await withPostfix(specOf(example), async (postfix) => {
      // The message may never get through: the log contains the reason.
      const sent = send(postfix, recipientsOf(code), postfix.onceLogged()).catch(() => undefined);
      const logged = Promise.all(logs.map((line) => postfix.waitForLog(linePattern(line))));
      await Promise.race([sent, logged]);
      await logged;
    });
  });
});

describeRunningPostfix('A message for', () => {
  test('an unreachable destination needs the retry service (missing-service)', async () => {
    const { wrong, logs } = readPage('missing-service');
    const [example] = wrong;
    if (example === undefined) throw new Error('missing-service has no example');
    // Without the services that the other tests add, and with an smtpd that leaves the recipient to the queue manager
    const mainCf = `${specOf(example).mainCf}mynetworks = 127.0.0.0/8\nsmtpd_reject_unlisted_recipient = no\ntransport_maps = inline:{example.net=retry:later}\n`;
    const masterCf = example.files['master.cf'] ?? '';
    await withPostfix({ mainCf, masterCf }, async (postfix) => {
      await send(postfix, ['user@example.net']);
      for (const line of logs) await postfix.waitForLog(linePattern(line));
    });
  });

  test('any domain passes an access table whose keys are never looked up (key-never-matches)', async () => {
    const mainCf = `compatibility_level = 3.6
mynetworks = 127.0.0.0/8
smtpd_delay_reject = yes
smtpd_sender_restrictions = check_sender_access hash:$config_directory/senders
`;
    const tables = {
      'hash:senders': '@example.org REJECT\n*@example.org REJECT\n*.org REJECT\n.org REJECT\n* REJECT\n',
    };
    await withPostfix({ mainCf, tables }, async (postfix) => {
      await send(postfix, ['user@example.net']);
      await postfix.waitForLog(/to=<user@example\.net>.* status=sent/);
    });
  });

  test('any domain takes the transport for * and not the relay host of its sender (sender-relay-overruled)', async () => {
    const mainCf = `compatibility_level = 3.6
mynetworks = 127.0.0.0/8
sender_dependent_relayhost_maps = inline:{@example.org=[192.0.2.1]}
transport_maps = inline:{*=discard:by_transport}
`;
    await withPostfix({ mainCf }, async (postfix) => {
      await send(postfix, ['user@example.net']);
      await postfix.waitForLog(/status=sent \(by_transport\)/);
    });
  });

  test('a virtual user is stored below the base, even if the path begins with it (mailbox-path-repeats-base)', async () => {
    const mainCf = `compatibility_level = 3.6
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.com
virtual_mailbox_base = /nowhere
virtual_mailbox_maps = inline:{user@example.com=/nowhere/user}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
`;
    await withPostfix({ mainCf }, async (postfix) => {
      await send(postfix, ['user@example.com']);
      await postfix.waitForLog(/\/nowhere\/+nowhere\/user/);
    });
  });

  test('a mailbox file is returned if a directory has its name (maildir-without-slash)', async () => {
    const mainCf = 'compatibility_level = 3.6\nmydestination = example.com\nmynetworks = 127.0.0.0/8\n';
    await withPostfix({ mainCf }, async (postfix) => {
      await mkdir(join(postfix.mailDirectory, 'nobody'));
      await send(postfix, ['nobody@example.com']);
      await postfix.waitForLog(/status=bounced \(cannot update mailbox \S+ for user nobody\./);
    });
  });

  test('a local domain gets its virtual aliases, even if both lists have it (domain-in-two-classes)', async () => {
    const mainCf = `compatibility_level = 3.6
mydestination = example.com
mynetworks = 127.0.0.0/8
virtual_alias_domains = example.com
virtual_alias_maps = inline:{alias@example.com=user@example.net}
default_transport = discard:elsewhere
local_transport = discard:here
`;
    await withPostfix({ mainCf }, async (postfix) => {
      await send(postfix, ['alias@example.com', 'nobody@example.com']);
      await postfix.waitForLog(
        /do not list domain example\.com in BOTH mydestination and virtual_alias_domains/,
      );
      await postfix.waitForLog(
        /to=<user@example\.net>, orig_to=<alias@example\.com>.* status=sent \(elsewhere\)/,
      );
      await postfix.waitForLog(/to=<nobody@example\.com>.* status=sent \(here\)/);
    });
  });

  test('one client passes a list that only permits, although it does not match (list-only-permits)', async () => {
    const answer = (list: string): Promise<number> =>
      withPostfix(
        {
          mainCf: `compatibility_level = 3.6
mydestination = example.com
local_recipient_maps =
mynetworks = 192.0.2.1
smtpd_helo_restrictions = ${list}
`,
        },
        async (postfix) => {
          const mail = { helo: 'bad..name', from: 'someone@example.org', to: 'user@example.com' };
          return (await attempt(postfix.port(), mail)).code;
        },
      );
    expect(await answer('permit_mynetworks, permit_sasl_authenticated')).toBe(250);
    expect(await answer('permit_mynetworks, reject_invalid_helo_hostname')).toBe(501);
  });

  test('two recipients meets the flag of a pipe service (flags-need-recipient-limit)', async () => {
    const mainCf = 'compatibility_level = 3.6\nmynetworks = 127.0.0.0/8\ndefault_transport = store\n';
    const masterCf = `${standardMasterCf}store unix - n n - - pipe flags=O user=nobody argv=/bin/true\n`;
    await withPostfix({ mainCf, masterCf }, async (postfix) => {
      await send(postfix, ['one@example.net', 'two@example.net']);
      await postfix.waitForLog(/warning: pipe flag `O' requires store_destination_recipient_limit = 1$/);
    });
  });
});

describeRunningPostfix('A loop', () => {
  test('of a server that is its own relay host, on a port other than 25, ends after too many hops', async () => {
    const mainCf = (ports: Ports) => `
compatibility_level = 3.6
hopcount_limit = 5
default_transport = smtp
relayhost = [127.0.0.1]:${ports.smtp}
`;
    await withPostfix({ mainCf }, async (postfix) => {
      await send(postfix, ['user@example.net']);
      await postfix.waitForLog(/status=bounced .*too many hops/);
    });
  });

  test('between a content filter and its service ends after too many hops', async () => {
    const mainCf = (ports: Ports) => `
compatibility_level = 3.6
hopcount_limit = 5
content_filter = smtp:[localhost]:${ports['10025']}
smtp_host_lookup = native
`;
    const masterCf = `${standardMasterCf}10025 inet n - n - - smtpd\n`;
    await withPostfix({ mainCf, masterCf }, async (postfix) => {
      await send(postfix, ['user@example.net']);
      await postfix.waitForLog(/status=bounced .*too many hops/);
    });
  });
});

async function send(
  postfix: PostfixInstance,
  recipients: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const session = await smtp(postfix.port(), signal && { signal });
  await session.ehlo();
  await session.mail('someone@example.org');
  for (const recipient of recipients) await session.rcpt(recipient);
  await session.data('Subject: test\n\nx\n');
  await session.quit();
}
