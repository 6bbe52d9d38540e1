// What smtpd answers to one mail, with its exact replies. test/postfix/trace-smtpd.test.ts compares the same code with the
// real smtpd on random mails; here is one case for each thing that decides.
import { describe, expect, test } from 'vitest';
import { Journey } from '../../../server/src/mail/trace/journey.ts';
import { receive } from '../../../server/src/mail/trace/smtpd.ts';
import { answer, answers, systemFor, usual, ways } from './conversation.ts';

const foreign = { recipients: ['someone@example.net'] };

describe('relaying', () => {
  test('a stranger to another domain is refused, and the step names the word', () => {
    const main = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination';
    expect(answer(foreign, { main })).toBe('554 5.7.1 <someone@example.net>: Relay access denied');
    const journey = new Journey(systemFor({ main }), []);
    receive(journey, { ...usual, ...foreign });
    const last = journey.steps.at(-1);
    expect(last?.what).toBe(
      'smtpd_relay_restrictions: reject_unauth_destination refuses the mail: 554 5.7.1 <someone@example.net>: Relay access denied',
    );
    expect(last?.at.length).toBe(1);
  });

  test('the footer of refusals is mentioned, and is not part of the reply', () => {
    const journey = new Journey(systemFor({ main: 'smtpd_reject_footer = call us' }), []);
    const received = receive(journey, { ...usual, ...foreign });
    expect(received).toMatchObject({
      kind: 'refused',
      reply: { text: '<someone@example.net>: Relay access denied' },
    });
    expect(journey.steps.at(-1)).toMatchObject({
      what: 'Adds smtpd_reject_footer to the reply',
      at: [{}],
    });
  });

  test('defer_unauth_destination and relay_domains_reject_code', () => {
    const main = 'smtpd_relay_restrictions = defer_unauth_destination\nrelay_domains_reject_code = 550';
    expect(answer(foreign, { main })).toBe('450 4.7.1 <someone@example.net>: Relay access denied');
  });

  test('a client of mynetworks and a user who has logged in may relay', () => {
    const main = 'smtpd_sasl_auth_enable = yes';
    expect(answer({ ...foreign, client: { address: '192.0.2.1' } }, { main })).toBe('accepted');
    expect(answer({ ...foreign, login: 'ann' }, { main })).toBe('accepted');
  });
});

describe('what smtpd checks by itself', () => {
  test.each([
    ['smtpd_tls_security_level = encrypt', {}, '530 5.7.0 Must issue a STARTTLS command first'],
    ['smtpd_helo_required = yes', { helo: undefined }, '503 5.5.1 Error: send HELO/EHLO first'],
    ['smtpd_sasl_auth_enable = no', { login: 'ann' }, '503 5.5.1 Error: authentication not enabled'],
    [
      'smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes',
      { login: 'ann' },
      '503 5.5.1 Error: authentication not enabled',
    ],
    ['', { sender: 'a@b c@d' }, '501 5.1.7 Bad sender address syntax'],
    ['', { recipients: [''] }, '501 5.1.3 Bad recipient address syntax'],
    ['', { recipients: ['user@-example.com'] }, '501 5.1.3 Bad recipient address syntax'],
    ['message_size_limit = 1000', { size: 2000 }, '552 5.3.4 Message size exceeds fixed limit'],
    [
      'message_size_limit = 1000\nsmtpd_discard_ehlo_keywords = size',
      { size: 2000 },
      '552 5.3.4 Error: message file too big',
    ],
    ['soft_bounce = yes', { recipients: [''] }, '401 4.1.3 Bad recipient address syntax'],
  ])('%s', (main, request, expected) => {
    const { helo, ...rest } = { ...usual, ...request };
    expect(answer({ ...rest, helo } as never, { main })).toBe(expected);
  });

  test('the postmaster without a domain is always accepted', () => {
    const main = 'smtpd_recipient_restrictions = reject';
    expect(answer({ recipients: ['postmaster'] }, { main })).toBe('accepted');
  });

  test('of several recipients, some are refused', () => {
    const [received] = ways({ recipients: ['user@example.com', 'a@example.net'] });
    expect(received).toMatchObject({
      kind: 'accepted',
      submission: { recipients: [{ address: 'user@example.com' }] },
      refused: [{ recipient: 'a@example.net', reply: { code: 454 } }],
    });
  });

  test('after smtpd_recipient_limit, no recipient is accepted', () => {
    const [received] = ways(
      { recipients: ['a@example.com', 'b@example.com'] },
      { main: 'smtpd_recipient_limit = 1' },
    );
    expect(received).toMatchObject({ refused: [{ recipient: 'b@example.com', reply: { code: 452 } }] });
  });
});

describe('recipients that do not exist', () => {
  const main = `
local_recipient_maps = inline:{user=x}
virtual_alias_domains = alias.example
virtual_alias_maps = inline:{sales@alias.example=user@example.com}
virtual_mailbox_domains = box.example
virtual_mailbox_maps = inline:{info@box.example=info/}
relay_domains = relay.example
relay_recipient_maps = inline:{ann@relay.example=x}
relocated_maps = inline:{old@example.com=new@example.org}
`;
  test.each([
    ['user@example.com', 'accepted'],
    [
      'User+list@example.com',
      '550 5.1.1 <User+list@example.com>: Recipient address rejected: User unknown in local recipient table',
    ],
    ['postmaster@example.com', 'accepted'],
    [
      'nobody@example.com',
      '550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in local recipient table',
    ],
    ['sales@alias.example', 'accepted'],
    [
      'none@alias.example',
      '550 5.1.1 <none@alias.example>: Recipient address rejected: User unknown in virtual alias table',
    ],
    ['info@box.example', 'accepted'],
    [
      'none@box.example',
      '550 5.1.1 <none@box.example>: Recipient address rejected: User unknown in virtual mailbox table',
    ],
    ['ann@relay.example', 'accepted'],
    [
      'none@relay.example',
      '550 5.1.1 <none@relay.example>: Recipient address rejected: User unknown in relay recipient table',
    ],
    [
      'old@example.com',
      '550 5.1.6 <old@example.com>: Recipient address rejected: User has moved to new@example.org',
    ],
  ])('%s', (recipient, expected) => {
    expect(answer({ recipients: [recipient] }, { main })).toBe(expected);
  });

  test('a sender is checked in the same way', () => {
    const own = `${main}smtpd_reject_unlisted_sender = yes\nshow_user_unknown_table_name = no`;
    expect(answer({ sender: 'nobody@example.com' }, { main: own })).toBe(
      '550 5.1.0 <nobody@example.com>: Sender address rejected: User unknown',
    );
  });

  test('if the check is off, all recipients are accepted', () => {
    const own = `${main}receive_override_options = no_unknown_recipient_checks`;
    expect(answer({ recipients: ['nobody@example.com'] }, { main: own })).toBe('accepted');
  });
});

describe('the answers of access tables', () => {
  test.each([
    ['REJECT', '554 5.7.1 <ann@example.org>: Sender address rejected: Access denied'],
    ['REJECT 5.7.9 no spam', '554 5.7.9 <ann@example.org>: Sender address rejected: no spam'],
    ['REJECT 5.1.1 who', '554 5.1.7 <ann@example.org>: Sender address rejected: who'],
    ['DEFER not now', '450 4.7.1 <ann@example.org>: Sender address rejected: not now'],
    ['421 bye', '421 4.7.1 <ann@example.org>: Sender address rejected: bye'],
    ['550', 'accepted'],
    ['OK', 'accepted'],
    ['DUNNO', 'accepted'],
    ['DISCARD', 'discarded'],
    ['HANGUP', 'smtpd ends the session without a reply (HANGUP).'],
    ['reject_unknown_word', '451 4.3.5 Server configuration error'],
    ['permit_mynetworks, reject', '554 5.7.1 <ann@example.org>: Sender address rejected: Access denied'],
    ['DEFER_IF_PERMIT later', '450 4.7.1 <ann@example.org>: Sender address rejected: later'],
  ])('%s', (text, expected) => {
    const main = 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders';
    expect(answer({}, { main, files: { senders: `ann@example.org ${text}\n` } })).toBe(expected);
  });

  test('what they leave to the next programs', () => {
    const files = {
      senders: 'ann@example.org FILTER smtp:[192.0.2.8]:10025\n',
      clients: '203.0.113.9 HOLD\n',
    };
    const main =
      'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders,\n' +
      '  check_client_access hash:/etc/postfix/clients, check_helo_access inline:{client.example.org=BCC}\n' +
      'content_filter = smtp:[127.0.0.1]:10024\n';
    const [received] = ways({ headers: ['Subject: x'] }, { main, files });
    expect(received).toMatchObject({
      submission: {
        filter: { value: 'smtp:[192.0.2.8]:10025' },
        hold: { value: '' },
        bcc: [],
        headers: ['Subject: x'],
      },
    });
  });

  test('DEFER_IF_REJECT makes a later refusal temporary', () => {
    const main =
      'smtpd_relay_restrictions = check_sender_access static:{DEFER_IF_REJECT hm}, reject_unauth_destination';
    expect(answer(foreign, { main })).toBe('450 4.7.1 <ann@example.org>: Sender address rejected: hm');
  });

  test('a table that cannot be read may answer anything', () => {
    const main = 'smtpd_sender_restrictions = check_sender_access mysql:/etc/postfix/senders.cf';
    expect(answers({}, { main })).toEqual(
      expect.arrayContaining([
        'accepted',
        'discarded',
        '554 5.7.1 <ann@example.org>: Sender address rejected: Access denied',
      ]),
    );
  });
});

describe('warn_if_reject', () => {
  test('also holds inside a class', () => {
    const main =
      'smtpd_restriction_classes = strict\nstrict = reject_non_fqdn_sender, reject\n' +
      'smtpd_sender_restrictions = warn_if_reject strict';
    expect(answer({ sender: 'ann' }, { main })).toBe('accepted');
  });

  test('does not hold for errors', () => {
    const main = 'smtpd_sender_restrictions = warn_if_reject no_such_word';
    expect(answer({}, { main })).toBe('451 4.3.5 Server configuration error');
  });

  test('a misspelled restriction: a step says that there is none of this name', () => {
    const main = 'smtpd_recipient_restrictions = reject_unknown_recipent_domain';
    const journey = new Journey(systemFor({ main }), []);
    receive(journey, usual);
    expect(journey.steps.slice(-2).map(({ what }) => what)).toEqual([
      'Postfix 3.7 has no restriction named reject_unknown_recipent_domain',
      'smtpd_recipient_restrictions: reject_unknown_recipent_domain refuses the mail: 451 4.3.5 Server configuration error',
    ]);
  });
});

describe('what others decide', () => {
  test('a DNS list: the usual client is not listed', () => {
    const main = 'smtpd_client_restrictions = reject_rbl_client bl.example.net';
    expect(answers({}, { main })).toEqual([
      'accepted',
      '554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using bl.example.net',
    ]);
  });

  test('a policy server', () => {
    const main = 'smtpd_recipient_restrictions = check_policy_service unix:private/policy';
    expect(answers({}, { main })).toEqual([
      'accepted',
      '554 5.7.1 <user@example.com>: Recipient address rejected: Access denied',
      '450 4.7.1 <user@example.com>: Recipient address rejected: Service unavailable',
      '451 4.3.5 <user@example.com>: Recipient address rejected: Server configuration problem',
    ]);
  });

  test('the domain of the sender', () => {
    const main = 'smtpd_sender_restrictions = reject_unknown_sender_domain';
    expect(answers({}, { main })).toEqual([
      'accepted',
      '450 4.1.8 <ann@example.org>: Sender address rejected: Domain not found',
      '550 5.7.27 <ann@example.org>: Sender address rejected: Domain example.org does not accept mail (nullMX)',
    ]);
  });

  test('a Milter', () => {
    const main = 'smtpd_milters = inet:127.0.0.1:8891\nmilter_default_action = accept';
    expect(answers({}, { main })).toEqual([
      'accepted',
      '550 5.7.1 Command rejected',
      '451 4.7.1 Service unavailable - try again later',
      'discarded',
    ]);
    expect(answers({}, { main: `${main}\nreceive_override_options = no_milters` })).toEqual(['accepted']);
  });
});

describe('the stages of the session', () => {
  test('with smtpd_delay_reject = no, the client is refused before its mail is known', () => {
    const main = 'smtpd_delay_reject = no\nsmtpd_client_restrictions = check_sender_access static:OK, reject';
    expect(answer({}, { main })).toBe(
      '554 5.7.1 <client.example.org[203.0.113.9]>: Client host rejected: Access denied',
    );
  });

  test('after RCPT: the lists of DATA and the end of data', () => {
    expect(answer({}, { main: 'smtpd_data_restrictions = reject' })).toBe(
      '554 5.7.1 <DATA>: Data command rejected: Access denied',
    );
    expect(answer({}, { main: 'smtpd_end_of_data_restrictions = defer' })).toBe(
      '450 4.3.2 <END-OF-MESSAGE>: End-of-data rejected: Try again later',
    );
    expect(answer({}, { main: 'smtpd_data_restrictions = inline:{a=OK}' })).toBe(
      '451 4.3.5 Server configuration error',
    );
  });

  test('a proxy before the queue gets the mail instead of cleanup', () => {
    const [received] = ways({}, { main: 'smtpd_proxy_filter = 127.0.0.1:10025' });
    expect(received).toMatchObject({ submission: { proxy: { value: '127.0.0.1:10025' } } });
  });

  test('incomplete addresses in headers get a domain only for clients that local_header_rewrite_clients lists', () => {
    const rewriting = (main: string): unknown => {
      const [received] = ways({}, { main });
      return received?.kind === 'accepted' ? received.submission.rewriting : undefined;
    };
    expect(rewriting('local_header_rewrite_clients = permit_mynetworks')).toBe('remote');
    expect(rewriting('local_header_rewrite_clients = static:all')).toBe('local');
  });

  test('nothing throws for any text in the envelope', () => {
    for (const text of [
      '"',
      '<',
      '>',
      '\\',
      '\0',
      '\ud800',
      'a@b@c',
      '@a:b@c',
      '()',
      ',;:',
      ' ',
      'é@ü',
      'a@[',
      '%!@',
    ])
      for (const request of [
        { sender: text },
        { recipients: [text] },
        { helo: text },
        { client: { address: text } },
      ])
        expect(() => answers(request)).not.toThrow();
  });
});
