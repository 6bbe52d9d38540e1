// What smtpd announces after EHLO. test/postfix/trace-ehlo.test.ts compares the same with the real smtpd.
import { describe, expect, test } from 'vitest';
import { announcements } from '../../server/src/mail/ehlo.ts';
import { Journey } from '../../server/src/mail/trace/journey.ts';
import { Program } from '../../server/src/mail/trace/program.ts';
import { systemFor } from './trace/conversation.ts';

function announced(main: string, keyword: string, encrypted = false, version = '3.7') {
  const program = new Program(new Journey(systemFor({ main, version }), []), 'smtpd', undefined);
  return announcements(program, { address: '203.0.113.9', encrypted }).find(
    (each) => each.keyword === keyword,
  );
}

describe('AUTH', () => {
  test.each([
    ['', 'smtpd_sasl_auth_enable is no.'],
    [
      'smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes',
      'smtpd_tls_auth_only is yes, so AUTH is offered only after STARTTLS.',
    ],
    [
      'smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = encrypt',
      'TLS is mandatory here, so AUTH is offered only after STARTTLS.',
    ],
    [
      'smtpd_sasl_auth_enable = yes\nsmtpd_discard_ehlo_keywords = auth',
      'smtpd_discard_ehlo_keywords removes it.',
    ],
    [
      'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_exceptions_networks = 203.0.113.0/24',
      'smtpd_sasl_exceptions_networks includes the client. AUTH still works.',
    ],
  ])('is not offered: %s', (main, why) => {
    expect(announced(main, 'AUTH')).toMatchObject({ isAnnounced: false, why });
  });

  test('is offered, with the places that decide', () => {
    const found = announced('smtpd_sasl_auth_enable = yes', 'AUTH');
    expect(found).toMatchObject({ isAnnounced: true });
    expect(found?.at.length).toBe(1);
    expect(
      announced('smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes', 'AUTH', true)?.isAnnounced,
    ).toBe(true);
  });

  test('depends on a table that cannot be read', () => {
    const main = 'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_exceptions_networks = mysql:/etc/postfix/x';
    expect(announced(main, 'AUTH')?.isAnnounced).toBe('depends');
  });
});

test('the limit of SIZE', () => {
  expect(announced('message_size_limit = 1000', 'SIZE')?.argument).toBe('1000');
  expect(announced('message_size_limit = 0', 'SIZE')?.argument).toBeUndefined();
});

test('the keywords of the target release', () => {
  expect(announced('', 'CHUNKING', false, '3.3')).toBeUndefined();
  expect(announced('', 'CHUNKING', false, '3.4')?.isAnnounced).toBe(true);
});
