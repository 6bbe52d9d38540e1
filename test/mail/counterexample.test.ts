// One mail that a stranger relays, or the proof that there is none.
import { describe, expect, test } from 'vitest';
import { describeMail, proveNoRelay, type ServiceProof } from '../../server/src/mail/counterexample.ts';
import { systemFor } from './trace/conversation.ts';

function proof(
  main: string,
  files: Readonly<Record<string, string>> = {},
  master?: string,
): readonly ServiceProof[] {
  return proveNoRelay(systemFor({ main, files, ...(master !== undefined && { master }) }));
}

function verdict(main: string, files: Readonly<Record<string, string>> = {}): string {
  const [found] = proof(main, files);
  return found === undefined
    ? 'none'
    : [found.verdict, found.mail ? describeMail(found.mail) : found.why].join(': ');
}

const relay = (words: string): string =>
  `smtpd_relay_restrictions = ${words}\nsmtpd_recipient_restrictions =\n`;
const mail =
  'client 203.0.113.9, HELO client.example.org, sender <sender@example.org>, recipient <someone@example.net>';

describe('strangers', () => {
  test('are refused', () => {
    expect(verdict(relay('permit_mynetworks, reject_unauth_destination'))).toBe(
      'closed: "reject_unauth_destination" in smtpd_relay_restrictions refuses all mail from strangers to other domains.',
    );
  });

  test('may relay', () => {
    expect(verdict(relay('permit, reject'))).toBe('closed: smtpd does not start with this configuration.');
    expect(verdict(relay('permit_mynetworks, reject_rbl_client, reject_unauth_destination'))).toBe(
      `open: ${mail}`,
    );
    expect(verdict(`mynetworks = 0.0.0.0/0\n${relay('permit_mynetworks, reject_unauth_destination')}`)).toBe(
      `open: ${mail}`,
    );
  });

  test('may relay with a certain sender, HELO name, or recipient', () => {
    const by = (about: string): string =>
      relay(`check_${about}_access hash:/etc/postfix/access, reject_unauth_destination`);
    expect(verdict(by('sender'), { access: 'friend@example.org OK\n' })).toContain(
      'sender <friend@example.org>',
    );
    expect(verdict(by('helo'), { access: 'friend.example OK\n' })).toContain('HELO friend.example');
    expect(verdict(by('recipient'), { access: 'friend@ OK\n' })).toContain('recipient <friend@example.net>');
    expect(verdict(by('sender'), { access: 'friend@example.org REJECT\n' })).toMatch(/^closed/);
  });

  test('may relay from an address that a table lists', () => {
    const main = relay('check_client_access hash:/etc/postfix/access, reject_unauth_destination');
    const [found] = proof(main, { access: '198.51.100 OK\n' });
    expect(found).toMatchObject({
      verdict: 'depends',
      why: 'Only clients that a table lists can relay.',
      mail: { request: { client: { address: '198.51.100.9' } } },
    });
  });

  test('may relay if something outside the configuration decides so', () => {
    const [found] = proof(relay('check_policy_service unix:private/policy, reject_unauth_destination'));
    expect(found).toMatchObject({
      verdict: 'depends',
      why: 'It depends on what the policy server unix:private/policy answers.',
    });
    const unread = proof(relay('check_client_access mysql:/etc/postfix/x, reject_unauth_destination'));
    expect(unread[0]?.verdict).toBe('depends');
  });

  test('may relay where only a Milter could refuse the mail', () => {
    const main = `smtpd_milters = inet:127.0.0.1:8891\n${relay('reject_rbl_client, reject_unauth_destination')}`;
    const [found] = proof(main);
    expect(found).toMatchObject({
      verdict: 'open',
      why: 'A stranger can send mail to any domain, unless a Milter refuses it.',
    });
  });

  test('cannot relay where a table may discard the mail, and everything else is refused', () => {
    const main = `smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/missing\n${relay('permit_auth_destination, reject')}`;
    expect(verdict(main)).toBe(
      'closed: "reject" in smtpd_relay_restrictions refuses all mail from strangers to other domains.',
    );
  });

  test('cannot reach a service on loopback', () => {
    const master =
      'smtp inet n - n - - smtpd\n127.0.0.1:10025 inet n - n - - smtpd\n  -o smtpd_relay_restrictions=permit,reject\n';
    const [, second] = proof(relay('reject_unauth_destination'), {}, master);
    expect(second).toMatchObject({ verdict: 'closed', why: 'Only programs on this host can connect.' });
  });

  test('use TLS where they must', () => {
    const main = `smtpd_tls_security_level = encrypt\n${relay('reject_rbl_client, reject_unauth_destination')}`;
    expect(verdict(main)).toContain('with TLS');
  });
});
