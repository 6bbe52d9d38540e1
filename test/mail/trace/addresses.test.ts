// The forms of an address, how it is completed, and where it goes. The examples are those that Postfix's own tests
// show: rewrite_clnt, resolve_clnt, quote_822_local, strip_addr, and mail_addr_map.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteLocal, splitExtension, unquoteLocal } from '../../../server/src/mail/trace/addresses.ts';
import { everyWay, Journey } from '../../../server/src/mail/trace/journey.ts';
import { mapsOf } from '../../../server/src/mail/trace/lookup.ts';
import { mapAddress } from '../../../server/src/mail/trace/mapping.ts';
import { Program } from '../../../server/src/mail/trace/program.ts';
import { resolve, resolveAddress } from '../../../server/src/mail/trace/resolve.ts';
import { rewrite } from '../../../server/src/mail/trace/rewriting.ts';
import { mailSystem, type SystemOptions } from '../support.ts';

const base =
  'myhostname = mail.example.com\nmydomain = example.com\nmyorigin = example.net\nappend_dot_mydomain = yes\n';

interface Options extends SystemOptions {
  readonly main?: string;
  readonly files?: Readonly<Record<string, string>>;
}

function journeyOf({ main = '', files = {}, ...options }: Options = {}): Journey {
  return new Journey(mailSystem({ ...files, 'main.cf': `${base}${main}\n` }, options), []);
}

describe('quotes', () => {
  test.each([
    ['ann@example.com', 'ann@example.com'],
    ['a b@example.com', '"a b"@example.com'],
    ['a"b@example.com', '"a\\"b"@example.com'],
    ['.a@example.com', '".a"@example.com'],
    ['a..b@example.com', '"a..b"@example.com'],
    ['a.@example.com', '"a."@example.com'],
    ['a@b@example.com', '"a@b"@example.com'],
    ['@example.com', '""@example.com'],
    ['', '""'],
    ['é@example.com', 'é@example.com'],
    ['@relay.example:a b@example.com', '@relay.example:"a b"@example.com'],
  ])('%s in external form is %s', (internal, external) => {
    expect(quoteLocal(internal)).toBe(external);
    expect(unquoteLocal(external)).toBe(internal);
  });

  test('text after the last @ keeps its quotes', () => {
    expect(unquoteLocal('"a@b"@"c"')).toBe('a@b@"c"');
    expect(unquoteLocal('"a')).toBe('a');
    expect(unquoteLocal('a\\')).toBe('a');
  });

  test('every address comes back', () => {
    fc.assert(
      fc.property(fc.string(), fc.domain(), (user, domain) => {
        fc.pre(!user.startsWith('@'));
        expect(unquoteLocal(quoteLocal(`${user}@${domain}`))).toBe(`${user}@${domain}`);
      }),
    );
  });
});

describe('extensions', () => {
  const split = (address: string, delimiters = '+') => {
    const found = splitExtension(address, { delimiters, doubleBounce: 'double-bounce', ownerRequest: true });
    return found && [found.bare, found.extension];
  };

  test.each([
    ['ann+list@example.com', '+', ['ann@example.com', '+list']],
    ['ann+a+b@example.com', '+', ['ann@example.com', '+a+b']],
    ['ann+', '+', ['ann', '+']],
    ['+ann@example.com', '+', undefined],
    ['ann@example.com', '+', undefined],
    ['ann-a+b', '+-', ['ann', '-a+b']],
    ['owner-list@example.com', '-', undefined],
    ['list-request', '-', undefined],
    ['-request', '-', undefined],
    ['postmaster', 't', undefined],
    ['Double-Bounce', '-', undefined],
    ['aé+b', '+', ['aé', '+b']],
  ] as const)('%s with %s', (address, delimiters, expected) => {
    expect(split(address, delimiters)).toEqual(expected);
  });
});

describe('an address is completed', () => {
  test.each([
    ['ann', 'ann@example.net'],
    ['ann@host', 'ann@host.example.com'],
    ['ann@host.', 'ann@host'],
    ['ann@[192.0.2.1]', 'ann@[192.0.2.1]'],
    ['ann@', 'ann@'],
    ['@', '@'],
    ['host!ann', 'ann@host.example.com'],
    ['a!b!ann', 'b!ann@a.example.com'],
    ['ann%host', 'ann@host.example.com'],
    ['a%b%c', 'a%b@c.example.com'],
    ['ann%x@example.org', 'ann%x@example.org'],
    ['@relay.example:ann@example.org', 'ann@example.org'],
    ['a b', 'a b@example.net'],
    ['', ''],
  ])('%s: %s', (address, expected) => {
    expect(rewrite(journeyOf(), address, 'local')).toBe(expected);
  });

  test('as the settings say', () => {
    const off = journeyOf({ main: 'swap_bangpath = no\nallow_percent_hack = no\nappend_dot_mydomain = no' });
    expect(rewrite(off, 'host!ann', 'local')).toBe('host!ann@example.net');
    expect(rewrite(off, 'ann%host', 'local')).toBe('ann%host@example.net');
    expect(rewrite(off, 'ann@host', 'local')).toBe('ann@host');
    const bare = journeyOf({ main: 'append_at_myorigin = no' });
    expect(rewrite(bare, 'ann', 'local')).toBe('ann');
  });

  test('remote clients', () => {
    expect(rewrite(journeyOf(), 'ann', 'remote')).toBe('ann');
    const named = journeyOf({ main: 'remote_header_rewrite_domain = domain.invalid' });
    expect(rewrite(named, 'ann@host', 'remote')).toBe('ann@host.domain.invalid');
    expect(rewrite(named, 'ann', 'none')).toBe('ann');
  });

  test('a file that myorigin names', () => {
    const known = journeyOf({ main: 'myorigin = /etc/postfix/name', files: { name: 'example.org\n' } });
    expect(rewrite(known, 'ann', 'local')).toBe('ann@example.org');
    expect(rewrite(journeyOf({ main: 'myorigin = /etc/postfix/name' }), 'ann', 'local')).toBe(
      'ann@mail.example.com',
    );
  });

  test('any text, without an exception', () => {
    const journey = journeyOf();
    fc.assert(
      fc.property(fc.string(), (address) => {
        expect(typeof rewrite(journey, address, 'local')).toBe('string');
        expect(
          typeof resolveAddress(new Program(journey, 'trivial-rewrite', undefined), '', address).transport,
        ).toBe('string');
      }),
    );
  });
});

/** `class transport:nexthop address`, or the problem. */
function destination(address: string, options: Options & { readonly sender?: string } = {}): string {
  const { sender = 'sender@example.org', ...rest } = options;
  const found = resolve(journeyOf(rest), { sender, address });
  if (found.failed || found.invalid) return `${found.problem?.kind} ${found.problem?.text}`;
  return `${found.domainClass} ${found.transport}:${found.nexthop} ${found.address}`;
}

describe('where an address goes', () => {
  const lists =
    'mydestination = example.com mail.example.com\nvirtual_alias_domains = alias.example\nvirtual_mailbox_domains = box.example\nrelay_domains = relay.example\n';
  test.each([
    ['ann@example.com', 'local local:mail.example.com ann@example.com'],
    ['ann', 'local local:mail.example.com ann@mail.example.com'],
    ['ann@alias.example', 'virtual-alias error:5.1.1 User unknown in virtual alias table ann@alias.example'],
    ['ann@box.example', 'virtual-mailbox virtual:box.example ann@box.example'],
    ['ann@relay.example', 'relay relay:relay.example ann@relay.example'],
    ['ann@sub.relay.example', 'relay relay:sub.relay.example ann@sub.relay.example'],
    ['ann@example.org', 'default smtp:example.org ann@example.org'],
    ['ann@example.org@example.com', 'default smtp:example.org ann@example.org'],
    ['ann%example.org@example.com', 'default smtp:example.org ann@example.org'],
    ['example.org!ann@example.com', 'default smtp:example.org ann@example.org'],
    ['', 'local local:mail.example.com MAILER-DAEMON@mail.example.com'],
    ['@example.com', 'local local:mail.example.com MAILER-DAEMON@example.com'],
    ['ann@192.0.2.1', 'default smtp:[192.0.2.1] ann@[192.0.2.1]'],
    ['ann@[192.0.2.1', 'default smtp:[192.0.2.1] ann@[192.0.2.1]'],
    ['ann@[300.0.2.1]', 'bounce 5.1.3 bad address syntax'],
    ['ann@-x.example', 'bounce 5.1.3 bad address syntax'],
    ['-ann@example.org', 'bounce 5.1.3 bad address syntax'],
  ])('%s: %s', (address, expected) => {
    const main = `${lists}resolve_numeric_domain = yes`;
    expect(destination(address, { main })).toBe(expected);
  });

  test('with a relayhost', () => {
    expect(destination('ann@example.org', { main: `${lists}relayhost = [gw.example]:587` })).toBe(
      'default smtp:[gw.example]:587 ann@example.org',
    );
    expect(destination('ann@box.example', { main: `${lists}relayhost = [gw.example]` })).toBe(
      'virtual-mailbox virtual:box.example ann@box.example',
    );
    const transport = `${lists}relayhost = [gw.example]\ndefault_transport = smtp:[other.example]`;
    expect(destination('ann@example.org', { main: transport })).toBe(
      'default smtp:[other.example] ann@example.org',
    );
  });

  test('by sender', () => {
    const main = `${lists}
sender_dependent_relayhost_maps = inline:{ sender@example.org=[s.example], <>=[null.example], dunno@example.org=DUNNO }
relayhost = [gw.example]`;
    expect(destination('ann@example.org', { main })).toContain('smtp:[s.example] ');
    expect(destination('ann@example.org', { main, sender: '' })).toContain('smtp:[null.example] ');
    expect(destination('ann@example.org', { main, sender: 'dunno@example.org' })).toContain(
      'smtp:[gw.example] ',
    );
    const defaults = `${lists}sender_dependent_default_transport_maps = inline:{ { sender@example.org = custom:[c.example] } }`;
    expect(destination('ann@example.org', { main: defaults })).toContain('custom:[c.example] ');
    expect(destination('ann@relay.example', { main: defaults })).toContain('relay:relay.example ');
  });

  test.each([
    ['ann@example.org custom:[c.example]', 'default custom:[c.example]'],
    ['ann@example.org custom:', 'default custom:example.org'],
    ['ann@example.org custom', 'default custom:example.org'],
    ['ann@example.org :[c.example]', 'default smtp:[c.example]'],
    ['ann@example.org :', 'default smtp:[gw.example]'],
    ['ann@example.org error:gone away', 'default error:gone away'],
    ['ann@example.org error', 'default error:Address is undeliverable'],
    ['example.org custom:', 'default custom:example.org'],
    ['.org custom:', 'default custom:example.org'],
    ['org custom:', 'default smtp:[gw.example]'],
    ['* custom:', 'default custom:example.org'],
    ['@example.org custom:', 'default smtp:[gw.example]'],
  ])('transport_maps: %s', (line, expected) => {
    const main = `${lists}relayhost = [gw.example]\ntransport_maps = hash:/etc/postfix/transport`;
    const found = destination('ann@example.org', { main, files: { transport: `${line}\n` } });
    expect(found).toBe(`${expected} ann@example.org`);
  });

  test('transport_maps has no $1, and no effect on virtual alias domains', () => {
    const main = `${lists}transport_maps = regexp:/etc/postfix/transport`;
    const files = { transport: '/^(.*)@/ custom:$1\n/alias/ custom:x\n/box/ lmtp:unix:/x\n' };
    expect(destination('ann@alias.example', { main, files })).toContain('error:5.1.1');
    expect(destination('ann@box.example', { main, files })).toContain('lmtp:unix:/x');
  });

  test('relocated_maps', () => {
    const main = `${lists}relocated_maps = inline:{ { ann@example.org = ann@example.net } }`;
    expect(destination('ann@example.org', { main })).toContain(
      'error:5.1.6 User has moved to ann@example.net',
    );
    const plain = `${main}\nrelocated_prefix_enable = no`;
    expect(destination('ann@example.org', { main: plain, version: '3.11' })).toContain(
      'error:5.2.0 Mailbox is unavailable',
    );
  });

  test('a table that fails', () => {
    expect(destination('ann@example.org', { main: `${lists}transport_maps = fail:1` })).toBe(
      'defer 4.3.0 address resolver failure',
    );
    expect(destination('ann@example.org', { main: 'mydestination = fail:1' })).toBe(
      'defer 4.3.0 address resolver failure',
    );
  });

  test('the steps name the place that decides', () => {
    const journey = journeyOf({ main: 'mydestination =\nvirtual_mailbox_domains = box.example' });
    resolve(journey, { sender: '', address: 'ann@box.example' });
    expect(journey.steps).toMatchObject([
      {
        program: 'trivial-rewrite',
        what: 'The domain is in virtual_mailbox_domains, so virtual_transport applies.',
        recipient: 'ann@box.example',
        before: 'ann@box.example',
        after: 'virtual:box.example',
        at: [{ uri: 'file:///etc/postfix/main.cf' }],
      },
    ]);
  });

  test('a list that cannot be read has two ways', () => {
    const { system } = journeyOf({
      main: 'mydestination =\nvirtual_mailbox_domains = mysql:/etc/postfix/domains.cf',
    });
    const { ways } = everyWay(
      system,
      9,
      (journey) => resolve(journey, { sender: '', address: 'ann@box.example' }).domainClass,
    );
    expect(ways).toEqual(['default', 'virtual-mailbox']);
  });
});

describe('the result of a table', () => {
  const map = (maps: string, address: string, propagates = true): readonly string[] | string => {
    const program = new Program(
      journeyOf({ main: `recipient_delimiter = +\nvirtual_alias_maps = ${maps}` }),
      'cleanup',
      undefined,
    );
    const tables = mapsOf(program, 'virtual_alias_maps');
    if (tables === undefined) throw new Error('no tables');
    const found = mapAddress(program, tables, address, propagates);
    return found.kind === 'mapped' ? (found.addresses ?? 'unknown') : found.kind;
  };

  test.each([
    ['inline:{ aa@example.com=bb@example.com }', 'aa@example.com', ['bb@example.com']],
    ['inline:{ aa@example.com=bb@example.com }', 'aa+ext@example.com', ['bb+ext@example.com']],
    [
      'inline:{ {cc+ext@example.com = dd@example.com, ee@example.com} }',
      'cc+ext@example.com',
      ['dd@example.com', 'ee@example.com'],
    ],
    ['inline:{ {"a a"@example.com = "b b"@example.com} }', 'a a@example.com', ['b b@example.com']],
    ['inline:{ {"a a"@example.com = "b b"@example.com} }', 'a a+ext@example.com', ['b b+ext@example.com']],
    ['inline:{ {@example.com = @example.net} }', 'a@a@example.com', ['a@a@example.net']],
    ['inline:{ {@example.com = @example.net} }', 'aa+ext@example.com', ['aa+ext@example.net']],
    ['inline:{ {aa@example.com = @example.net} }', 'aa+ext@example.com', ['aa+ext@example.net']],
    [
      'inline:{ {aa@example.com = Name <bb>, cc (comment)} }',
      'aa@example.com',
      ['bb@example.net', 'cc@example.net'],
    ],
    ['inline:{ {aa@example.com = <>} }', 'aa@example.com', ['']],
    ['inline:{ {aa@example.com = ,} }', 'aa@example.com', 'error'],
    ['inline:{ {bb@example.com = x} }', 'aa@example.com', 'none'],
    ['ldap:/etc/postfix/x', 'aa@example.com', 'none'],
  ] as const)('%s, %s', (maps, address, expected) => {
    expect(map(maps, address)).toEqual(expected);
  });

  test('without propagation', () => {
    expect(map('inline:{ aa@example.com=bb@example.com }', 'aa+ext@example.com', false)).toEqual([
      'bb@example.com',
    ]);
  });
});
