// Compares the catalog with the installed Postfix.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release as releaseNamed } from '../../server/src/catalog/release.ts';
import {
  describePostfix,
  describeRunningPostfix,
  findPostfix,
  type PostfixInstance,
  postconf,
  postmap,
  smtp,
  standardMasterCf,
  withInstanceDirectory,
  withPostfix,
} from '../postfix/harness';
import { problemWith } from './check-value';
import {
  elementType,
  isUpTo,
  type Restriction,
  restrictions,
  services,
  tableTypes,
  type ValueType,
  valueTypes,
} from './data';

/** The release line of the installed Postfix, such as `3.7`. */
function installedRelease(): string {
  return findPostfix()?.version.split('.').slice(0, 2).join('.') ?? '';
}

describePostfix('what postconf shows', () => {
  test('its own defaults are values of their types', async () => {
    const release = installedRelease();
    const { stdout } = await withInstanceDirectory({ 'main.cf': '', 'master.cf': '' }, (dir) =>
      postconf(dir, ['-d']),
    );
    const defaults = stdout.split('\n').flatMap((line) => {
      const [, name = '', value = ''] = /^(\S+) = ?(.*)$/.exec(line) ?? [];
      const type = valueTypes[name];
      const isOptional = name === 'virtual_mailbox_base';
      return type === undefined || value.includes('$') || isOptional ? [] : [{ name, value, type }];
    });
    expect(defaults.length).toBeGreaterThan(500);
    for (const { name, value, type } of defaults) {
      expect(problemWith(value, type, { release }), `${name} = ${value}`).toBeUndefined();
    }
  });

  test('we know its table types', async () => {
    const release = installedRelease();
    const { stdout } = await withInstanceDirectory({ 'main.cf': '' }, (dir) => postconf(dir, ['-m']));
    for (const type of stdout.trim().split('\n')) {
      expect(isUpTo(tableTypes[type]?.since ?? '99', release), type).toBe(true);
    }
  });
});

describePostfix('what programs make of the files', () => {
  test('services have the parameters that the catalog derives from their names', async () => {
    const release = installedRelease();
    const programs = Object.entries(services.programs).filter(([, { since }]) => isUpTo(since, release));
    const entries = programs.map(([program], index) => `mine${index} unix - n n - - ${program}\n`);
    const { stdout } = await withInstanceDirectory({ 'main.cf': '', 'master.cf': entries.join('') }, (dir) =>
      postconf(dir, []),
    );
    const shown = [...stdout.matchAll(/^(mine\d+_\S+) = \$(\S+)$/gm)].map(([, name, value]) => [name, value]);
    const expected = programs.flatMap(([, { parameters = '' }], index) =>
      (services.parameterSets[parameters] ?? [])
        .filter((suffix) => isUpTo(services.suffixes[suffix]?.since ?? '', release))
        .map((suffix) => [`mine${index}_${suffix}`, services.suffixes[suffix]?.default]),
    );
    expect(shown.sort()).toEqual(expected.sort());
  });

  test('postmap creates exactly the indexes in the catalog', async () => {
    const installed = await withInstanceDirectory({ 'main.cf': '' }, async (dir) =>
      (await postconf(dir, ['-m'])).stdout.trim().split('\n'),
    );
    const made = installed.map(async (type): Promise<[string, string[]]> => {
      const isFile = tableTypes[type]?.create !== true || tableTypes[type]?.name === 'file';
      return withInstanceDirectory({ 'main.cf': '', table: 'key value\n' }, async (dir) => {
        if (isFile) await postmap(dir, [`${type}:${dir}/table`]);
        const files = readdirSync(dir).filter((file) => file.startsWith('table.'));
        return [type, files.map((file) => file.slice('table'.length)).sort()];
      });
    });
    const expected = installed.map((type) => [type, tableTypes[type]?.index ?? []]);
    expect(await Promise.all(made)).toEqual(expected);
  });
});

describePostfix('what every program reads when it starts', () => {
  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ['inet_protocols', ['all', 'ipv4', 'ipv4, ipv6'], ['IPv4', 'any', 'none']],
    ['syslog_facility', ['local7', 'mail', 'auth'], ['MAIL', 'log_mail']],
    ['default_verp_delimiters', ['+=', '-='], ['+', '+=-', '']],
    ['myorigin', ['example.com'], ['example.com, example.net', '']],
    ['compatibility_level', ['3', '3.6', '3.6.1'], ['three', '3.6.x']],
    ['soft_bounce', ['YES', 'no'], ['true', 'on', '1', '']],
    ['hash_queue_depth', ['1', '+2'], ['0x2', '1.5', 'two', '']],
    ['ipc_timeout', ['10', '10m', '1hour', '10 '], ['1.5h', '10 m', 'm', '-1s', '']],
    ['lmdb_map_size', ['1000000'], ['1M', '']],
  ];
  test.each(cases)('%s', async (name, good, bad) => {
    // All at the same time: a program sleeps for a second before a fatal exit.
    const taken = [...good, ...bad].map(async (value) => {
      const { stdout } = await withInstanceDirectory({ 'main.cf': `${name} = ${value}\n` }, (dir) =>
        postmap(dir, ['-q', 'key', 'static:here']),
      );
      return stdout.trim() === 'here' ? [value] : [];
    });
    expect((await Promise.all(taken)).flat()).toEqual(good);
  });
});

describeRunningPostfix('restrictions', () => {
  test('smtpd knows every word, with its argument, and no others', async () => {
    const release = installedRelease();
    const known = Object.entries(restrictions.restrictions).filter(
      ([, { since, lists }]) => isUpTo(since, release) && lists.some((list) => list !== 'rewrite'),
    );
    // One restriction class each, which an access table returns for the recipient of that name.
    const classes = [
      ...known.map(([name, facts]): [string, string] => [name, `${name} ${argumentFor(facts)}`]),
      ['no_such_word', 'no_such_word'],
      ...['check_client_access', 'check_policy_service', 'sleep', 'reject_rbl_client'].map(
        (name): [string, string] => [`bare_${name}`, name],
      ),
    ] as const;
    const mainCf = `
smtpd_restriction_classes = ${classes.map(([name]) => `class_${name}`).join(' ')}
${classes.map(([name, value]) => `class_${name} = ${value}`).join('\n')}
smtpd_relay_restrictions = check_recipient_access regexp:{{/^(.+)@/ class_$$1}}, reject_unauth_destination
smtpd_recipient_limit = 1000
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
address_verify_poll_count = 1
disable_dns_lookups = yes
`;
    await withPostfix({ mainCf }, async (postfix) => {
      const broken = await brokenRecipients(
        postfix,
        classes.map(([name]) => name),
      );
      const isError = ([, { removed }]: [string, Restriction]) =>
        removed !== undefined && isUpTo(removed, release);
      expect(broken.sort()).toEqual(
        [
          ...known.filter(isError).map(([name]) => name),
          'no_such_word',
          'bare_check_client_access',
          'bare_check_policy_service',
          'bare_sleep',
        ].sort(),
      );
      const unknown = [...(await postfix.log()).matchAll(/unknown smtpd restriction: "(.*?)"/g)];
      expect([...new Set(unknown.map((match) => match[1]))]).toEqual(['no_such_word']);
    });
  });
});

describeRunningPostfix('a parameter that some releases read differently', () => {
  test('can be empty or not, as the catalog says for the installed release', async () => {
    const parameter = new Catalog().at(releaseNamed(installedRelease())).parameter('tls_low_cipherlist');
    // With a certificate, even one that does not exist, smtpd sets up TLS.
    const mainCf = `tls_low_cipherlist =\nsmtpd_tls_security_level = may\nsmtpd_tls_cert_file = /nowhere\n${relaying}`;
    await withPostfix({ mainCf }, async (postfix) => {
      await smtp(postfix.port(), { signal: postfix.onceLogged() }).then(
        (session) => session.quit(),
        () => undefined,
      );
      await postfix.waitForLog(
        parameter?.required ? /fatal: bad string length 0 < 1: tls_low_cipherlist =/ : /cannot get RSA/,
      );
    });
  });
});

describeRunningPostfix('enumerations', () => {
  test('the daemons that process a message accept every word', async () => {
    const release = installedRelease();
    const rounds = 8;
    for (let round = 0; round < rounds; round++) {
      const settings = Object.entries(valueTypes).flatMap(([name, type]) => {
        const value = valueOfRound(type, round, release);
        return value === undefined || notHere.has(name) ? [] : [`${name} = ${value}`];
      });
      const mainCf = [...settings, relaying].join('\n');
      await withPostfix({ mainCf, masterCf: standardMasterCf }, async (postfix) => {
        await send(postfix, ['postmaster', 'someone@example.net']);
        // One recipient goes to local(8), the other to smtp(8), which finds no server.
        await postfix.waitForLog(/local\[\d+\]: .*status=/);
        await postfix.waitForLog(/smtp\[\d+\]: .*status=/);
        const complaints = (await postfix.log()).split('\n').filter((line) => complaint.test(line));
        expect(complaints, settings.join('\n')).toEqual([]);
      });
    }
  });
});

const complaint = /fatal|panic|unknown (?!user)|invalid|unrecognized|\bbad\b/i;
const relaying = `
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
default_transport = smtp:[127.0.0.1]:1
`;

// They decide whether there is a Postfix to talk to, or what it says to a client without TLS.
const notHere = new Set([
  'inet_protocols',
  'maillog_file_permissions',
  'mynetworks_style',
  'smtpd_tls_security_level',
  'smtpd_upstream_proxy_protocol',
  'syslog_facility',
]);

function argumentFor({ argument = '' }: Restriction): string {
  const examples: Readonly<Record<string, string>> = {
    table: 'inline:{none=none}',
    dnsbl: 'list.invalid',
    policy: '{ unix:/nowhere, default_action=DUNNO }',
    seconds: '0',
  };
  return examples[argument] ?? '';
}

/** Sends a message, and expects Postfix to accept it. */
async function send(postfix: PostfixInstance, recipients: readonly string[]): Promise<void> {
  const session = await smtp(postfix.ports.smtp ?? 0);
  await session.ehlo();
  await session.mail('');
  for (const recipient of recipients) expect((await session.rcpt(recipient)).code).toBe(250);
  expect((await session.data('Subject: test\n\ntest\n')).code).toBe(250);
  await session.quit();
}

/** The recipients for which smtpd reports a configuration error. */
async function brokenRecipients(postfix: PostfixInstance, names: readonly string[]): Promise<string[]> {
  const session = await smtp(postfix.ports.smtp ?? 0);
  const broken: string[] = [];
  await session.ehlo('client.example.org');
  await session.mail('sender@example.org');
  for (const name of names) {
    const reply = await session.rcpt(`${name}@example.net`);
    if (reply.text.includes('Server configuration error')) broken.push(name);
  }
  await session.quit();
  return broken;
}

/** A word of an enumeration, a different one in each round; all of them if the parameter takes a list. */
function valueOfRound(type: ValueType, round: number, release: string): string | undefined {
  const { type: atomic, words = [], tables, free, aliases = {}, anyCase } = elementType(type);
  if (atomic !== 'enum' || tables === true || free === true) return undefined;
  const known = words.flatMap((word) => {
    const { word: text, since = '2.0' } = typeof word === 'string' ? { word } : word;
    return isUpTo(since, release) ? [text] : [];
  });
  const all = [...known, ...Object.keys(aliases)];
  const value = type.type === 'list' && !isSingle(type) ? all.join(' ') : all[round % all.length];
  return anyCase === true && round % 2 === 1 ? value?.toUpperCase() : value;
}

/** Lists that can contain only one element of the enumeration at a time. */
function isSingle(type: ValueType): boolean {
  return elementType(type).words?.includes('no_header_reply') === true;
}
