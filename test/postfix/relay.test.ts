// What we say about relaying, and what the real smtpd does: a stranger, a client of mynetworks, and a user who has
// logged in send to a foreign domain and to one of ours. Each configuration is a separate service on a separate port.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import { Instance, type PlacedService } from '../../server/src/instance/instance.ts';
import { expandedClass, restrictionClasses } from '../../server/src/instance/restriction-classes.ts';
import { type FileState, Tables } from '../../server/src/instance/table-files.ts';
import {
  insider,
  insiderToUs,
  type Mail,
  stranger,
  strangerToUs,
  user,
  userToUs,
} from '../../server/src/mail/mail.ts';
import type { MailSystem } from '../../server/src/mail/mail-system.ts';
import { inAddressList } from '../../server/src/mail/networks.ts';
import { relay } from '../../server/src/mail/relay.ts';
import { ChunkParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { corpusFiles, corpusFolder, orSkip } from '../support/corpus.ts';
import { inParallel } from '../support/parallel.ts';
import {
  attempt,
  describeRunningPostfix,
  findPostfix,
  type PostfixInstance,
  supportingServices,
  withPostfix,
} from './harness';
import { configurations, tables } from './relay/configurations.ts';

const catalog = new Catalog();

const mainCf = `
compatibility_level = 3.6
mynetworks = 127.0.0.0/8, 192.0.2.0/24
mydestination = example.com
local_recipient_maps =
smtpd_sasl_auth_enable = yes
smtpd_policy_service_try_limit = 1
smtpd_policy_service_timeout = 1s
address_verify_poll_count = 1
smtpd_tls_security_level = none
proxy_read_maps = proxy:hash:$config_directory/clients
`;

/** The clients that XCLIENT simulates, each with our answer for its kind in general. */
const actors = {
  stranger: { address: '203.0.113.9', foreign: stranger, local: strangerToUs },
  insider: { address: '192.0.2.5', foreign: insider, local: insiderToUs },
  user: { address: '203.0.113.9', login: 'alice', foreign: user, local: userToUs },
} as const;
const recipients = { foreign: 'user@example.net', local: 'user@example.com' } as const;
const session = { helo: 'client.example.org', sender: 'a@example.org', name: 'unknown', encrypted: false };

type Deed = 'permits' | 'refuses' | 'dies';

interface Comparison {
  readonly configuration: string;
  readonly mail: string;
  readonly deed: Deed;
  /** For this client, and for all of its kind; undefined if it is not of that kind. */
  readonly said: { readonly exact: string; readonly general: string | undefined };
}

describeRunningPostfix('who may send where: our answer and smtpd’s', () => {
  test('for configurations of our own', async () => {
    expect(configurations.length).toBeGreaterThanOrEqual(60);
    const comparisons = await compare(configurations);
    const { certain } = tell('ours', comparisons);
    expect(contradictions(comparisons)).toEqual([]);
    // "May" would always be right.
    expect(certain).toBeGreaterThan(comparisons.length * 0.75);
  });

  test('for the restriction lists of real configurations', async (context) => {
    const found = orSkip(context, corpusConfigurations());
    expect(found.length).toBeGreaterThan(20);
    const comparisons = await compare(found);
    tell('corpus', comparisons);
    expect(contradictions(comparisons)).toEqual([]);
  });
});

async function compare(list: readonly string[]): Promise<readonly Comparison[]> {
  const services = list.map((text, i) => serviceLine(`relay${i}`, text));
  const masterCf = `${services.join('')}${supportingServices}`;
  return withPostfix({ mainCf, masterCf, tables }, async (postfix) => {
    const system = systemOf(postfix, masterCf);
    const comparisons = await inParallel([...list.entries()], 16, ([i, configuration]) => {
      const service = system.instance.services.find(({ name }) => name === `relay${i}`);
      if (service === undefined) throw new Error(`no service for ${configuration}`);
      return compareOne(postfix, system, service, configuration);
    });
    return comparisons.flat();
  });
}

async function compareOne(
  postfix: PostfixInstance,
  system: MailSystem,
  service: PlacedService,
  configuration: string,
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  const dies = postfix.onceLogged(new RegExp(` ${service.name}/smtpd\\[\\d+\\]: (?:fatal|panic): `));
  for (const [name, actor] of Object.entries(actors)) {
    for (const destination of ['foreign', 'local'] as const) {
      const { address } = actor;
      const login = 'login' in actor ? { login: actor.login } : {};
      const mail: Mail = { ...session, ...login, address, destination, recipient: recipients[destination] };
      const said = {
        exact: relay(system, service, mail).verdict,
        general: isOfItsKind(system, service, name, mail)
          ? relay(system, service, actor[destination]).verdict
          : undefined,
      };
      // After smtpd has exited, master(8) waits a minute before it starts another one.
      const deed = comparisons[0]?.deed === 'dies' ? 'dies' : await deedOf(postfix, service, mail, dies);
      comparisons.push({ configuration, mail: `${name}, ${destination}`, deed, said });
    }
  }
  return comparisons;
}

/** With an unusual mynetworks, our insider may be a stranger, and our stranger an insider. */
function isOfItsKind(
  { instance, tables }: MailSystem,
  service: PlacedService,
  actor: string,
  mail: Mail,
): boolean {
  const isTrusted = inAddressList(tables, instance, 'mynetworks', service, mail) === 'in';
  const holdsTheWorld = /(?:^|[\s,])0\.0\.0\.0/.test(instance.expanded('mynetworks', service)?.text ?? '');
  return holdsTheWorld || isTrusted === (actor === 'insider');
}

async function deedOf(
  postfix: PostfixInstance,
  service: PlacedService,
  mail: Mail,
  signal: AbortSignal,
): Promise<Deed> {
  const { address = '', login, sender = '', recipient = '', helo = '' } = mail;
  const asked = {
    client: address,
    ...(typeof login === 'string' && { login }),
    helo,
    from: sender,
    to: recipient,
  };
  const reply = await attempt(postfix.port(service.name), asked, { signal }).catch(() => undefined);
  return reply === undefined ? 'dies' : reply.code < 400 ? 'permits' : 'refuses';
}

/** Answers that are stated as certain but are wrong. */
function contradictions(comparisons: readonly Comparison[]): readonly string[] {
  return comparisons
    .filter(({ deed, said: { exact, general } }) =>
      [exact, general].some((verdict) => verdict !== undefined && verdict !== 'may' && verdict !== deed),
    )
    .map(
      ({ configuration, mail, deed, said: { exact, general } }) =>
        `${configuration}\n${mail}: smtpd ${deed}, we say ${exact}, in general ${general}`,
    );
}

function tell(name: string, comparisons: readonly Comparison[]): { readonly certain: number } {
  const count = (verdict: string): number => comparisons.filter(({ said }) => said.exact === verdict).length;
  const [permits, refuses, may, dies] = ['permits', 'refuses', 'may', 'dies'].map(count);
  const number = new Set(comparisons.map(({ configuration }) => configuration)).size;
  console.log(
    `${name}: ${number} configurations, ${comparisons.length} mails: ` +
      `${permits} permits, ${refuses} refuses, ${dies} dies, ${may} may; ` +
      `${contradictions(comparisons).length} contradictions`,
  );
  return { certain: comparisons.length - (may ?? 0) };
}

// --- The services

/** An smtpd service with these overrides; its log lines have its name. */
function serviceLine(name: string, text: string): string {
  const overrides = text.split('\n').map((line) => {
    const [, parameter = '', value = ''] = /^(\S+) *= *(.*)$/.exec(line) ?? [];
    return `  -o { ${parameter} = ${value} }\n`;
  });
  return `${name} inet n - n - - smtpd\n  -o syslog_name=${name}\n${overrides.join('')}`;
}

function systemOf(postfix: PostfixInstance, masterCf: string): MailSystem {
  const directory = `file://${postfix.directory}`;
  const tree = <T>(text: string, parser: ChunkParser<T>): Tree<T> => new Tree(SourceText.of(text), parser);
  const instance = new Instance(
    {
      directory,
      main: { uri: `${directory}/main.cf`, tree: tree(mainCf, new ChunkParser(parseMainLine)) },
      master: { uri: `${directory}/master.cf`, tree: tree(masterCf, new ChunkParser(parseMasterLine)) },
    },
    catalog,
    release(findPostfix()?.version ?? '3.7.0'),
  );
  const files = Object.entries(tables).map(([key, text]): [string, FileState] => [
    `${directory}/${key.replace(/^\w+:/, '')}`,
    { text: SourceText.of(text) },
  ]);
  return { instance, tables: new Tables(instance, new Map(files)) };
}

// --- The corpus

const stages = ['client', 'helo', 'sender', 'relay', 'recipient'] as const;
const more = [
  'smtpd_delay_reject',
  'smtpd_relay_before_recipient_restrictions',
  'parent_domain_matches_subdomains',
  'smtpd_reject_unlisted_sender',
  'permit_mx_backup_networks',
];

/** The lists of each service of each tree, expanded; undefined without a corpus. */
function corpusConfigurations(): readonly string[] | undefined {
  if (corpusFiles('trees') === undefined) return undefined;
  const found = new Set<string>();
  for (const name of readdirSync(join(corpusFolder, 'trees'))) {
    const folder = join(corpusFolder, 'trees', name);
    for (const main of readdirSync(folder, { recursive: true }).map(String)) {
      if (!/(^|\/)main\.cf$/.test(main)) continue;
      for (const text of listsOf(join(folder, main))) found.add(text);
    }
  }
  for (const main of corpusFiles('main') ?? []) for (const text of listsOf(main)) found.add(text);
  // An even selection: as many as can be tried in the available time.
  const all = [...found].sort();
  const step = Math.max(1, Math.ceil(all.length / maxOfCorpus));
  return all.filter((_, i) => i % step === 0);
}

const maxOfCorpus = 100;

function* listsOf(mainFile: string): Generator<string> {
  const read = (file: string): string | undefined => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  };
  const main = read(mainFile);
  const master = read(mainFile.replace(/main\.cf$/, 'master.cf'));
  if (main === undefined) return;
  const uri = 'file:///etc/postfix';
  const instance = new Instance(
    {
      directory: uri,
      main: { uri: `${uri}/main.cf`, tree: new Tree(SourceText.of(main), new ChunkParser(parseMainLine)) },
      ...(master !== undefined &&
        !mainFile.startsWith(join(corpusFolder, 'main')) && {
          master: {
            uri: `${uri}/master.cf`,
            tree: new Tree(SourceText.of(master), new ChunkParser(parseMasterLine)),
          },
        }),
    },
    catalog,
    release('3.7'),
  );
  const smtpd = instance.services.filter(
    ({ program, type }) => program === 'smtpd' && /^(inet|pass)$/.test(type),
  );
  for (const service of [undefined, ...smtpd]) {
    const lines: string[] = [];
    for (const stage of stages) {
      const parameter = `smtpd_${stage}_restrictions`;
      lines.push(`${parameter} = ${flat(instance.expanded(parameter, service)?.text)}`);
    }
    for (const parameter of more) {
      const value = instance.value(parameter, service);
      if (value !== undefined && value.source.kind !== 'default')
        lines.push(`${parameter} = ${flat(instance.expanded(parameter, service)?.text)}`);
    }
    const classes = restrictionClasses(instance, service);
    if (classes.length > 0) lines.push(`smtpd_restriction_classes = ${classes.join(' ')}`);
    for (const name of classes)
      lines.push(`${name} = ${flat(expandedClass(instance, name, service)?.expansion.text)}`);
    const text = lines.join('\n');
    // What an override cannot contain. Without proxy:, because smtpd exits if proxymap cannot open a table.
    if (!/[{}$#]/.test(text)) yield text.replaceAll('proxy:', '');
  }
}

function flat(text = ''): string {
  return text.replace(/\s+/g, ' ').trim();
}
