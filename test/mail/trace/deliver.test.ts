// The end of a message's way: the queue manager, content filters, and each delivery agent.
import { describe, expect, test } from 'vitest';
import type { TracedRecipient, TraceRequest } from '../../../server/src/mail/trace/model.ts';
import { traceMail } from '../../../server/src/mail/trace/trace.ts';
import { type Files, mailSystem } from '../support.ts';

const settings = `compatibility_level = 3.6
myhostname = mail.example.com
myorigin = example.com
mydestination = example.com
mynetworks = 127.0.0.0/8, 192.0.2.0/24
inet_interfaces = 127.0.0.1, 192.0.2.1
alias_maps =
forward_path =
local_recipient_maps =
`;
const services = `smtp inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
pickup unix n - n 60 1 pickup
rewrite unix - - n - - trivial-rewrite
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
relay unix - - n - - smtp
local unix - n n - - local
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
`;

interface Options {
  readonly master?: string;
  readonly files?: Exclude<Files, string>;
  readonly from?: string;
  readonly request?: Partial<TraceRequest>;
}

function ways(
  to: string,
  main: string,
  { master = '', files = {}, from = 'ann@example.com', request }: Options = {},
) {
  const system = mailSystem({ ...files, 'main.cf': settings + main, 'master.cf': services + master });
  return traceMail(system, { sender: from, recipients: [to], ...request }).ways;
}

/** The recipients of the usual way. */
function ends(to: string, main: string, options?: Options): readonly TracedRecipient[] {
  return ways(to, main, options)[0]?.recipients ?? [];
}

/** The usual end of a message with one recipient. */
function end(to: string, main: string, options?: Options): TracedRecipient | undefined {
  return ends(to, main, options)[0];
}

describe('the queue manager', () => {
  test.each([
    ['transport_maps = inline:{example.net=slow:}', 'deferred', '4.3.0 mail transport unavailable'],
    ['defer_transports = smtp', 'deferred', '4.3.2 deferred transport'],
    ['transport_maps = inline:{ {example.net = error:5.1.2 no such host} }', 'bounced', '5.1.2 no such host'],
    ['transport_maps = inline:{ {example.net = error:closed} }', 'bounced', '5.0.0 closed'],
    ['transport_maps = inline:{ {example.net = retry:4.2.0 later} }', 'deferred', '4.2.0 later'],
    ['transport_maps = inline:{ {example.net = discard:quietly} }', 'discarded', '2.0.0 quietly'],
    [
      'soft_bounce = yes\ntransport_maps = inline:{ {example.net = error:closed} }',
      'deferred',
      '4.0.0 closed',
    ],
  ])('%s', (main, outcome, reason) => {
    expect(end('bob@example.net', `${main}\n`)).toMatchObject({ outcome, reason });
  });

  test('a transport whose socket is public does not exist for it', () => {
    const master = 'slow unix n - n - - smtp\n';
    expect(end('bob@example.net', 'default_transport = slow\n', { master })?.reason).toBe(
      '4.3.0 mail transport unavailable',
    );
  });
});

describe('a content filter', () => {
  const filter = 'content_filter = scan:[127.0.0.1]:10024\n';
  const scan = 'scan unix - - n - - smtp\n';

  test('returns the message to the service that does not filter it again', () => {
    const master = `${scan}127.0.0.1:10025 inet n - n - - smtpd\n  -o content_filter=\n`;
    const [way] = ways('bob@example.net', filter, { master });
    expect(way?.recipients).toMatchObject([
      { transport: 'smtp', nexthop: 'example.net', outcome: 'delivered' },
    ]);
    expect(way?.conditions.map(({ decider }) => decider)).toContain('filter');
  });

  test('that returns the message to the same filter is a loop', () => {
    const master = `${scan}filtered unix - - n - - pipe user=nobody argv=/usr/sbin/sendmail -G -i\n`;
    const main = 'content_filter = filtered:\n';
    expect(end('bob@example.net', main, { master })).toMatchObject({
      outcome: 'bounced',
      reason: '5.4.0 too many hops',
    });
  });

  test('without a way back is the end', () => {
    const [way] = ways('bob@example.net', filter, { master: scan });
    expect(way?.recipients).toMatchObject([{ transport: 'scan', nexthop: '[127.0.0.1]:10024' }]);
  });
});

describe('smtp', () => {
  test.each([
    ['', 'none'],
    ['smtp_tls_security_level = may\n', 'may'],
    ['smtp_use_tls = yes\n', 'may'],
    ['smtp_tls_security_level = secure\nsmtp_tls_per_site = inline:{mx.example.net=MAY}\n', 'secure'],
    ['smtp_enforce_tls = yes\n', 'verify'],
    [
      'smtp_tls_security_level = may\nsmtp_tls_policy_maps = inline:{ {[mx.example.net]:587 = encrypt} }\n',
      'encrypt',
    ],
    ['smtp_tls_policy_maps = inline:{ {[mx.example.net] = encrypt} }\n', 'none'],
    ['smtp_tls_per_site = inline:{mx.example.net=MUST}\n', 'verify'],
    ['smtp_tls_security_level = encrypt\nsmtp_tls_per_site = inline:{mx.example.net=MAY}\n', 'encrypt'],
    ['smtp_tls_security_level = encrypt\nsmtp_tls_per_site = inline:{mx.example.net=NONE}\n', 'none'],
  ])('the TLS level of [mx.example.net]:587 with %j is %s', (main, level) => {
    expect(end('bob@example.net', `relayhost = [mx.example.net]:587\n${main}`)?.tls ?? 'none').toBe(level);
  });

  test('a policy for a parent domain begins with a dot', () => {
    const policy = 'smtp_tls_policy_maps = inline:{.example.net=secure}\n';
    expect(end('bob@sub.example.net', policy)?.tls).toBe('secure');
    expect(end('bob@example.net', policy)?.tls).toBeUndefined();
  });

  test.each([
    ['inline:{ann@example.com=x:y, mx.example.net=x:y}', false, 'mx.example.net'],
    ['inline:{ann@example.com=x:y, mx.example.net=x:y}', true, 'ann@example.com'],
    ['inline:{ {[mx.example.net]:587 = x:y} }', true, '[mx.example.net]:587'],
    ['inline:{other.example=x:y}', true, undefined],
  ])('credentials in %s, by sender: %s', (maps, bySender, key) => {
    const main = `relayhost = [mx.example.net]:587
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = ${maps}
smtp_sender_dependent_authentication = ${bySender ? 'yes' : 'no'}
`;
    expect(end('bob@example.net', main)?.credentials).toBe(key);
  });

  test('generic addresses are those that the next server sees', () => {
    const main = 'smtp_generic_maps = inline:{ann@example.com=ann@example.org}\n';
    const [way] = ways('bob@example.net', main);
    expect(way?.recipients).toMatchObject([{ sender: 'ann@example.org', address: 'bob@example.net' }]);
    expect(way?.sender).toBe('ann@example.com');
  });

  test.each([
    ['192.0.2.1', 'bounced', '5.4.6 mail for 192.0.2.1 loops back to myself'],
    ['192.0.2.9', 'delivered', undefined],
  ])('mail for [%s] is %s', (address, outcome, reason) => {
    const found = end('bob@example.net', `transport_maps = inline:{ {example.net = smtp:[${address}]} }\n`);
    expect([found?.outcome, found?.reason]).toEqual([outcome, reason]);
  });

  test.each(['127.0.0.9:2525', '[127.0.0.9]:2525'])('an address has no MX hosts: %s', (hop) => {
    const [way] = ways('bob@example.net', `relayhost = ${hop}\n`);
    expect(way?.steps.map(({ what }) => what)).toContain('Connects to 127.0.0.9, port 2525.');
  });

  test('a malformed next hop defers the message', () => {
    expect(end('bob@example.net', 'relayhost = [mx.example.net\n')?.outcome).toBe('deferred');
  });
});

describe('local', () => {
  const aliases = (text: string): Options => ({ files: { aliases: text } });
  const maps = 'alias_maps = hash:/etc/postfix/aliases\n';
  const targets = (to: string, main: string, options: Options) =>
    ends(to, main, options).map(({ address, outcome, mailbox = '' }) =>
      [address, outcome, mailbox].join(' ').trim(),
    );

  test('an alias with a user, an address, a command, and a file', () => {
    const text = 'sales: bob, eve@example.net, "|/usr/bin/sort -u", /var/log/sales\n';
    expect(targets('sales@example.com', maps, aliases(text))).toEqual([
      'bob@example.com delivered /var/mail/bob',
      'sales@example.com delivered |/usr/bin/sort -u',
      'sales@example.com delivered /var/log/sales',
      'eve@example.net delivered',
    ]);
  });

  test('a texthash: table has keys without a colon', () => {
    const options = aliases('sales bob, "|/usr/bin/sort -u"\nlist: eve\n');
    const main = maps.replace('hash:', 'texthash:');
    expect(targets('sales@example.com', main, options)).toEqual([
      'bob@example.com delivered /var/mail/bob',
      'sales@example.com delivered |/usr/bin/sort -u',
    ]);
    expect(targets('list@example.com', main, options)).toEqual(['list@example.com delivered /var/mail/list']);
    // The format does not change because postalias(1) indexes the same file.
    expect(
      targets('list@example.com', `${main}alias_database = hash:/etc/postfix/aliases\n`, options),
    ).toEqual(['list@example.com delivered /var/mail/list']);
  });

  test('an owner becomes the sender, and members get the message through cleanup', () => {
    const found = ends('list@example.com', maps, aliases('list: bob\nowner-list: ann\n'));
    expect(found).toMatchObject([{ address: 'bob@example.com', sender: 'owner-list@example.com' }]);
  });

  test('only the home of a user who exists is required', () => {
    const found = ways('bob@example.com', 'require_home_directory = yes\n');
    expect(found.map(({ recipients: [end] }) => end?.reason ?? end?.mailbox)).toEqual([
      '/var/mail/bob',
      '5.1.1 unknown user: "bob"',
      '4.3.0 cannot access home directory ~bob: No such file or directory',
    ]);
  });

  test('an alias that contains itself means the user', () => {
    expect(targets('bob@example.com', maps, aliases('bob: bob, eve\neve: eve\n'))).toEqual([
      'bob@example.com delivered /var/mail/bob',
      'eve@example.com delivered /var/mail/eve',
    ]);
  });

  test('a loop of aliases ends', () => {
    const [found] = ends('a@example.com', maps, aliases('a: b\nb: c\nc: a\n'));
    expect(found).toMatchObject({
      outcome: 'bounced',
      reason: expect.stringMatching(/^5\.4\.6 alias database loop for [abc]$/),
    });
  });

  test.each([
    ['home_mailbox = Maildir/', '~bob/Maildir/'],
    ['mail_spool_directory = /mail/', '/mail/bob/'],
    ['mailbox_command = /usr/bin/procmail', '|/usr/bin/procmail'],
    ['mailbox_command_maps = inline:{bob=/bin/x}\nmailbox_command = /bin/y', '|/bin/x'],
  ])('%s', (main, mailbox) => {
    expect(end('bob@example.com', `${main}\n`)?.mailbox).toBe(mailbox);
  });

  test('users that do not exist', () => {
    const unknown = (main: string) =>
      ways('bob@example.com', main).find(({ conditions }) =>
        conditions.some(({ answer }) => answer === 'The user bob does not exist.'),
      )?.recipients[0];
    expect(unknown('')).toMatchObject({ outcome: 'bounced', reason: '5.1.1 unknown user: "bob"' });
    expect(unknown('luser_relay = $user@example.net\n')).toMatchObject({ address: 'bob@example.net' });
    expect(unknown('fallback_transport = lmtp:unix:private/lmtp\n')).toMatchObject({ transport: 'lmtp' });
  });

  test.each([
    ['allow_mail_to_commands =', '"|/bin/x"', '5.7.1 mail to command is restricted'],
    ['allow_mail_to_files = forward', '/tmp/x', '5.7.1 mail to file is restricted'],
    ['', '~/x', '5.3.5 mail system configuration error'],
  ])('%s: %s', (main, value, reason) => {
    expect(end('a@example.com', `${maps}${main}\n`, aliases(`a: ${value}\n`))).toMatchObject({
      outcome: 'bounced',
      reason,
    });
  });
});

describe('the delivery status filter', () => {
  const main = `virtual_mailbox_domains = example.org
virtual_mailbox_base = /var/vmail
virtual_mailbox_maps = inline:{bob@example.org=bob/}
virtual_delivery_status_filter = regexp:/etc/postfix/filter
`;
  test.each([
    ['/^5\\.1\\.1 unknown user: (.*)/ 4.1.1 later, $1', 'deferred', '4.1.1 later, "amy@example.org"'],
    ['/^5\\.1\\.1/ 5.7.0 go away', 'bounced', '5.7.0 go away'],
    ['/^5/ 2.0.0 fine', 'bounced', '5.1.1 unknown user: "amy@example.org"'],
    ['/^5/ nothing', 'bounced', '5.1.1 unknown user: "amy@example.org"'],
    ['/^4/ 5.0.0 never', 'bounced', '5.1.1 unknown user: "amy@example.org"'],
  ])('%s', (filter, outcome, reason) => {
    const files = { filter: `${filter}\n` };
    expect(end('amy@example.org', main, { files })).toMatchObject({ outcome, reason });
  });

  test('of another agent does not apply', () => {
    const main = 'default_delivery_status_filter = { static:4.0.0 later }\n';
    const closed = `${main}transport_maps = inline:{ {example.net = error:closed} }\n`;
    expect(end('bob@example.net', closed)).toMatchObject({ outcome: 'bounced', reason: '5.0.0 closed' });
  });
});

describe('an agent that does not start', () => {
  test('leaves the message in the active queue', () => {
    const main = 'virtual_mailbox_domains = example.org\n';
    expect(end('amy@example.org', main)).toMatchObject({
      outcome: 'deferred',
      reason: 'waits for virtual, which does not start',
    });
    expect(end('bob@example.net', 'smtp_tls_security_level = must\n')?.reason).toBe(
      'waits for smtp, which does not start',
    );
  });
});

describe('virtual', () => {
  const domain = 'virtual_mailbox_domains = example.org\nvirtual_mailbox_base = /var/vmail\n';
  const ids = 'virtual_uid_maps = static:5000\nvirtual_gid_maps = static:5000\n';
  const boxes = 'virtual_mailbox_maps = inline:{bob@example.org=bob/, eve@example.org=eve}\n';

  test.each([
    ['bob@example.org', domain + ids + boxes, { outcome: 'delivered', mailbox: '/var/vmail/bob/' }],
    ['eve+x@example.org', `${domain}${ids}${boxes}recipient_delimiter = +\n`, { mailbox: '/var/vmail/eve' }],
    [
      'amy@example.org',
      domain + ids + boxes,
      { outcome: 'bounced', reason: '5.1.1 unknown user: "amy@example.org"' },
    ],
    [
      'bob@example.org',
      domain + boxes,
      { outcome: 'deferred', reason: '4.3.5 mail system configuration error' },
    ],
    ['bob@example.org', `${domain}${ids}${boxes}virtual_minimum_uid = 6000\n`, { outcome: 'deferred' }],
  ])('%s with %j', (to, main, expected) => {
    expect(end(to, main)).toMatchObject(expected);
  });
});

describe('pipe', () => {
  const service = (args: string) => ({ master: `deliver unix - n n - - pipe ${args}\n` });
  const main = 'mailbox_transport = deliver:here\nrecipient_delimiter = +\n';

  test('the command with its macros', () => {
    const args =
      'flags=Rqhu user=vmail argv=/usr/bin/deliver -f ${sender} -d ${user} -e ${extension} ${nexthop} ${recipient}';
    expect(end('Bob+Spam@Example.com', main, { ...service(args), from: '' })).toMatchObject({
      transport: 'deliver',
      nexthop: 'here',
      mailbox: '|/usr/bin/deliver -f MAILER-DAEMON -d bob -e spam here bob+spam@example.com',
    });
  });

  test.each([
    ['argv=/bin/x', '4.3.0 unknown mail transport error'],
    ['user=nobody argv=/bin/x ${nothing}', '4.3.5 mail system configuration error'],
  ])('%s', (args, reason) => {
    expect(end('bob@example.com', main, service(args))).toMatchObject({ outcome: 'deferred', reason });
  });

  test('a message that is too large', () => {
    const options = { ...service('user=nobody size=1000 argv=/bin/x'), request: { size: 2000 } };
    expect(end('bob@example.com', main, options)?.reason).toBe('5.2.3 message too large');
  });
});
