// What the hover says about a table's key, and what the real Postfix finds with it: for each form of key in the manual,
// addresses that match the line, and addresses that do not.
import { describe, expect, test } from 'vitest';
import { hoverAt } from '../support/markers.ts';
import {
  attempt,
  describeRunningPostfix,
  type Ports,
  smtp,
  supportingServices,
  withPostfix,
} from './harness';

/** One line of a table, and what the hover says about its key. */
interface Key {
  readonly key: string;
  readonly says: string;
  /** Additional lines of main.cf. */
  readonly settings?: string;
}

/** The sender, the recipient, and whether the line is found. */
interface Mail {
  readonly from?: string;
  readonly client?: string;
  readonly clientName?: string;
  readonly helo?: string;
  readonly login?: string;
}

interface AccessKey extends Key {
  readonly check: string;
  readonly finds: readonly Mail[];
  readonly misses: readonly Mail[];
}

interface AddressKey extends Key {
  readonly finds: readonly string[];
  readonly misses: readonly string[];
}

const common = `
compatibility_level = 3.6
recipient_delimiter = +
mydestination = example.com
myorigin = origin.example
local_recipient_maps =
local_transport = discard
`;
const noParents = 'parent_domain_matches_subdomains =';

// --- access(5)

const from = (...addresses: string[]): Mail[] => addresses.map((each) => ({ from: each }));
const client = (...addresses: string[]): Mail[] => addresses.map((each) => ({ client: each }));
const named = (...names: string[]): Mail[] =>
  names.map((each) => ({ client: '203.0.113.9', clientName: each }));

const accessKeys: readonly AccessKey[] = [
  {
    check: 'check_sender_access',
    key: '<>',
    says: 'Matches the empty sender address.',
    finds: from(''),
    misses: from('a@example.org'),
  },
  {
    check: 'check_sender_access',
    key: 'user@example.org',
    says: 'Matches this address. Also matches it with an extension: `user+…@example.org`.',
    finds: from('user@example.org', 'USER@example.org', 'user+x@example.org'),
    misses: from('other@example.org', 'user@sub.example.org'),
  },
  {
    check: 'check_sender_access',
    key: 'user+x@example.org',
    says: 'Matches this address.',
    finds: from('user+x@example.org'),
    misses: from('user@example.org'),
  },
  {
    check: 'check_sender_access',
    key: 'user@',
    says: 'Matches all addresses with this local part, in any domain. Also matches it with an extension: `user+…@`.',
    finds: from('user@example.org', 'user@example.net', 'user+x@example.net'),
    misses: from('users@example.org'),
  },
  {
    check: 'check_sender_access',
    key: 'example.org',
    says: 'Matches this domain and its subdomains.',
    finds: from('a@example.org', 'a@sub.example.org'),
    misses: from('a@other-example.org'),
  },
  {
    check: 'check_sender_access',
    key: '.example.org',
    says: 'Never matches, because `parent_domain_matches_subdomains` contains `smtpd_access_maps`.',
    finds: [],
    misses: from('a@example.org', 'a@sub.example.org'),
  },
  {
    check: 'check_sender_access',
    key: 'example.org',
    settings: noParents,
    says: 'Matches this domain. To match its subdomains, use `.example.org`.',
    finds: from('a@example.org'),
    misses: from('a@sub.example.org'),
  },
  {
    check: 'check_sender_access',
    key: '.example.org',
    settings: noParents,
    says: 'Matches the subdomains of `example.org`, but not the domain itself.',
    finds: from('a@sub.example.org', 'a@b.sub.example.org'),
    misses: from('a@example.org'),
  },
  {
    check: 'check_client_access',
    key: 'example.org',
    says: 'Matches this domain and its subdomains.',
    finds: named('example.org', 'mail.example.org'),
    misses: named('mail.example.net'),
  },
  {
    check: 'check_client_access',
    key: '192.0.2.7',
    says: 'Matches the client with this IP address.',
    finds: client('192.0.2.7'),
    misses: client('192.0.2.70'),
  },
  {
    check: 'check_client_access',
    key: '192.0.2',
    says: 'Matches clients whose IP address begins with `192.0.2.`.',
    finds: client('192.0.2.7', '192.0.2.255'),
    misses: client('192.0.20.1'),
  },
  {
    check: 'check_client_access',
    key: '10',
    says: 'Matches clients whose IP address begins with `10.`.',
    finds: client('10.1.2.3'),
    misses: client('100.1.2.3'),
  },
  {
    check: 'check_client_access',
    key: '2001:db8::7',
    says: 'Matches the client with this IP address.',
    finds: client('2001:db8::7'),
    misses: client('2001:db8::77'),
  },
  {
    check: 'check_client_access',
    key: '2001:db8',
    says: 'Matches clients whose IP address begins with `2001:db8:`.',
    finds: client('2001:db8::7', '2001:db8:1::1'),
    misses: client('2001:db80::1'),
  },
  {
    check: 'check_client_access',
    key: '2001',
    says: 'Matches clients whose IP address begins with `2001:`.',
    finds: client('2001:db8::7'),
    misses: client('2002:db8::7', '200.1.2.3'),
  },
  {
    check: 'check_helo_access',
    key: 'example.org',
    says: 'Matches this domain and its subdomains.',
    finds: [{ helo: 'example.org' }, { helo: 'mail.example.org' }],
    misses: [{ helo: 'mail.example.net' }],
  },
  {
    check: 'check_sasl_access',
    key: 'alice',
    says: 'Matches the client that logged in with this user name.',
    finds: [{ login: 'alice' }],
    misses: [{ login: 'bob' }, { from: 'alice@example.org' }],
  },
];

describeRunningPostfix('access(5)', () => {
  test('each key finds what the hover says', async () => {
    const services = accessKeys.map(({ check, settings = '' }, i) => {
      const overrides = [`smtpd_recipient_restrictions=${check},texthash:$config_directory/access${i}`];
      if (settings !== '') overrides.push(settings.replace(/ = ?/, '=').replace(/ =$/, '='));
      return `key${i} inet n - n - - smtpd\n${overrides.map((each) => `  -o ${each}\n`).join('')}`;
    });
    const tables = Object.fromEntries(
      accessKeys.map(({ key }, i) => [`access${i}`, `${key} REJECT found\n`]),
    );
    const mainCf = `${common}smtpd_sasl_auth_enable = yes\nsmtpd_delay_reject = yes\n`;
    await withPostfix(
      { mainCf, masterCf: `${services.join('')}${supportingServices}`, tables },
      async (postfix) => {
        const found = async (service: number, mail: Mail): Promise<boolean> => {
          const played = { client: '203.0.113.9', from: 'a@example.net', to: 'user@example.com', ...mail };
          return /: found$/m.test((await attempt(postfix.port(`key${service}`), played)).text);
        };
        for (const [i, { check, key, finds, misses }] of accessKeys.entries()) {
          for (const mail of finds)
            expect({ check, key, mail, found: await found(i, mail) }).toMatchObject({ found: true });
          for (const mail of misses)
            expect({ check, key, mail, found: await found(i, mail) }).toMatchObject({ found: false });
        }
      },
    );
  });

  test.each(accessKeys)('$check $key: $says', async ({ check, key, says, settings }) => {
    const use = `smtpd_recipient_restrictions = ${check} hash:/etc/postfix/t`;
    expect(await hoverOf(use, { key, says, ...(settings && { settings }) }, 'REJECT found')).toContain(says);
  });
});

// --- transport(5)

const transportKeys: readonly AddressKey[] = [
  {
    key: 'user@t1.example',
    says: 'Matches mail to this address. Also matches it with an extension: `user+…@t1.example`.',
    finds: ['user@t1.example', 'user+x@t1.example'],
    misses: ['other@t1.example'],
  },
  {
    key: 't2.example',
    says: 'Matches this domain. To match its subdomains, use `.t2.example`.',
    finds: ['a@t2.example'],
    misses: ['a@sub.t2.example'],
  },
  {
    key: '.t3.example',
    says: 'Matches the subdomains of `t3.example`, but not the domain itself.',
    finds: ['a@sub.t3.example', 'a@b.sub.t3.example'],
    misses: ['a@t3.example'],
  },
];
const transportParents = 'parent_domain_matches_subdomains = transport_maps';
const transportKeysWithParents: readonly AddressKey[] = [
  {
    key: 't2.example',
    settings: transportParents,
    says: 'Matches this domain and its subdomains.',
    finds: ['a@t2.example', 'a@sub.t2.example'],
    misses: [],
  },
  {
    key: '.t3.example',
    settings: transportParents,
    says: 'Never matches, because `parent_domain_matches_subdomains` contains `transport_maps`.',
    finds: [],
    misses: ['a@sub.t3.example', 'a@t3.example'],
  },
];
const wildcard: readonly AddressKey[] = [
  {
    key: '*',
    says: 'Matches all mail that no other line matches.',
    finds: ['a@t2.example', 'user@example.com'],
    misses: ['a@t1.example'],
  },
];

describeRunningPostfix('transport(5)', () => {
  test.each([
    ['as usual', '', transportKeys, ''],
    ['with parent domains', `${transportParents}\n`, transportKeysWithParents, ''],
    ['the wildcard', '', wildcard, 't1.example discard:\n'],
  ])('%s: each key finds what the hover says', async (_, settings, keys, others) => {
    const lines = keys.map(({ key }) => `${key} error:5.1.1 found ${key}\n`);
    const mainCf = `${common}${settings}transport_maps = texthash:$config_directory/transport\n`;
    const tables = { transport: `${others}${lines.join('')}` };
    await withPostfix({ mainCf, tables }, async (postfix) => {
      const found = async (to: string): Promise<string | undefined> =>
        /found (\S+)$/m.exec((await attempt(postfix.port(), { from: 'a@example.org', to })).text)?.[1];
      await foundAsSaid(keys, found);
    });
  });

  test.each([...transportKeys, ...transportKeysWithParents, ...wildcard])('$key: $says', async (key) => {
    expect(await hoverOf('transport_maps = hash:/etc/postfix/t', key, 'smtp:')).toContain(key.says);
  });
});

// --- canonical(5), virtual(5), relocated(5), generic(5)

const userText =
  'atches this local part in the domain of `myorigin` (`origin.example`), in the domains of `mydestination`, and at the IP addresses of this host. Also matches it with an extension: `';

const addressKeys: readonly AddressKey[] = [
  {
    key: 'user@a1.example',
    says: 'Matches this address. Also matches it with an extension: `user+…@a1.example`.',
    finds: ['user@a1.example', 'user+x@a1.example'],
    misses: ['other@a1.example', 'user@sub.a1.example'],
  },
  {
    key: '@a2.example',
    says: 'Matches all addresses in `a2.example` that no other line matches.',
    finds: ['a@a2.example', 'b+x@a2.example'],
    misses: ['special@a2.example', 'a@sub.a2.example'],
  },
  { key: 'special@a2.example', says: 'Matches this address.', finds: ['special@a2.example'], misses: [] },
  {
    key: 'lone',
    says: `M${userText}lone+…\`.`,
    finds: ['lone@origin.example', 'lone@example.com', 'lone@[127.0.0.1]', 'lone+x@example.com'],
    misses: ['lone@a3.example', 'lonely@example.com'],
  },
];

/** The key with a dot is a user and a domain at once. */
const dottedUser: AddressKey = {
  key: 'jane.doe',
  says: `As a local part: m${userText}jane.doe+…\`.`,
  finds: ['jane.doe@example.com', 'jane.doe+x@example.com'],
  misses: ['jane.doe@a3.example'],
};

/** The result of a key: a different one for each, to distinguish them. */
const resultOf = (key: string): string => `found-${key.replace(/\W/g, '-')}@result.example`;
/** The key of a result, which can contain the extension of the address. */
const keyOf = (result: string, keys: readonly AddressKey[]): string | undefined =>
  keys.find(({ key }) => resultOf(key) === result.replace('+x@', '@'))?.key;

describeRunningPostfix('mail for an address', () => {
  test('is not accepted if relocated(5) has it', async () => {
    const mainCf = `${common}relocated_maps = texthash:$config_directory/relocated\n`;
    await withPostfix({ mainCf, tables: { relocated: tableOf(addressKeys) } }, async (postfix) => {
      await foundAsSaid(addressKeys, async (to) => {
        const { text } = await attempt(postfix.port(), { from: 'a@example.org', to });
        return keyOf(/User has moved to (\S+)$/m.exec(text)?.[1] ?? '', addressKeys);
      });
    });
  });

  test.each([
    ['canonical(5)', 'recipient_canonical_maps', addressKeys],
    ['virtual(5)', 'virtual_alias_maps', [...addressKeys, dottedUser]],
  ] as const)('goes elsewhere where %s has it', async (_, parameter, keys) => {
    const mainCf = `${common}${parameter} = texthash:$config_directory/t\nvirtual_alias_domains =\n`;
    await withPostfix({ mainCf, tables: { t: tableOf(keys) } }, async (postfix) => {
      const all = [...new Set(keys.flatMap(({ finds, misses }) => [...finds, ...misses]))];
      await send(postfix.port(), 'a@example.org', all);
      const deliveries = await postfix.findInLog((log) => {
        const found = [...log.matchAll(/: to=<([^>]*)>, (?:orig_to=<([^>]*)>, )?/g)];
        return found.length >= all.length ? found : undefined;
      }, `${all.length} deliveries`);
      const results = new Map(deliveries.map(([, to = '', original = to]) => [original, to]));
      await foundAsSaid(keys, async (to) => keyOf(results.get(to) ?? 'nowhere', keys));
    });
  });

  test.each([
    ['canonical(5)', 'recipient_canonical_maps'],
    ['virtual(5)', 'virtual_alias_maps'],
  ])('goes to a result of %s that lacks a domain, or is nothing else', async (_, parameter) => {
    const lines = { 'a@r1.example': 'bare', '@r2.example': '@other.example' };
    const tables = {
      t: Object.entries(lines)
        .map((line) => `${line.join(' ')}\n`)
        .join(''),
    };
    const mainCf = `${common}${parameter} = texthash:$config_directory/t\nvirtual_alias_domains =\n`;
    await withPostfix({ mainCf, tables }, async (postfix) => {
      await send(postfix.port(), 'a@example.org', ['a@r1.example', 'b@r2.example']);
      await postfix.waitForLog(/: to=<bare@origin\.example>, orig_to=<a@r1\.example>/);
      await postfix.waitForLog(/: to=<b@other\.example>, orig_to=<b@r2\.example>/);
    });
    const hover = (key: string, result: string) =>
      hoverAt({ 'main.cf': `${common}\n${parameter} = hash:/etc/postfix/t\n`, t: `${key} ${result}\n` });
    expect(await hover('a@r1.example', 'ba‸re')).toContain('Postfix appends `@$myorigin` (`origin.example`)');
    expect(await hover('@r2.example', '@oth‸er.example')).toContain(
      'Replaces the domain of the address. The local part does not change.',
    );
  });

  test('is for a virtual alias domain if virtual(5) has the domain', async () => {
    const tables = { t: 'v.example anything\nuser@v.example root\n' };
    const mainCf = `${common}virtual_alias_maps = texthash:$config_directory/t\n`;
    await withPostfix({ mainCf, tables }, async (postfix) => {
      const answer = async (to: string) =>
        (await attempt(postfix.port(), { client: '203.0.113.9', from: 'a@example.org', to })).text;
      expect(await answer('user@v.example')).toMatch(/^250 /);
      expect(await answer('nobody@v.example')).toMatch(/User unknown in virtual alias table$/);
      expect(await answer('user@w.example')).toMatch(/Relay access denied$/);
    });
    const key = { key: 'v.example', says: '' };
    expect(await hoverOf('virtual_alias_maps = hash:/etc/postfix/t', key, 'anything')).toContain(
      'if `virtual_alias_domains` uses this table, this line defines a virtual alias domain. Its result is ignored.',
    );
  });

  test('leaves this server with another address if generic(5) has it', async () => {
    const mainCf = (ports: Ports) => `${common}
default_transport = smtp:[127.0.0.1]:${ports['10025']}
smtp_generic_maps = texthash:$config_directory/generic
`;
    const masterCf = `smtp inet n - n - - smtpd
10025 inet n - n - - smtpd -o cleanup_service_name=last
last unix n - n - 0 cleanup -o header_checks=static:DISCARD
${supportingServices}`;
    await withPostfix({ mainCf, masterCf, tables: { generic: tableOf(addressKeys) } }, async (postfix) => {
      const found = async (sender: string): Promise<string | undefined> => {
        const before = discarded(await postfix.log()).length;
        await send(postfix.port(), sender, ['someone@far.example']);
        const now = await postfix.findInLog((log) => discarded(log)[before], 'one more message discarded');
        return keyOf(now, addressKeys);
      };
      const discarded = (log: string): readonly string[] =>
        [...log.matchAll(/ discard: header .*?; from=<([^>]*)>/g)].map(([, sender = '']) => sender);
      await foundAsSaid(addressKeys, found);
    });
  });
});

describe('the hover', () => {
  test.each(['recipient_canonical_maps', 'relocated_maps', 'smtp_generic_maps', 'virtual_alias_maps'])(
    '%s: says so',
    async (parameter) => {
      for (const key of addressKeys)
        expect(await hoverOf(`${parameter} = hash:/etc/postfix/t`, key, 'x')).toContain(key.says);
    },
  );

  test('of a virtual alias with a dot: a user and a domain', async () => {
    expect(await hoverOf('virtual_alias_maps = hash:/etc/postfix/t', dottedUser, 'x')).toContain(
      dottedUser.says,
    );
  });
});

// --- aliases(5)

describeRunningPostfix('aliases(5)', () => {
  test('a name with and without an extension, and the owner of a list', async () => {
    const mainCf = `${common.replace('local_transport = discard\n', '')}
mydestination = example.com
alias_maps = hash:$config_directory/aliases
`;
    const tables = {
      'hash:aliases': 'news: reader@far.example\nteam: member@far.example\nowner-team: boss\n',
    };
    await withPostfix({ mainCf, tables }, async (postfix) => {
      const to = ['news@example.com', 'news+x@example.com', 'new@example.com', 'team@example.com'];
      await send(postfix.port(), 'a@example.org', to);
      await postfix.waitForLog(
        /to=<reader@far\.example>, orig_to=<news@example\.com>, relay=none|to=<reader@far\.example>, .*status=sent/,
      );
      await postfix.waitForLog(/to=<news\+x@example\.com>, relay=local, .*status=sent \(forwarded as/);
      await postfix.waitForLog(/to=<new@example\.com>, relay=local, .*status=bounced \(unknown user/);
      await postfix.waitForLog(/: from=<owner-team@origin\.example>,/);
    });
  });

  test('the hover says so', async () => {
    const hover = (key: string) =>
      hoverOf('alias_maps = hash:/etc/postfix/t', { key: `${key}`, says: '' }, ': x');
    expect(await hover('news')).toContain(
      'Matches mail for this local name. Also matches it with an extension: `news+…`.',
    );
    expect(await hover('owner-team')).toContain('Receives the error reports for mail to `team`.');
  });
});

// --- How the lookups are made

/** texthash: needs no index. */
function tableOf(keys: readonly AddressKey[]): string {
  return keys.map(({ key }) => `${key} ${resultOf(key)}\n`).join('');
}

async function foundAsSaid(
  keys: readonly AddressKey[],
  found: (address: string) => Promise<string | undefined>,
): Promise<void> {
  for (const { key, finds, misses } of keys) {
    for (const address of finds)
      expect({ key, address, found: await found(address) }).toMatchObject({ found: key });
    for (const address of misses)
      expect({ key, address, found: await found(address) }).not.toMatchObject({ found: key });
  }
}

async function send(port: number, sender: string, recipients: readonly string[]): Promise<void> {
  const session = await smtp(port);
  await session.ehlo();
  await session.mail(sender);
  for (const recipient of recipients) expect(await session.rcpt(recipient)).toMatchObject({ code: 250 });
  expect(await session.data('Subject: test\n\nx\n')).toMatchObject({ code: 250 });
  await session.quit();
}

/** The hover on the key of a line, with the main.cf of these tests. */
function hoverOf(use: string, { key, settings = '' }: Key, result: string): Promise<string | undefined> {
  const line = result.startsWith(':') ? `${key}${result}` : `${key} ${result}`;
  return hoverAt({
    'main.cf': `${common}${settings}\n${use}\n`,
    t: `${line.slice(0, 1)}‸${line.slice(1)}\n`,
  });
}
