// What we say smtpd(8) answers to clients with a certificate, and what it actually answers.
import { createHash, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { everyWay } from '../../server/src/mail/trace/journey.ts';
import type { ClientCertificate } from '../../server/src/mail/trace/model.ts';
import { receive, textOf } from '../../server/src/mail/trace/smtpd.ts';
import type { Received } from '../../server/src/mail/trace/stages.ts';
import { describeRunningPostfix, type Reply, smtp, supportingServices, withPostfix } from './harness';
import { type Certificate, makeCertificate } from './support/certificate';
import { type Settings, serviceLine, systemOf } from './trace/systems';

const listed = 'smtpd_relay_restrictions';
const access = (table: string) => `check_ccert_access texthash:$config_directory/${table}, reject`;
const search = (table: string, order: string) =>
  `check_ccert_access { texthash:$config_directory/${table}, { search_order = ${order} } }, reject`;

const configurations: readonly Settings[] = [
  { [listed]: 'permit_tls_clientcerts, reject' },
  { [listed]: 'permit_tls_clientcerts, reject', smtpd_tls_ask_ccert: 'no' },
  { [listed]: 'permit_tls_clientcerts, reject', relay_clientcerts: 'texthash:$config_directory/keys' },
  { [listed]: 'permit_tls_clientcerts, reject', relay_clientcerts: 'fail:broken' },
  { [listed]: 'permit_tls_clientcerts, reject', relay_clientcerts: '' },
  { [listed]: 'permit_tls_all_clientcerts, reject' },
  { [listed]: 'permit_tls_all_clientcerts, reject', smtpd_tls_CAfile: '$config_directory/trusted' },
  { [listed]: access('refused') },
  { [listed]: access('decided-by-key') },
  { [listed]: access('deferred'), smtpd_tls_ask_ccert: 'yes' },
  { [listed]: search('decided-by-key', 'pubkey_fingerprint') },
  { [listed]: search('decided-by-key', 'pubkey_fingerprint, cert_fingerprint') },
  { [listed]: search('decided-by-key', 'cert_fingerprint') },
  { [listed]: search('decided-by-key', 'subject_cn') },
  { [listed]: search('refused', 'cert_fingerprint subject_cn') },
  { [listed]: search('refused', '') },
  { [listed]: 'check_ccert_access { texthash:$config_directory/decided-by-key }, reject' },
  {
    [listed]: 'permit_mynetworks, check_client_access static:OK, reject',
    smtpd_tls_security_level: 'encrypt',
    smtpd_tls_req_ccert: 'yes',
    smtpd_tls_ask_ccert: 'no',
    smtpd_tls_CAfile: '$config_directory/trusted',
  },
  {
    [listed]: 'permit_mynetworks, check_client_access static:OK, reject',
    smtpd_tls_security_level: 'encrypt',
    smtpd_tls_req_ccert: 'yes',
  },
  {
    [listed]: 'permit_mynetworks, check_client_access static:OK, reject',
    smtpd_tls_req_ccert: 'yes',
    smtpd_tls_ask_ccert: 'no',
  },
  { [listed]: 'permit_tls_clientcerts, reject', smtpd_tls_req_ccert: 'yes', smtpd_tls_ask_ccert: 'no' },
];

describeRunningPostfix('clients with a certificate', () => {
  test('get the replies that we show', async () => {
    const [server, one, other] = await Promise.all(
      ['mail.example.com', 'one.example.net', 'other.example.net'].map(makeCertificate),
    );
    if (!server || !one || !other) throw new Error('no certificates');
    const [first, second] = [one, other].map(shownBy);
    if (!first || !second) throw new Error('no fingerprints');
    const tables = {
      'chain.pem': `${server.key}${server.certificate}`,
      trusted: one.certificate,
      listed: `${first.fingerprint} one\n`,
      keys: `${second.publicKey} other\n`,
      refused: `${first.fingerprint} REJECT\n${second.fingerprint.toLowerCase()} 550 5.7.9 not you\n`,
      'decided-by-key': `${first.fingerprint} DUNNO\n${first.publicKey} OK\n${second.publicKey} REJECT no\n${second.fingerprint} OK\n`,
      deferred: `${first.fingerprint} DEFER_IF_PERMIT later\n${first.publicKey} OK\n`,
    };
    const mainCf = `
compatibility_level = 3.6
mynetworks = 192.0.2.0/24
smtpd_tls_chain_files = $config_directory/chain.pem
smtpd_tls_security_level = may
smtpd_tls_ask_ccert = yes
smtpd_tls_fingerprint_digest = sha256
relay_clientcerts = texthash:$config_directory/listed
`;
    const masterCf = [
      ...configurations.map((settings, i) => serviceLine(`tls${i}`, 'inet n - n - -', 'smtpd', settings)),
      supportingServices,
    ].join('');
    await withPostfix({ mainCf, masterCf, tables }, async (postfix) => {
      const system = systemOf(postfix, Object.keys(tables));
      const clients: readonly (Certificate | 'none' | 'plain')[] = ['plain', 'none', one, other];
      for (const [i, settings] of configurations.entries()) {
        for (const client of clients) {
          const port = postfix.port(`tls${i}`);
          const real = await converse(port, client, postfix.onceLogged());
          const request = {
            client: { address: '127.0.0.1' },
            service: String(port),
            helo: 'client.example.net',
            sender: 'ann@example.net',
            recipients: ['bob@example.org'],
            ...(client !== 'plain' && { tls: true }),
            ...(typeof client === 'object' && { certificate: shownBy(client) }),
          };
          const { ways } = everyWay(system, 100, (journey) => replyOf(receive(journey, request)));
          const who = typeof client === 'string' ? client : client === one ? 'one' : 'other';
          expect({ settings, who, ways: [...new Set(ways)] }).toEqual({
            settings,
            who,
            ways: expect.arrayContaining([real]),
          });
          // Only the trust in a certificate is not known.
          if (settings.smtpd_tls_CAfile === undefined) expect(new Set(ways).size).toBe(1);
        }
      }
    });
  });
});

function shownBy({ certificate }: Certificate): Required<ClientCertificate> {
  const read = new X509Certificate(certificate);
  const key = read.publicKey.export({ type: 'spki', format: 'der' });
  const digest = createHash('sha256').update(key).digest('hex').toUpperCase();
  return {
    fingerprint: read.fingerprint256,
    publicKey: digest.replace(/..(?!$)/g, '$&:'),
    name: /CN=(.*)/.exec(read.subject)?.[1] ?? '',
  };
}

/** The reply to RCPT, or the first one that refuses. */
async function converse(
  port: number,
  client: Certificate | 'none' | 'plain',
  signal: AbortSignal,
): Promise<string> {
  const session = await smtp(port, { signal });
  try {
    const steps = [
      () => session.ehlo('client.example.net'),
      ...(client === 'plain'
        ? []
        : [
            () => session.startTls(client === 'none' ? undefined : client),
            () => session.ehlo('client.example.net'),
          ]),
      () => session.mail('ann@example.net'),
      () => session.rcpt('bob@example.org'),
    ];
    let reply: Reply = session.greeting;
    for (const step of steps) {
      reply = await step();
      if (reply.code >= 400) break;
    }
    return reply.code < 400 ? 'accepted' : reply.text.trimEnd();
  } finally {
    session.close();
  }
}

function replyOf(received: Received): string {
  return received.kind === 'refused' ? textOf(received.reply).trimEnd() : received.kind;
}
