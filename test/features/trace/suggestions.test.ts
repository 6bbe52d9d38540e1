// What to trace in a configuration.

import { describe, expect, test } from 'vitest';
import { traceAnswerProblem, traceSuggestions } from '../../../server/src/features/trace/suggestions.ts';
import { mailSystem } from '../../mail/support.ts';

const files = {
  'main.cf': `mydestination = mail.example.com, localhost
virtual_mailbox_domains = example.com
virtual_mailbox_maps = hash:/etc/postfix/boxes
mynetworks = 127.0.0.0/8 [2001:db8:1::]/48 192.0.2.0/24
`,
  'master.cf': `smtp inet n - n - - smtpd
submission inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=encrypt
inside unix n - n - - smtpd
`,
  boxes: 'kim@example.com example.com/kim/\n',
};

describe('suggestions', () => {
  const found = traceSuggestions(mailSystem(files));

  test('have four kinds of clients', () => {
    expect(found.clients.map(({ kind, mail }) => [kind, mail.client?.address, mail.service])).toEqual([
      ['stranger', '198.51.100.1', undefined],
      ['trusted', '2001:db8:1::1', undefined],
      ['user', '198.51.100.1', 'submission'],
      ['program', undefined, undefined],
    ]);
  });

  test('have known addresses, unknown ones, and other domains', () => {
    const recipients = found.recipients.map(({ text }) => text);
    expect(recipients[0]).toBe('kim@example.com');
    expect(recipients).toEqual(
      expect.arrayContaining([
        'no-such-user@example.com',
        'postmaster@mail.example.com',
        'someone@example.net',
      ]),
    );
    expect(found.senders.map(({ text }) => text).slice(0, 2)).toEqual(['someone@example.net', '<>']);
    expect(new Set(recipients).size).toBe(recipients.length);
  });

  test('have the services to which clients connect', () => {
    expect(found.services).toEqual([
      { text: 'smtp', detail: 'port 25, offers no logins', offersLogins: false },
      { text: 'submission', detail: 'port 587, requires TLS, offers logins', offersLogins: true },
    ]);
  });

  test('exist for an empty configuration as well', () => {
    const { clients, services, recipients } = traceSuggestions(mailSystem(''));
    expect(clients).toHaveLength(4);
    expect(services).toEqual([]);
    expect(recipients.length).toBeGreaterThan(0);
  });
});

describe('an answer', () => {
  test.each([
    ['client', '192.0.2.1'],
    ['client', '2001:db8::1'],
    ['login', 'kim'],
    ['recipient', 'kim@example.com'],
    ['recipient', 'kim@example.com, lee'],
    ['recipient', '"kim lee"@example.com'],
    ['sender', '<>'],
    ['sender', 'kim'],
  ] as const)('%s %s can be used', (part, text) => {
    expect(traceAnswerProblem(part, text)).toBeUndefined();
  });

  test.each([
    ['client', 'mail.example.com', /IP address/],
    ['client', '192.0.2.256', /IP address/],
    ['login', ' ', /login name/],
    ['recipient', '', /address/],
    ['recipient', '<>', /address/],
    ['recipient', 'kim@example.com,', /address/],
    ['recipient', 'kim@', /domain after/],
    ['sender', '', /null sender/],
    ['sender', 'Kim <kim@example.com>', /single address/],
  ] as const)('%s %j cannot', (part, text, problem) => {
    expect(traceAnswerProblem(part, text)).toMatch(problem);
  });
});
