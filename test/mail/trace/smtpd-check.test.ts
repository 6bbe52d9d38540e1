// The cases that Postfix's own test of its restrictions (smtpd_check) is about, with names of our own: which keys an
// access table is searched for, and which names and addresses are valid.
import { describe, expect, test } from 'vitest';
import { answer, type Conversation } from './conversation.ts';

const access = `
bad.example           554 match bad.example
friend.bad.example    OK
bad-sender@           554 match bad-sender@
bad-sender@good.example OK
131.155.210           554 match 131.155.210
131.155.210.17        OK
131.155.210.19        REJECT
reject@this.example   554 match reject@this.example
skip.example          DUNNO
foo.skip.example      REJECT
44.33.22              DUNNO
44.33.22.11           REJECT
44.33                 REJECT
reject@skip.example   REJECT
reject@no.example     REJECT
ok@no.example         OK
no.example            REJECT
reject@ok.example     REJECT
ok.example            OK
<>                    550 Go away postmaster
`;

function configuration(main: string): Conversation {
  return { main: `${main}\nrelay_domains = relay.example\n`, files: { access } };
}

const table = 'hash:/etc/postfix/access';
const refused = (who: string, what: string, why = 'Access denied'): string =>
  `554 5.7.1 <${who}>: ${what} rejected: ${why}`;

describe('the client', () => {
  const main = `smtpd_client_restrictions = permit_mynetworks, reject_unknown_client_hostname, ${table}`;
  test.each([
    ['', '131.155.210.17', '450 4.7.25 Client host rejected: cannot find your hostname, [131.155.210.17]'],
    ['', '192.0.2.13', 'accepted'],
    [
      'random.bad.example',
      '203.0.113.1',
      refused('random.bad.example[203.0.113.1]', 'Client host', 'match bad.example'),
    ],
    ['friend.bad.example', '203.0.113.1', 'accepted'],
    ['aa.example.net', '131.155.210.17', 'accepted'],
    [
      'aa.example.net',
      '131.155.210.18',
      refused('aa.example.net[131.155.210.18]', 'Client host', 'match 131.155.210'),
    ],
    ['foo.skip.example', '131.155.210.17', refused('foo.skip.example[131.155.210.17]', 'Client host')],
    // DUNNO for the name ends the search, before the address.
    ['bar.skip.example', '131.155.210.19', 'accepted'],
    ['bar.example.net', '131.155.210.19', refused('bar.example.net[131.155.210.19]', 'Client host')],
    ['bar.example.net', '44.33.22.11', refused('bar.example.net[44.33.22.11]', 'Client host')],
    ['bar.example.net', '44.33.22.55', 'accepted'],
    ['bar.example.net', '44.33.44.33', refused('bar.example.net[44.33.44.33]', 'Client host')],
  ])('%s[%s]', (name, address, expected) => {
    const client = { address, ...(name !== '' && { name }) };
    expect(answer({ client }, configuration(main))).toBe(expected);
  });
});

describe('the sender', () => {
  test.each([
    ['bad-sender@any.example', 'match bad-sender@'],
    ['bad-sender@good.example', ''],
    ['Reject@this.example', 'match reject@this.example'],
    ['foo@Bad.example', 'match bad.example'],
    ['foo@random.bad.example', 'match bad.example'],
    ['foo@friend.bad.example', ''],
    ['reject@skip.example', 'Access denied'],
    // DUNNO for the domain ends the search, before the user.
    ['bad-sender@skip.example', ''],
    ['ok@no.example', ''],
    ['anyone@no.example', 'Access denied'],
    ['reject@ok.example', 'Access denied'],
    ['bad-sender@ok.example', ''],
    ['reject+extension@skip.example', 'Access denied'],
  ])('%s', (sender, why) => {
    const main = `recipient_delimiter = +\nsmtpd_sender_restrictions = ${table}`;
    const expected = why === '' ? 'accepted' : refused(sender, 'Sender address', why);
    expect(answer({ sender }, configuration(main))).toBe(expected);
  });

  test('the null sender has a key of its own', () => {
    const main = `smtpd_sender_restrictions = ${table}`;
    expect(answer({ sender: '' }, configuration(main))).toBe(
      '550 5.7.1 <>: Sender address rejected: Go away postmaster',
    );
  });
});

describe('names and addresses', () => {
  test.each([
    ['foo.bar.', ''],
    ['foo.bar', ''],
    ['foo', '504 5.5.2 <foo>: Helo command rejected: need fully-qualified hostname'],
    ['[1.2.3.4]', ''],
    ['1.2.3.4', ''],
    ...[
      '[321.255.255.255]',
      '[0.255.255.255]',
      '[1.2.3.321]',
      '[1.2.3]',
      '[1.2.3.4.5]',
      '[1..2.3.4]',
      '[.1.2.3.4]',
      '[1.2.3.4.5.]',
    ].map((helo) => [helo, `501 5.5.2 <${helo}>: Helo command rejected: invalid ip address`]),
    ...['321.255.255.255', '0.255.255.255', '1.2.3', '1.2.3.4.5', '1..2.3.4', '.1.2.3.4', '1.2.3.4.5.'].map(
      (helo) => [helo, `501 5.5.2 <${helo}>: Helo command rejected: invalid ip address`],
    ),
    ['[ipv6:::]', ''],
    ['[::]', '501 5.5.2 <[::]>: Helo command rejected: invalid ip address'],
    ['[ipv6::::]', '501 5.5.2 <[ipv6::::]>: Helo command rejected: invalid ip address'],
  ])('HELO %s', (helo = '', expected = '') => {
    const main = 'smtpd_helo_restrictions = permit_naked_ip_address, reject_non_fqdn_helo_hostname';
    expect(answer({ helo }, { main })).toBe(expected === '' ? 'accepted' : expected);
  });

  test.each([
    ['foo@foo.bar.', ''],
    ['foo@foo.bar', ''],
    ['foo@foo', '504 5.5.2 <foo@foo>: Sender address rejected: need fully-qualified address'],
    ['foo', '504 5.5.2 <foo>: Sender address rejected: need fully-qualified address'],
  ])('MAIL FROM:<%s>', (sender, expected) => {
    expect(answer({ sender }, { main: 'smtpd_sender_restrictions = reject_non_fqdn_sender' })).toBe(
      expected || 'accepted',
    );
  });

  test('an invalid name', () => {
    const main = 'smtpd_helo_restrictions = reject_invalid_helo_hostname';
    expect(answer({ helo: 'foo..bar' }, { main })).toBe(
      '501 5.5.2 <foo..bar>: Helo command rejected: Invalid name',
    );
    expect(answer({ helo: 'foo.' }, { main })).toBe('accepted');
  });
});

describe('the status fits what is rejected', () => {
  test.each([
    ['1', '5.1.7', '5.1.1', '5.0.0'],
    ['2', '5.1.8', '5.1.2', '5.0.0'],
    ['3', '5.1.7', '5.1.3', '5.0.0'],
    ['4', '5.1.7', '5.1.4', '5.0.0'],
    ['5', '5.1.0', '5.1.5', '5.0.0'],
    ['6', '5.1.7', '5.1.6', '5.0.0'],
    ['7', '5.1.7', '5.1.3', '5.0.0'],
    ['8', '5.1.8', '5.1.2', '5.0.0'],
  ])('4.1.%s', (digit, sender, recipient, client) => {
    const status = (list: string, check: string): string =>
      answer(
        {},
        { main: `smtpd_${list}_restrictions = check_${check}_access static:{REJECT 4.1.${digit} no}` },
      ).split(' ')[1] ?? '';
    expect([
      status('sender', 'sender'),
      status('recipient', 'recipient'),
      status('client', 'client'),
    ]).toEqual([sender, recipient, client]);
  });
});

test('a deferring list with its own code', () => {
  const main = 'defer_code = 444\nsmtpd_helo_restrictions = defer';
  expect(answer({ helo: 'foobar' }, { main })).toBe(
    '444 4.3.2 <foobar>: Helo command rejected: Try again later',
  );
});

test('later lists see what the client said in HELO', () => {
  const main = `smtpd_recipient_restrictions = check_helo_access ${table}, check_sender_access ${table}`;
  expect(answer({ helo: 'bad.example' }, configuration(main))).toBe(
    refused('bad.example', 'Helo command', 'match bad.example'),
  );
});
