// Who can send with a scenario that lets users in: by password over TLS, with Dovecot and with Cyrus SASL, or after
// reading mail a while ago.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serverOf } from '../scenarios/server.ts';
import {
  attempt,
  describeRunningPostfix,
  type InstanceSpec,
  lastLine,
  makeSaslDatabase,
  needsCyrus,
  needsDovecot,
  needsSink,
  type PostfixInstance,
  type Sink,
  type SmtpSession,
  smtp,
  smtps,
  withDovecot,
  withPostfix,
  withSink,
} from './harness';
import { makeCertificate } from './support/certificate';

const stranger = '198.51.100.9';
const foreign = 'user@example.net';
const password = 'sesame-open';

describeRunningPostfix(
  'smtp-auth with Dovecot',
  () => {
    test('lets users send anywhere by password, over TLS, under their own addresses', async () => {
      await withSink({}, async (sink) => {
        await withPostfix(await submissionServer('dovecot', sink), async (postfix) => {
          const socket = join(postfix.queueDirectory, 'private/auth');
          await withDovecot(socket, { name: 'user', password }, () => expectLogins(postfix, sink));
        });
      });
    });
  },
  { ...needsSink, ...needsDovecot },
);

describeRunningPostfix(
  'smtp-auth with Cyrus SASL',
  () => {
    test('lets users send anywhere by password, over TLS, under their own addresses', async () => {
      await withSink({}, async (sink) => {
        const spec = await submissionServer('cyrus', sink, 'cyrus_sasl_config_path = $config_directory/sasl');
        await withPostfix(spec, async (postfix) => {
          const user = { name: 'user@mail.example.com', password };
          await makeSaslDatabase(join(postfix.directory, 'sasl'), user);
          await expectLogins(postfix, sink);
        });
      });
    });
  },
  { ...needsSink, ...needsCyrus },
);

describeRunningPostfix('pop-before-smtp', () => {
  test('lets an address send as long as it is in the table', async () => {
    const { spec } = await serverOf('pop-before-smtp', {});
    const client = '198.51.100.7';
    await withPostfix(spec, async (postfix) => {
      const asked = async () => (await attempt(postfix.port(), { client, from: '', to: foreign })).code;
      const daemonWrites = (text: string) =>
        postfix.update({ tables: { ...spec.tables, 'hash:pop-before-smtp': text } });
      expect(await asked()).toBe(554);
      await daemonWrites(`${client} OK\n`);
      expect(await asked()).toBe(250);
      await daemonWrites('');
      expect(await asked()).toBe(554);
    });
  });
});

/** Outgoing mail goes to the sink. */
async function submissionServer(sasl: string, sink: Sink, mainCf = ''): Promise<InstanceSpec> {
  const answers = {
    sasl,
    certificate: '/etc/postfix/certificate.pem',
    key: '/etc/postfix/key.pem',
    logins: 'user@example.com user',
  };
  const { certificate, key } = await makeCertificate();
  const more = {
    // The checks for mail from other servers.
    before: 'smtpd_sender_restrictions = reject_non_fqdn_sender\n',
    mainCf: `default_transport = smtp\nrelayhost = [127.0.0.1]:${sink.port}\n${mainCf}`,
    tables: { 'certificate.pem': certificate, 'key.pem': key },
  };
  return (await serverOf('smtp-auth', answers, more)).spec;
}

async function expectLogins(postfix: PostfixInstance, sink: Sink): Promise<void> {
  // Port 587 begins unencrypted, and then offers no login.
  const inClear = await smtp(postfix.port('submission'));
  expect(abilities(await inClear.ehlo())).toEqual({ starttls: true, auth: undefined });
  expect((await inClear.login('user', password)).code).toBeGreaterThanOrEqual(500);
  expect((await inClear.mail('user@example.com')).code).toBe(530);
  await inClear.quit();

  // Port 465 is TLS from the first byte.
  const submission = async () => {
    const session = await smtp(postfix.port('submission'));
    await session.ehlo();
    expect((await session.startTls()).code).toBe(220);
    return session;
  };
  const ways = [submission, () => smtps(postfix.port('submissions'))];
  for (const [i, connect] of ways.entries()) {
    await expectPassword(connect);
    expect(await sink.recipients(i + 1)).toHaveLength(i + 1);
  }

  // Port 25 is for other servers.
  const server = await smtp(postfix.port());
  expect(abilities(await server.ehlo())).toEqual({ starttls: true, auth: undefined });
  await server.quit();
  const relayed = await attempt(postfix.port(), { client: stranger, from: '', to: foreign });
  expect(relayed.code).toBe(554);
}

async function expectPassword(connect: () => Promise<SmtpSession>): Promise<void> {
  const without = await connect();
  expect(abilities(await without.ehlo())).toEqual({ starttls: false, auth: 'PLAIN LOGIN' });
  expect((await without.mail('user@example.com')).code).toBe(250);
  expect((await without.rcpt(foreign)).text).toMatch(/^553 .*not logged in/);
  await without.command('RSET');
  await without.mail('');
  expect((await without.rcpt(foreign)).code).toBe(554);
  await without.quit();

  const wrong = await connect();
  await wrong.ehlo();
  expect((await wrong.login('user', 'open sesame')).code).toBe(535);
  await wrong.quit();

  const right = await connect();
  await right.ehlo();
  expect((await right.login('user', password)).code).toBe(235);
  await right.mail('director@example.com');
  expect((await right.rcpt(foreign)).text).toMatch(/^553 .*not owned by user user/);
  await right.command('RSET');
  await right.mail('user@example.com');
  expect((await right.rcpt(foreign)).code).toBe(250);
  expect((await right.data(`Subject: a test\n\nHello.\n${lastLine}\n`)).code).toBe(250);
  await right.quit();
}

function abilities({ lines }: { readonly lines: readonly string[] }) {
  return {
    starttls: lines.includes('STARTTLS'),
    auth: lines.find((line) => line.startsWith('AUTH '))?.replace('AUTH ', ''),
  };
}
