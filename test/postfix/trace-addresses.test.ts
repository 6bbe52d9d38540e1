// What we say about an address, and what the real trivial-rewrite(8) answers: its complete form, and where it goes.
import { expect, test } from 'vitest';
import { quoteLocal } from '../../server/src/mail/trace/addresses.ts';
import { everyWay } from '../../server/src/mail/trace/journey.ts';
import { programOf } from '../../server/src/mail/trace/program.ts';
import { type Resolution, resolveAddress } from '../../server/src/mail/trace/resolve.ts';
import { rewriteExternal } from '../../server/src/mail/trace/rewriting.ts';
import { inParallel } from '../support/parallel.ts';
import { describeRunningPostfix, supportingServices, withPostfix } from './harness';
import { type Attributes, InternalClient } from './support/internal';
import { someAddress, someDomains, somePatterns, someTable } from './trace/addresses';
import { Random, seeds } from './trace/random';
import { type Settings, serviceLine, systemOf } from './trace/systems';

const services = 40;
const addresses = 60;

const mainCf = 'compatibility_level = 3.6\nmydomain = example.com\nproxy_read_maps = proxy:static:x\n';

/** Settings that change what trivial-rewrite(8) does, with the tables that they name. */
function someSettings(random: Random, number: number, tables: Record<string, string>): Settings {
  const yesNo = (): string => (random.chance(0.5) ? 'yes' : 'no');
  const settings: Record<string, string> = {};
  const maybe = (name: string, value: () => string, probability = 0.4): void => {
    if (random.chance(probability)) settings[name] = value();
  };
  const table = (name: string, value: () => string): string => {
    const file = `${name}${number}`;
    const type = random.pick(['hash', 'texthash', 'texthash', 'cdb']);
    tables[type === 'texthash' ? file : `${type}:${file}`] = someTable(random, value);
    const first = `${type}:$config_directory/${file}`;
    if (random.chance(0.7)) return first;
    const patterns = `${name}p${number}`;
    tables[patterns] = somePatterns(random, (group) => (group === '' ? value() : `${value()}${group}`));
    const second = `${random.pick(['regexp', 'pcre'])}:$config_directory/${patterns}`;
    return random.chance(0.5) ? `${first} ${second}` : `${second} ${first}`;
  };
  const transport = (): string =>
    random.pick([
      'smtp:[192.0.2.1]',
      ':',
      'lmtp:unix:/x',
      'error:gone',
      'error',
      'relay:',
      ':[gw.example.net]:26',
      'custom',
      'retry:4.0.0 later',
      'discard:',
    ]);
  maybe('myorigin', () => random.pick(['example.net', 'mail.example.com', 'host']));
  maybe('append_at_myorigin', yesNo, 0.2);
  maybe('append_dot_mydomain', yesNo);
  maybe('swap_bangpath', yesNo);
  maybe('allow_percent_hack', yesNo);
  maybe('resolve_dequoted_address', yesNo);
  maybe('resolve_null_domain', yesNo);
  maybe('resolve_numeric_domain', yesNo);
  maybe('allow_min_user', yesNo, 0.3);
  maybe('smtputf8_enable', yesNo, 0.3);
  maybe('show_user_unknown_table_name', yesNo, 0.2);
  maybe('remote_header_rewrite_domain', () => random.pick(['', 'domain.invalid', 'remote']));
  maybe('recipient_delimiter', () => random.pick(['+', '-', '+-', '-+.']), 0.6);
  maybe('owner_request_special', yesNo, 0.2);
  maybe('mydestination', () => someDomains(random), 0.6);
  maybe('virtual_alias_domains', () => someDomains(random));
  maybe('virtual_mailbox_domains', () => someDomains(random));
  maybe('relay_domains', () => someDomains(random));
  maybe('parent_domain_matches_subdomains', () =>
    random.pick(['', 'relay_domains', 'transport_maps', 'relay_domains transport_maps']),
  );
  maybe('relayhost', () => random.pick(['[gw.example.net]', 'isp.example.net:587']));
  maybe('local_transport', () =>
    random.pick(['local', 'local:$myhostname', 'error:no local mail', 'lmtp:unix:/y']),
  );
  maybe('virtual_transport', () => random.pick(['virtual', 'lmtp:unix:private/dovecot']));
  maybe('relay_transport', () => random.pick(['relay', 'smtp:[10.0.0.1]', 'relay:']));
  maybe('default_transport', () => random.pick(['smtp', 'smtp:[10.0.0.2]', 'error:outside']), 0.4);
  maybe(
    'empty_address_recipient',
    () => random.pick(['MAILER-DAEMON', 'postmaster@example.net', 'ann']),
    0.3,
  );
  maybe('proxy_interfaces', () => random.pick(['192.0.2.7', '192.0.2.7, 192.0.2.8']), 0.3);
  maybe('transport_maps', () => table('transport', transport), 0.6);
  maybe('relocated_maps', () => table('relocated', () => 'ann@example.net'), 0.25);
  maybe(
    'sender_dependent_relayhost_maps',
    () => table('relayhosts', () => random.pick(['[s.example.net]', 'DUNNO', 'dunno'])),
    0.3,
  );
  maybe(
    'sender_dependent_default_transport_maps',
    () => table('defaults', () => random.pick(['smtp:[t.example.net]', 'DUNNO', 'lmtp:', 'custom'])),
    0.3,
  );
  return settings;
}

interface Comparison {
  readonly settings: Settings;
  readonly question: string;
  readonly real: string;
  readonly ours: readonly string[];
}

describeRunningPostfix('addresses: our answer and that of trivial-rewrite(8)', () => {
  test.each(seeds())('seed %i', async (seed) => {
    const random = new Random(seed);
    const tables: Record<string, string> = {};
    const all = Array.from({ length: services }, (_, i) => someSettings(random, i, tables));
    const lines = all.map((settings, i) =>
      serviceLine(`rewrite${i}`, 'unix - - n - -', 'trivial-rewrite', settings),
    );
    const masterCf = `${lines.join('')}${supportingServices}`;
    const questions = all.map(() =>
      Array.from({ length: addresses }, () => ({
        address: someAddress(random),
        sender: random.chance(0.2) ? '' : someAddress(random),
      })),
    );
    const comparisons = await withPostfix({ mainCf, masterCf, tables }, async (postfix) => {
      const system = systemOf(postfix, Object.keys(tables));
      const found = await inParallel([...all.entries()], 4, async ([i, settings]) => {
        const { client } = await InternalClient.connect(postfix.queueDirectory, `private/rewrite${i}`);
        const answers: Comparison[] = [];
        const say = async (
          question: string,
          request: Attributes,
          ours: readonly string[],
          text: (reply: Attributes) => string,
        ) => {
          answers.push({ settings, question, real: text(await client.ask(request)), ours });
        };
        for (const { address, sender } of questions[i] ?? []) {
          const external = quoteLocal(address);
          for (const rule of ['local', 'remote'] as const) {
            const { ways } = everyWay(system, 4, (journey) =>
              rewriteExternal(programOf(journey, 'trivial-rewrite', `rewrite${i}`), external, rule),
            );
            await say(
              `${rule} ${external}`,
              { request: 'rewrite', rule, address: external },
              ways,
              (reply) => reply.address ?? '',
            );
          }
          const { ways } = everyWay(system, 16, (journey) =>
            ourWords(resolveAddress(programOf(journey, 'trivial-rewrite', `rewrite${i}`), sender, address)),
          );
          await say(
            `resolve ${sender} -> ${address}`,
            { request: 'resolve', sender, address },
            ways,
            itsWords,
          );
        }
        client.close();
        return answers;
      });
      return found.flat();
    });
    const wrong = comparisons.filter(({ real, ours }) => !ours.includes(real));
    const certain = comparisons.filter(({ ours }) => ours.length === 1);
    console.log(
      `seed ${seed}: ${comparisons.length} answers of trivial-rewrite, ${wrong.length} contradictions, ` +
        `${comparisons.length - certain.length} depend on something`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(2000);
    expect(certain.length).toBeGreaterThan(comparisons.length * 0.95);
  });
});

const classes = {
  local: 256,
  'virtual-alias': 512,
  'virtual-mailbox': 1024,
  relay: 2048,
  default: 4096,
} as const;
const routedFlag = 2;
const errorFlag = 4;
const failFlag = 8;

/** Our answer, and the daemon's, in the same words. */
function ourWords({ kind, domainClass, routed, transport, nexthop, address }: Resolution): string {
  if (kind === 'failure') return 'failure';
  if (kind === 'bad-address') return `bad address ${address}`;
  return `${domainClass}${routed ? ' routed' : ''} ${transport}:${nexthop} ${address}`;
}

function itsWords({ flags, transport, nexthop, recipient = '' }: Attributes): string {
  const bits = Number(flags);
  if (bits & failFlag) return 'failure';
  if (bits & errorFlag) return `bad address ${recipient}`;
  const [domainClass] = Object.entries(classes).find(([, bit]) => bits & bit) ?? [];
  return `${domainClass}${bits & routedFlag ? ' routed' : ''} ${transport}:${nexthop} ${recipient}`;
}
