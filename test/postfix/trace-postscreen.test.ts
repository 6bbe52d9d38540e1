// What we say that postscreen(8) answers to a client that it refuses by itself, and what it really answers; and what
// smtpd(8) answers after it, inside TLS, and to a client that logs in where it cannot.
import { expect, test } from 'vitest';
import { everyWay } from '../../server/src/mail/trace/journey.ts';
import type { TraceRequest } from '../../server/src/mail/trace/model.ts';
import { receive, textOf } from '../../server/src/mail/trace/smtpd.ts';
import {
  describeRunningPostfix,
  type PostfixInstance,
  smtp,
  supportingServices,
  withPostfix,
} from './harness';
import { makeCertificate } from './support/certificate';
import { serviceLine, systemOf } from './trace/systems';

const mainCf = `
compatibility_level = 3.6
mydestination = example.com
local_recipient_maps =
local_transport = discard:
postscreen_cache_map =
postscreen_greet_wait = 1s
smtpd_tls_chain_files = $config_directory/chain.pem
smtpd_sasl_auth_enable = yes
`;

const listed = 'cidr:{{127.0.0.1 reject}}';
const screens: readonly Readonly<Record<string, string>>[] = [
  { postscreen_access_list: 'permit_mynetworks' },
  { postscreen_access_list: listed, postscreen_denylist_action: 'enforce' },
  { postscreen_access_list: listed, postscreen_denylist_action: 'drop' },
  { postscreen_access_list: listed, postscreen_denylist_action: 'ignore' },
  { postscreen_access_list: 'cidr:{{127.0.0.1 permit}}', postscreen_denylist_action: 'drop' },
  { postscreen_access_list: 'reject', postscreen_denylist_action: 'enforce' },
  { postscreen_access_list: 'cidr:{{127.0.0.1 dunno}}, reject', postscreen_denylist_action: 'enforce' },
  // postscreen does not open a table that another table names.
  { postscreen_access_list: 'cidr:{{127.0.0.1 hash:more}}, reject', postscreen_denylist_action: 'enforce' },
  { postscreen_access_list: 'nonsense, reject', postscreen_denylist_action: 'enforce' },
];

const protectedServices: readonly Readonly<Record<string, string>>[] = [
  { smtpd_tls_security_level: 'encrypt' },
  { smtpd_tls_security_level: 'may', smtpd_tls_auth_only: 'yes' },
  { smtpd_tls_security_level: 'may', smtpd_client_restrictions: 'reject_plaintext_session' },
  { smtpd_sasl_auth_enable: 'no' },
  { smtpd_discard_ehlo_keywords: 'auth' },
  { smtpd_helo_required: 'yes' },
];

const masterCf = [
  ...screens.map((settings, i) => serviceLine(`screen${i}`, 'inet n - n - 1', 'postscreen', settings)),
  ...protectedServices.map((settings, i) => serviceLine(`smtpd${i}`, 'inet n - n - -', 'smtpd', settings)),
  'smtpd pass - - n - - smtpd\ndnsblog unix - - n - 0 dnsblog\ntlsproxy unix - - n - 0 tlsproxy\n',
  supportingServices,
].join('');

const request: TraceRequest = {
  client: { address: '127.0.0.1', name: 'localhost' },
  helo: 'client.example.org',
  sender: 'ann@example.org',
  recipients: ['ann@example.com'],
};

describeRunningPostfix('clients that are refused before their mail is known', () => {
  test('the replies are the same', async () => {
    const { key, certificate } = await makeCertificate();
    await withPostfix(
      { mainCf, masterCf, tables: { 'chain.pem': `${key}${certificate}` } },
      async (postfix) => {
        let compared = 0;
        for (const i of screens.keys()) compared += await compare(postfix, `screen${i}`, request);
        for (const i of protectedServices.keys())
          for (const tls of [false, true])
            for (const login of ['ann', undefined])
              for (const helo of ['client.example.org', undefined])
                compared += await compare(postfix, `smtpd${i}`, {
                  ...without(request),
                  ...(helo !== undefined && { helo }),
                  ...(login !== undefined && { login }),
                  tls,
                });
        expect(compared).toBeGreaterThan(25);
      },
    );
  });
});

function without({ helo: _, ...rest }: TraceRequest): TraceRequest {
  return rest;
}

/** The number of comparisons. */
async function compare(postfix: PostfixInstance, service: string, mail: TraceRequest): Promise<number> {
  const real = await converse(postfix, service, mail);
  if (real === undefined) return 0;
  const said = everyWay(systemOf(postfix, []), 100, (journey) => {
    const received = receive(journey, { ...mail, service: String(postfix.port(service)) });
    return received.kind === 'refused' ? textOf(received.reply) : received.kind;
  }).ways;
  expect({ service, mail, said: [...new Set(said)] }).toEqual({ service, mail, said: [real] });
  return 1;
}

/** Undefined if the mail cannot be tried: no TLS, or a login that works until the password is checked. */
async function converse(
  postfix: PostfixInstance,
  service: string,
  { helo, sender, recipients, tls, login }: TraceRequest,
): Promise<string | undefined> {
  const session = await smtp(postfix.port(service));
  try {
    if (session.greeting.code >= 400) return session.greeting.text;
    if (tls && (await session.startTls()).code !== 220) return undefined;
    const steps = [
      ...(helo === undefined ? [] : [() => session.ehlo(helo)]),
      ...(login === undefined ? [] : [() => session.login(login, 'x')]),
      () => session.mail(sender),
      () => session.rcpt(recipients[0] ?? ''),
    ];
    for (const step of steps) {
      const reply = await step();
      // The password is wrong: the client could log in.
      if (reply.code === 535) return undefined;
      if (reply.code >= 400) return reply.text;
    }
    return 'accepted';
  } finally {
    session.close();
  }
}
