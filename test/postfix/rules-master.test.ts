// What master(8) and its services make of mistakes in master.cf that no single message shows: the `log` lines of the
// pages, and what they say in passing.
import { expect, test } from 'vitest';
import { logPattern, specOf } from '../rules/example.ts';
import { type Example, readPage } from '../rules/page.ts';
import { describeRunningPostfix, type PostfixInstance, smtp, withPostfix } from './harness';

describeRunningPostfix('Postfix does not start', () => {
  test.each(['inet-service-private', 'maillog-without-postlog'])('%s', async (code) => {
    const { logs } = readPage(code);
    expect(logs).toHaveLength(1);
    const said = /fatal: (?:\S+: line \d+: )?(.*)$/.exec(logs[0] ?? '')?.[1] ?? '';
    expect(said).not.toBe('');
    const { 'main.cf': mainCf = '', 'master.cf': masterCf = '' } = firstExample(code).files;
    await expect(withPostfix({ mainCf, masterCf }, async () => {})).rejects.toThrow(said);
  });
});

describeRunningPostfix('Postfix does not start with', () => {
  test('a unit in the wakeup field', async () => {
    const masterCf =
      'smtp inet n - n - - smtpd\npickup unix n - n 1m 1 pickup\ncleanup unix n - n - 0 cleanup\n';
    const start = withPostfix({ mainCf: 'compatibility_level = 3.6\n', masterCf }, async () => {});
    await expect(start).rejects.toThrow('invalid wakeup field "1m"');
  });
});

describeRunningPostfix('Postfix goes on', () => {
  test('with y for a - in the chroot field below level 1', async () => {
    await withPostfix(specOf(firstExample('chroot-depends-on-version')), (postfix) =>
      postfix.waitForLog(/using backwards-compatible default setting chroot=y/),
    );
  });

  test('and defers mail for two where a flag is for one', async () => {
    const { logs } = readPage('flags-need-recipient-limit');
    expect(logs).not.toHaveLength(0);
    await withPostfix(specOf(firstExample('flags-need-recipient-limit')), async (postfix) => {
      await send(postfix, ['one@example.net', 'two@example.net']);
      for (const line of logs) await postfix.waitForLog(logPattern(line) ?? /$^/);
    });
  });
});

describeRunningPostfix('A delivery agent dies of the first message', () => {
  test.each([
    ['bad-pipe-arguments', 'user@example.net'],
    ['mailbox-smaller-than-message', 'root@example.com'],
  ])('%s', async (code, recipient) => {
    const { logs } = readPage(code);
    expect(logs).not.toHaveLength(0);
    await withPostfix(specOf(firstExample(code)), async (postfix) => {
      await send(postfix, [recipient]);
      for (const line of logs) await postfix.waitForLog(logPattern(line) ?? /$^/);
    });
  });
});

async function send(postfix: PostfixInstance, recipients: readonly string[]): Promise<void> {
  const session = await smtp(postfix.port());
  await session.ehlo();
  await session.mail('someone@example.org');
  for (const recipient of recipients) await session.rcpt(recipient);
  await session.data('Subject: test\n\nx\n');
  await session.quit();
}

function firstExample(code: string): Example {
  const [example] = readPage(code).wrong;
  if (example === undefined) throw new Error(`${code} has no example`);
  return example;
}
