// Inlay hints, code lenses, and the call hierarchy.

import { describe, expect, test } from 'vitest';
import { defaultInlayHints } from '../../server/src/features/inlay-hints.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, uriOf } from '../corpus/host';

type Texts = Readonly<Record<string, string>>;

/** The text with each hint in angle brackets where an editor shows it. */
async function hinted(files: Texts, name = 'main.cf', settings = defaultInlayHints): Promise<string> {
  const { service } = inMemory(files, { settings: { inlayHints: settings } });
  const text = files[name] ?? '';
  const source = SourceText.of(text);
  const range = { start: { line: 0, character: 0 }, end: source.positionAt(text.length) };
  const hints = await service.inlayHints(uriOf(name), range);
  return hints
    .map(({ position, label }) => [source.offsetAt(position), String(label)] as const)
    .sort(([a], [b]) => b - a)
    .reduce((result, [at, label]) => `${result.slice(0, at)}⟨${label}⟩${result.slice(at)}`, text);
}

describe('inlay hints', () => {
  test('the value of a $name', async () => {
    const text =
      'mydomain = example.com\nmyorigin = $mydomain\nmydestination = ${mydomain}, $nowhere, ${mydomain?{a}}\n';
    expect(await hinted({ 'main.cf': text })).toBe(
      'mydomain = example.com\nmyorigin = $mydomain⟨= example.com⟩\nmydestination = ${mydomain}⟨= example.com⟩, $nowhere, ${mydomain?{a}}\n',
    );
  });

  test('units of times and sizes', async () => {
    const text =
      'bounce_queue_lifetime = 5\nmaximal_queue_lifetime = 5d\nmessage_size_limit = 10240000\nmailbox_size_limit = 0\nqueue_run_delay = 300\n';
    expect(await hinted({ 'main.cf': text })).toBe(
      'bounce_queue_lifetime = 5⟨5 days⟩\nmaximal_queue_lifetime = 5d\nmessage_size_limit = 10240000⟨9.8 MiB⟩\nmailbox_size_limit = 0\nqueue_run_delay = 300⟨5 minutes⟩\n',
    );
  });

  test('the number of addresses', async () => {
    expect(await hinted({ 'main.cf': 'mynetworks = 127.0.0.0/8, [2001:db8::]/32, 192.0.2.1\n' })).toBe(
      'mynetworks = 127.0.0.0/8⟨16,777,216 addresses⟩, [2001:db8::]/32⟨2^96 addresses⟩, 192.0.2.1\n',
    );
  });

  test('mbox or Maildir', async () => {
    expect(await hinted({ 'main.cf': 'home_mailbox = Maildir/\n' })).toBe(
      'home_mailbox = Maildir/⟨Maildir⟩\n',
    );
    expect(await hinted({ 'main.cf': 'home_mailbox = Mailbox\n' })).toBe('home_mailbox = Mailbox⟨mbox⟩\n');
  });

  test('the meaning of - in master.cf', async () => {
    const files = { 'main.cf': 'compatibility_level = 3.6\n', 'master.cf': 'slow unix - - - - - smtp\n' };
    expect(await hinted(files, 'master.cf')).toBe(
      'slow unix - - - - - smtp⟨private, unprivileged, no chroot, up to 100 processes⟩\n',
    );
    expect(await hinted({ ...files, 'main.cf': '' }, 'master.cf')).toContain('unprivileged, chroot,');
  });

  test('the address class of a domain', async () => {
    const files = {
      'main.cf': 'relay_domains = a.example\ntransport_maps = hash:/etc/postfix/t\n',
      t: 'a.example smtp:\nb.example smtp:\n',
    };
    expect(await hinted(files, 't')).toBe('a.example⟨relay domain⟩ smtp:\nb.example smtp:\n');
  });

  test('each kind can be switched off', async () => {
    const off = { ...defaultInlayHints, expansions: false, units: false };
    const text = 'mydomain = x\nmyorigin = $mydomain\nbounce_queue_lifetime = 5\nmynetworks = 192.0.2.0/24\n';
    expect(await hinted({ 'main.cf': text }, 'main.cf', off)).toBe(text.replace('/24', '/24⟨256 addresses⟩'));
  });
});

describe('code lenses', () => {
  async function lenses(files: Texts, name: string, indexesTables = false): Promise<readonly string[]> {
    const { service } = inMemory(files);
    const found = await service.codeLenses(uriOf(name), { indexesTables, tracesMail: false });
    return found.map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
  }

  test('of settings: overridden and overriding', async () => {
    const files = {
      'main.cf': 'myorigin = a\nmyorigin = b\nbiff = no\n',
      'master.cf': 'smtp inet n - n - - smtpd\n  -o biff=yes\n  -o myorigin=c\n',
    };
    expect(await lenses(files, 'main.cf')).toEqual([
      '1: overridden by line 2',
      '2: overrides line 1 · overridden for smtp/inet',
      '3: overridden for smtp/inet',
    ]);
  });

  test('of services: their purpose, and who may relay', async () => {
    const masterCf = (list: string) => `smtp inet n - n - - smtpd\n  -o smtpd_relay_restrictions=${list}\n`;
    const fact = async (list: string, mainCf = '') =>
      (await lenses({ 'main.cf': mainCf, 'master.cf': masterCf(list) }, 'master.cf'))[0]?.replace('1: ', '');
    expect(await fact('permit_mynetworks,reject_unauth_destination')).toBe(
      'strangers: cannot relay · mynetworks: can relay · logins: not offered',
    );
    expect(
      await fact('permit_sasl_authenticated,reject_unauth_destination', 'smtpd_sasl_auth_enable = yes\n'),
    ).toBe('strangers: cannot relay · mynetworks: cannot relay · logins: can relay');
    expect(await fact('check_client_access,static:OK,reject_unauth_destination')).toContain(
      'strangers: can relay',
    );
    expect(
      await fact('reject_rbl_client,dnsbl.example.net,permit_mynetworks,defer_unauth_destination'),
    ).toContain('mynetworks: depends');
    expect(await fact('permit_mynetworks')).toBe('smtpd does not start');
    expect(await lenses({ 'main.cf': '', 'master.cf': 'x unix - - n - - smtp\n' }, 'master.cf')).toHaveLength(
      1,
    );
  });

  test('of services: what the same program does under another name', async () => {
    const masterCf = 'error unix - - n - - error\nretry unix - - n - - error\nbounce unix - - n - 0 bounce\n';
    expect(await lenses({ 'main.cf': '', 'master.cf': masterCf }, 'master.cf')).toEqual([
      '1: Returns mail to the sender with the next hop as the reason',
      '2: Under the service name retry, it defers mail instead',
      '3: Keeps the records of failed, delayed, and successful deliveries, and sends the notifications',
    ]);
  });

  test('of tables: entries and uses', async () => {
    const files = { 'main.cf': 'transport_maps = hash:/etc/postfix/t\n', t: 'a b:\nc d:\n' };
    expect(await lenses(files, 't')).toEqual(['1: hash · 2 entries · used by transport_maps']);
  });
});

describe('the call hierarchy', () => {
  const files = {
    'main.cf': `smtpd_restriction_classes = grey strict
grey = check_policy_service unix:private/policy
strict = grey, reject
smtpd_recipient_restrictions = check_recipient_access hash:/etc/postfix/r, strict
`,
    'master.cf':
      'smtp inet n - n - - smtpd\n  -o content_filter=scan:\nscan unix - - n - - smtp\npolicy unix - n n - 0 spawn\n',
    r: 'a.example grey\n',
  };

  async function calls(name: string, line: number, character: number) {
    const { service } = inMemory(files);
    const [item] = await service.prepareCallHierarchy(uriOf(name), { line, character });
    if (item === undefined) return undefined;
    const incoming = await service.incomingCalls(item);
    const outgoing = await service.outgoingCalls(item);
    return {
      name: item.name,
      from: incoming.map(({ from, fromRanges }) => `${from.name} ${fromRanges.length}`),
      to: outgoing.map(({ to }) => to.name),
    };
  }

  test('of a restriction class', async () => {
    expect(await calls('main.cf', 2, 10)).toEqual({
      name: 'grey',
      from: ['smtpd_restriction_classes 1', 'strict 1', 'r 1'],
      to: ['policy'],
    });
  });

  test('of a restriction list', async () => {
    expect(await calls('main.cf', 3, 0)).toEqual({
      name: 'smtpd_recipient_restrictions',
      from: [],
      to: ['r', 'strict'],
    });
  });

  test('of services', async () => {
    expect(await calls('master.cf', 2, 0)).toEqual({ name: 'scan', from: ['smtp 1'], to: [] });
    const smtp = await calls('master.cf', 0, 0);
    expect(smtp?.to).toEqual(['scan']);
  });

  test('of a setting have their places in its file, although a service overrides it', async () => {
    const { service } = inMemory({
      'main.cf': 'site = a\nmyorigin = $site\n',
      'master.cf':
        'smtp inet n - n - - smtpd\n  -o myorigin=b.$site\nsmtp unix - - n - - smtp\n  -o myorigin=$site\n',
    });
    const [origin] = await service.prepareCallHierarchy(uriOf('main.cf'), { line: 1, character: 0 });
    expect(origin && (await service.outgoingCalls(origin))).toMatchObject([
      { to: { name: 'site' }, fromRanges: [{ start: { line: 1, character: 12 } }] },
    ]);
    const [site] = await service.prepareCallHierarchy(uriOf('main.cf'), { line: 0, character: 0 });
    expect(
      site && (await service.incomingCalls(site)).map(({ from }) => from.selectionRange.start.line),
    ).toEqual([1, 0, 2]);
  });

  test('of a service do not include its own parameters', async () => {
    const { service } = inMemory({
      'main.cf': 'slow_destination_rate_delay = 1s\nrelay_transport = slow\n',
      'master.cf': 'slow unix - - n - - smtp\n  -o smtp_helo_name=$slow_destination_rate_delay\n',
    });
    const [slow] = await service.prepareCallHierarchy(uriOf('master.cf'), { line: 0, character: 0 });
    const incoming = slow === undefined ? [] : await service.incomingCalls(slow);
    expect(incoming.map(({ from }) => from.name)).toEqual(['relay_transport']);
    const outgoing = slow === undefined ? [] : await service.outgoingCalls(slow);
    expect(outgoing.map(({ to }) => to.name)).toEqual(['slow_destination_rate_delay']);
  });

  test('of a word that Postfix defines', async () => {
    expect(await calls('main.cf', 2, 16)).toBeUndefined();
  });
});
