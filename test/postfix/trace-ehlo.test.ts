// What we say that smtpd(8) announces after EHLO, and what it really announces: for clients that XCLIENT simulates, and
// before and after STARTTLS.
import { expect, test } from 'vitest';
import { announcements } from '../../server/src/mail/ehlo.ts';
import { Journey } from '../../server/src/mail/trace/journey.ts';
import { Program } from '../../server/src/mail/trace/program.ts';
import {
  describeRunningPostfix,
  type PostfixInstance,
  smtp,
  supportingServices,
  withPostfix,
} from './harness';
import { makeCertificate } from './support/certificate';
import { serviceLine, systemOf } from './trace/systems';

const configurations: readonly Readonly<Record<string, string>>[] = [
  {},
  { smtpd_sasl_auth_enable: 'yes' },
  { smtpd_sasl_auth_enable: 'yes', smtpd_tls_security_level: 'may' },
  { smtpd_sasl_auth_enable: 'yes', smtpd_tls_security_level: 'may', smtpd_tls_auth_only: 'yes' },
  { smtpd_sasl_auth_enable: 'yes', smtpd_tls_security_level: 'encrypt' },
  { smtpd_use_tls: 'yes', smtpd_sasl_auth_enable: 'yes', smtpd_sasl_exceptions_networks: '192.0.2.0/24' },
  { smtpd_tls_security_level: 'may', smtpd_discard_ehlo_keywords: 'starttls, Chunking dsn, silent-discard' },
  { smtpd_sasl_auth_enable: 'yes', smtpd_discard_ehlo_keywords: 'auth size' },
  {
    smtpd_discard_ehlo_keyword_address_maps: 'inline:{192.0.2.5=pipelining,203.0.113.9=etrn}',
    smtpd_discard_ehlo_keywords: 'vrfy',
  },
  { disable_vrfy_command: 'yes', message_size_limit: '0', smtputf8_enable: 'no' },
  { message_size_limit: '12345', smtpd_authorized_verp_clients: '203.0.113.0/24' },
  { smtpd_authorized_xforward_hosts: '192.0.2.5', smtpd_discard_ehlo_keywords: 'verp xclient' },
  { smtpd_authorized_verp_clients: '192.0.2.5', smtpd_discard_ehlo_keywords: 'verp' },
  { smtpd_tls_security_level: 'encrypt', smtpd_tls_wrappermode: 'no', smtpd_enforce_tls: 'no' },
  { smtpd_tls_security_level: 'none', smtpd_use_tls: 'yes' },
];

const clients = ['127.0.0.1', '192.0.2.5', '203.0.113.9'] as const;

describeRunningPostfix('the announcements of smtpd', () => {
  test('are those that we show', async () => {
    const { key, certificate } = await makeCertificate();
    const masterCf = [
      ...configurations.map((settings, i) => serviceLine(`ehlo${i}`, 'inet n - n - -', 'smtpd', settings)),
      supportingServices,
    ].join('');
    const mainCf = `
compatibility_level = 3.6
mynetworks = 127.0.0.0/8
smtpd_tls_chain_files = $config_directory/chain.pem
`;
    await withPostfix(
      { mainCf, masterCf, tables: { 'chain.pem': `${key}${certificate}` } },
      async (postfix) => {
        let compared = 0;
        for (const [i, settings] of configurations.entries()) {
          for (const client of clients) {
            for (const encrypted of [false, true]) {
              const real = await announced(postfix, `ehlo${i}`, client, encrypted);
              if (real === undefined) continue;
              compared++;
              expect({ settings, client, encrypted, said: said(postfix, i, client, encrypted) }).toEqual({
                settings,
                client,
                encrypted,
                said: real,
              });
            }
          }
        }
        // Services without TLS are compared once for each client.
        expect(compared).toBeGreaterThan(configurations.length * clients.length);
      },
    );
  });
});

/** Undefined if there is no TLS. */
async function announced(
  postfix: PostfixInstance,
  service: string,
  client: string,
  encrypted: boolean,
): Promise<readonly string[] | undefined> {
  const session = await smtp(postfix.port(service));
  try {
    if (encrypted && (await session.startTls()).code !== 220) return undefined;
    if (client !== '127.0.0.1') await session.xclient({ ADDR: client, NAME: '[UNAVAILABLE]' });
    const { lines } = await session.ehlo();
    return lines.slice(1).flatMap((line) => {
      const [keyword = '', argument] = line.split(' ');
      if (isForRealClient(keyword) && client !== '127.0.0.1') return [];
      return keyword === 'SIZE' && argument !== undefined ? `SIZE ${argument}` : keyword;
    });
  } finally {
    session.close();
  }
}

function said(
  postfix: PostfixInstance,
  number: number,
  address: string,
  encrypted: boolean,
): readonly string[] {
  const system = systemOf(postfix, []);
  const port = String(postfix.port(`ehlo${number}`));
  const service = system.instance.services.find(({ name }) => name.endsWith(`:${port}`));
  const program = new Program(new Journey(system, []), 'smtpd', service);
  return announcements(program, { address, encrypted }).flatMap(({ keyword, isAnnounced, argument }) => {
    if (isAnnounced !== true || (isForRealClient(keyword) && address !== '127.0.0.1')) return [];
    return argument === undefined ? keyword : `${keyword} ${argument}`;
  });
}

/** XCLIENT does not change who may use it. */
function isForRealClient(keyword: string): boolean {
  return keyword === 'XCLIENT' || keyword === 'XFORWARD';
}
