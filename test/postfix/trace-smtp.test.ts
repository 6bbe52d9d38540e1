// How smtp(8) sends mail to a server: what we say it does, and what the server sees. Addresses after generic rewriting,
// the TLS security level, and the credentials. Each configuration is a service of its own.
import { expect, test } from 'vitest';
import type { TracedRecipient, Way } from '../../server/src/mail/trace/model.ts';
import { traceMail } from '../../server/src/mail/trace/trace.ts';
import { describeRunningPostfix, send, supportingServices, withNameServer, withPostfix } from './harness';
import { makeCertificate } from './support/certificate';
import { type Recorder, withRecorder } from './support/recorder';
import { Random, seeds } from './trace/random';
import { type Settings, serviceLine, systemOf } from './trace/systems';

const count = Number(process.env.TRACE_CLIENTS ?? 50);

const zone = {
  a: { 'mx.dest.example': '127.0.0.1' },
  mx: { 'a.b.dest.example': [[10, 'mx.dest.example'] as const] },
};

/** One configuration of the client. */
interface Client {
  readonly settings: Settings;
  readonly tables: Readonly<Record<string, string>>;
  readonly nexthop: string;
  readonly hasTls: boolean;
  readonly sender: string;
  readonly user: string;
}

const levels = ['none', 'may', 'encrypt', 'verify', 'secure', 'fingerprint'];
const policies = [
  'nothing',
  'none ciphers=high',
  'fingerprint match=12:AB match=CD',
  'fingerprint match=nothing',
  'secure match=nexthop:dot-nexthop',
  'encrypt match=nexthop',
  'may colour=blue',
  'may servername=mx.dest.example',
  'encrypt servername=-bad-',
  'encrypt ciphers=high ciphers=high',
  'encrypt =x',
];
const users = ['ann', 'ann+news', 'bob', 'bob+x+y'];

class Clients {
  constructor(
    private readonly random: Random,
    private readonly ports: { readonly tls: number; readonly plain: number },
  ) {}

  one(number: number): Client {
    const { random } = this;
    const hasTls = random.chance(0.7);
    const port = hasTls ? this.ports.tls : this.ports.plain;
    const settings: Record<string, string> = { smtp_sasl_security_options: 'noanonymous' };
    const tables: Record<string, string> = {};
    const table = (name: string, lines: readonly (readonly [string, string])[]): string => {
      tables[`${name}${number}`] = [...new Map(lines)].map(([key, value]) => `${key} ${value}\n`).join('');
      return `texthash:$config_directory/${name}${number}`;
    };
    const nexthop = random.pick([
      `[127.0.0.1]:${port}`,
      `[mx.dest.example]:${port}`,
      `a.b.dest.example:${port}`,
      'a.b.dest.example',
    ]);
    if (nexthop === 'a.b.dest.example') settings.smtp_tcp_port = String(port);
    const host = nexthop.replace(/:\d+$/, '').replace(/[[\]]/g, '');
    const sender = random.chance(0.15)
      ? ''
      : `${random.pick(users)}@${random.pick(['home.example', 'other.example'])}`;

    if (random.chance(0.6)) settings.smtp_tls_security_level = random.pick([...levels, 'may', 'encrypt']);
    if (random.chance(0.15)) settings.smtp_use_tls = 'yes';
    if (random.chance(0.1)) settings.smtp_enforce_tls = 'yes';
    if (random.chance(0.1)) settings.smtp_tls_enforce_peername = 'no';
    if (random.chance(0.3)) settings.smtp_tls_fingerprint_cert_match = random.pick(['12:34:AB', 'xyz']);
    const kind = random.below(4);
    if (kind < 2) {
      const keys = [
        nexthop,
        host,
        `[${host}]`,
        '.dest.example',
        '.b.dest.example',
        'dest.example',
        '.example',
      ];
      const policy = () => random.pick([...levels, 'MAY', 'encrypt protocols=>=TLSv1', ...policies]);
      settings.smtp_tls_policy_maps = table(
        'policy',
        random.some(keys, 0.4).map((key) => [key, policy()]),
      );
    } else if (kind === 2) {
      const site = () => random.pick(['NONE', 'MAY', 'MUST', 'MUST_NOPEERMATCH', 'may']);
      settings.smtp_tls_per_site = table(
        'site',
        random.some([nexthop, host, 'dest.example'], 0.5).map((key) => [key, site()]),
      );
    }
    if (random.chance(0.6)) {
      settings.smtp_sasl_auth_enable = 'yes';
      // The names of MX hosts are in DNS.
      const hosts = nexthop.startsWith('[') ? [host] : [];
      const keys = [nexthop, ...hosts, sender || 'x', 'ann@home.example', '@home.example', 'b.dest.example'];
      settings.smtp_sasl_password_maps = table(
        'passwords',
        random.some(keys, 0.5).map((key) => [key, `${key.replaceAll(':', '|')}:secret`]),
      );
      if (random.chance(0.5)) settings.smtp_sender_dependent_authentication = 'yes';
    }
    if (random.chance(0.6)) {
      const addresses = [
        ...users.map((user) => `${user}@home.example`),
        '@home.example',
        '@other.example',
        'ann',
        `@case${number}.example`,
      ];
      const value = () =>
        random.pick(['gen@public.example', 'gen', '@public.example', 'gen+1@public.example']);
      settings.smtp_generic_maps = table(
        'generic',
        random.some(addresses, 0.4).map((key) => [key, value()]),
      );
    }
    return { settings, tables, nexthop, hasTls, sender, user: random.pick(users) };
  }
}

describeRunningPostfix('what smtp sends', () => {
  test.each(seeds())('seed %i', async (seed) => {
    const certificate = await makeCertificate();
    await withRecorder(certificate, (tls) =>
      withRecorder(undefined, (plain) =>
        withNameServer(zone, ({ address }) => compare(seed, address, tls, plain)),
      ),
    );
  });
});

async function compare(seed: number, nameServer: string, tls: Recorder, plain: Recorder): Promise<void> {
  const random = new Random(seed);
  const make = new Clients(random, { tls: tls.port, plain: plain.port });
  const clients = Array.from({ length: count }, (_, i) => make.one(i));
  const transport = clients.map(({ nexthop }, i) => `case${i}.example case${i}:${nexthop}\n`).join('');
  const tables = Object.assign({ transport }, ...clients.map((client) => client.tables)) as Record<
    string,
    string
  >;
  const mainCf = `
compatibility_level = 3.6
mydomain = home.example
mynetworks = 127.0.0.0/8
myorigin = $mydomain
recipient_delimiter = +
propagate_unmatched_extensions = ${random.pick(['canonical, virtual', 'generic'])}
transport_maps = texthash:$config_directory/transport
smtp_host_lookup = dns
service_throttle_time = 1s
`;
  const masterCf = [
    'smtp inet n - n - - smtpd\n',
    supportingServices,
    ...clients.map(({ settings }, i) => serviceLine(`case${i}`, 'unix - - y - -', 'smtp', settings)),
  ].join('');
  await withPostfix({ mainCf, masterCf, tables, nameServer }, async (postfix) => {
    const system = systemOf(postfix, Object.keys(tables));
    const wrong: string[] = [];
    const ends = new Map<string, number>();
    for (const [i, { sender, user }] of clients.entries())
      await send(
        postfix.port(),
        { from: sender, to: `${user}@case${i}.example` },
        `Message-ID: <case${i}@test.example>\n\ntest\n`,
      );
    await postfix.waitForQueue((queue) => queue.every(({ queue_name }) => queue_name === 'deferred'));
    const log = await postfix.log();
    for (const [i, client] of clients.entries()) {
      const { sender, user, hasTls } = client;
      const trace = traceMail(system, {
        client: { address: '127.0.0.1' },
        service: String(postfix.port()),
        helo: 'client.example.org',
        sender,
        recipients: [`${user}@case${i}.example`],
      });
      const said = trace.ways.map((way) => expected(way, hasTls));
      const done = real(`case${i}@test.example`, log, hasTls ? tls : plain);
      const kind = done.replace(/ .*/, '');
      ends.set(kind, (ends.get(kind) ?? 0) + 1);
      if (!said.includes(done))
        wrong.push(`${JSON.stringify(client, null, 1)}\n  real: ${done}\n  said: ${said.join('\n        ')}`);
    }
    console.log(
      `seed ${seed}: ${clients.length} clients, ${[...ends].map(([kind, number]) => `${number} ${kind}`).join(', ')}; ${wrong.length} contradictions`,
    );
    expect(wrong).toEqual([]);
    expect(ends.get('encrypted') ?? 0).toBeGreaterThan(0);
    expect(ends.get('plain') ?? 0).toBeGreaterThan(0);
  });
}

/** What the server sees if our way is correct. */
function expected({ recipients: [recipient], steps }: Way, hasTls: boolean): string {
  if (recipient === undefined) return 'no recipient';
  if (recipient.outcome !== 'delivered') return `${recipient.outcome} ${recipient.reason}`;
  const problem = tlsProblem(recipient, hasTls);
  if (problem !== undefined) return problem;
  const isEncrypted = hasTls && recipient.tls !== undefined && recipient.tls !== 'none';
  const [, sender = '', address = ''] =
    steps
      .map(({ what }) => /^Sends the mail from <(.*)> to <(.*)>\.$/.exec(what))
      .find((match) => match !== null) ?? [];
  if (sender !== recipient.sender) return `two senders: ${sender}, ${recipient.sender}`;
  return shown(isEncrypted, recipient.credentials, sender, address);
}

/** The certificate of the server is not one that the client trusts. */
function tlsProblem({ tls = 'none' }: TracedRecipient, hasTls: boolean): string | undefined {
  if (tls === 'none' || tls === 'may') return undefined;
  if (!hasTls) return 'deferred 4.7.4 TLS is required, but was not offered';
  return tls === 'encrypt' ? undefined : 'deferred 4.7.5 Server certificate not trusted';
}

function shown(isEncrypted: boolean, key: string | undefined, sender: string, address: string): string {
  const login = key === undefined ? '' : ` as ${key.replaceAll(':', '|')}`;
  return `${isEncrypted ? 'encrypted' : 'plain'}${login} from <${sender}> to <${address}>`;
}

function real(id: string, log: string, { mails }: Recorder): string {
  const mail = mails.get(id);
  if (mail !== undefined) {
    const { encrypted, login, sender, recipients } = mail;
    return shown(encrypted, login, sender, recipients.join(', '));
  }
  const queueId = new RegExp(`: (\\w+): message-id=<${id}>`).exec(log)?.[1] ?? '';
  const [, dsn = '', status = '', reason = ''] =
    new RegExp(`: ${queueId}: to=.*, dsn=([\\d.]+), status=(\\w+) \\((.*)\\)`).exec(log) ?? [];
  const known = [
    /^TLS is required, but was not offered/,
    /^Server certificate not (?:trusted|verified)/,
  ].find((pattern) => pattern.test(reason));
  const text = (known?.exec(reason)?.[0] ?? reason).replace('not verified', 'not trusted');
  return `${status} ${dsn} ${text}`;
}
