// What Postfix does with keys in the wrong order, and in a chroot without files: the `log` lines of two pages.
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localPemLabels } from '../../server/src/host-node/files.ts';
import { logPattern } from '../rules/example.ts';
import { readPage } from '../rules/page.ts';
import { describeRunningPostfix, type PostfixInstance, smtp, standardMasterCf, withPostfix } from './harness';
import { makeCertificate } from './support/certificate.ts';
import { withNameServer } from './support/name-server.ts';
import { send } from './support/smtp.ts';

describeRunningPostfix('Keys and certificates', () => {
  const refused = '454 4.7.0 TLS not available due to local problem';

  /** A server with the files in this order. */
  async function withFiles(names: readonly string[], check: (postfix: PostfixInstance) => Promise<void>) {
    const { key, certificate } = await makeCertificate();
    const tables = {
      'mail.pem': certificate + key,
      'good.pem': key + certificate,
      'key.pem': key,
      'cert.pem': certificate,
      'keys.pem': key + key + certificate,
    };
    const mainCf = `compatibility_level = 3.6
smtpd_tls_security_level = may
smtpd_tls_chain_files = ${names.map((name) => `$config_directory/${name}`).join(' ')}
`;
    await withPostfix({ mainCf, tables }, check);
  }

  /** The reply of the server to STARTTLS. */
  async function startTls(postfix: PostfixInstance): Promise<string> {
    const session = await smtp(postfix.port('smtp'));
    try {
      expect((await session.ehlo('client.example.org')).text).toContain('STARTTLS');
      return (await session.command('STARTTLS')).text;
    } finally {
      session.close();
    }
  }

  test('no certificate: TLS is offered and refused, as the page says', async () => {
    expect(readPage('tls-without-certificate').wrong[0]?.files['main.cf']).toContain(
      'smtpd_tls_security_level = may',
    );
    await withFiles([], async (postfix) => {
      expect(await startTls(postfix)).toBe(refused);
      await postfix.waitForLog(/No server certs available\. TLS won't be enabled/);
    });
  });

  test('a certificate before its key: the log lines of the page, and no TLS, which is offered', () =>
    withFiles(['mail.pem'], async (postfix) => {
      expect(await startTls(postfix)).toBe(refused);
      const { logs } = readPage('chain-file-order');
      expect(logs).toHaveLength(2);
      for (const line of logs) await postfix.waitForLog(logPattern(line) ?? /$^/);
      expect(await localPemLabels(`file://${postfix.directory}/mail.pem`)).toEqual([
        'CERTIFICATE',
        'PRIVATE KEY',
      ]);
    }));

  test.each<[string[], RegExp]>([
    [['cert.pem', 'key.pem'], /error loading chain from \S*cert\.pem: key not first/],
    [['keys.pem'], /key at index 1 in \S*keys\.pem not followed by a certificate/],
    [['good.pem', 'key.pem'], /No certs for key at index 1 in \S*key\.pem/],
  ])('%s: no TLS', (names, logged) =>
    withFiles(names, async (postfix) => {
      expect(await startTls(postfix)).toBe(refused);
      await postfix.waitForLog(logged);
    }),
  );

  test.each([[['good.pem']], [['key.pem', 'cert.pem']]])('%s: TLS', (names) =>
    withFiles(names, async (postfix) => {
      expect(await startTls(postfix)).toMatch(/^220 /);
    }),
  );
});

describeRunningPostfix('A chroot', () => {
  const spec = {
    mainCf: 'compatibility_level = 3.6\ndefault_transport = smtp\n',
    masterCf: standardMasterCf.replace(/^(smtp +unix +-) +- +n /m, '$1 - y '),
  };
  const mail = { from: 'someone@example.org', to: 'user@example.net' };

  test('without etc/resolv.conf, no name is found', async () => {
    expect(spec.masterCf).not.toBe(standardMasterCf);
    await withPostfix(spec, async (postfix) => {
      await send(postfix.port('smtp'), mail, 'Subject: test\r\n\r\ntest');
      const [line = ''] = readPage('chroot-without-files').logs;
      const [, program = '', text = ''] = /^postfix\/(\w+): (.*)$/.exec(line) ?? [];
      const quoted = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      await postfix.waitForLog(new RegExp(`/${program}\\[\\d+\\]: \\w+: ${quoted.join('\\S*')}$`));
    });
  });

  test('with it, the name server in it is queried', () =>
    withNameServer({ a: {}, mx: { 'example.net': [[0, 'gone.example.net']] } }, async ({ address }) => {
      await withPostfix({ ...spec, nameServer: address }, async (postfix) => {
        await send(postfix.port('smtp'), mail, 'Subject: test\r\n\r\ntest');
        await postfix.waitForLog(/name=gone\.example\.net type=A/);
      });
    }));

  test('an absolute path of a socket begins in the queue directory (socket-outside-chroot)', () =>
    withNameServer({ a: {}, mx: {} }, async ({ address }) => {
      const masterCf = standardMasterCf.replace(/^smtp inet n - n /m, 'smtp inet n - y ');
      expect(masterCf).not.toBe(standardMasterCf);
      const mainCf =
        'compatibility_level = 3.6\nmilter_default_action = accept\nsmtpd_milters = unix:$queue_directory/filter unix:/filter\n';
      await withPostfix({ mainCf, masterCf, nameServer: address }, async (postfix) => {
        const path = join(postfix.queueDirectory, 'filter');
        const server = createServer((socket) => socket.destroy()).listen(path);
        await once(server, 'listening');
        await chmod(path, 0o777);
        const connected = once(server, 'connection');
        const session = await smtp(postfix.port('smtp'));
        await session.ehlo();
        await postfix.waitForLog(/connect to Milter service unix:\S+\/filter: No such file or directory$/);
        await connected;
        await session.quit();
        server.close();
      });
    }));
});
