import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('override-value-with-spaces');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('override-value-with-spaces', () => {
  test('marks the words that are not part of the value', async () => {
    const [found] = await lint(
      withServices(`
        smtp inet n - n - - smtpd
          -o smtpd_recipient_restrictions=permit_mynetworks, reject
                                                             ^^^^^^ override-value-with-spaces
      `),
    );
    expect(found?.message).toBe(
      'The value of -o smtpd_recipient_restrictions ends at the first space, so "reject" is not part of the value. ' +
        'smtpd exits with: "unexpected command-line argument: reject". ' +
        'Put the setting in braces: -o { smtpd_recipient_restrictions = ... }.',
    );
  });

  test('quotes only the beginning of a long list', async () => {
    const rest = 'permit_sasl_authenticated, reject_unauth_destination, reject_unauth_pipelining, reject';
    const [found] = await lint(
      withServices(
        `smtp inet n - n - - smtpd\n  -o smtpd_recipient_restrictions=permit_mynetworks, ${rest}\n${' '.repeat(53)}${'^'.repeat(rest.length)} override-value-with-spaces\n`,
      ),
    );
    expect(found?.message).toContain(
      'so "permit_sasl_authenticated, reject_unauth_destination, …" is not part of the value. ',
    );
  });

  test('marks them on the next line, up to the next option', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd
          -o smtpd_client_restrictions=permit_mynetworks,
            permit_sasl_authenticated, reject
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ override-value-with-spaces
          -o smtpd_helo_required=yes
      `),
    ));

  test('is silent for commas, braces, programs that accept arguments, and comments', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd -v
          -o smtpd_client_restrictions=permit_mynetworks,reject
          -o { smtpd_helo_restrictions = permit_mynetworks, reject }
        filter unix - n n - - pipe
          -o syslog_name=filter flags=Rq user=filter argv=/usr/bin/filter
        policy unix - n n - 0 spawn
          user=nobody argv=/usr/bin/policyd
        lmtp unix - - n - - lmtp
          flags=D
        pickup unix n - n 60 1 pickup
          -o content_filter= # none
                             ^^^^^^ override-comment
      `),
    ));

  test('marks each value, although the program stops at the first', async () => {
    const [, second] = await lint(
      withServices(`
        smtp inet n - n - - smtpd
          -o smtpd_helo_restrictions=
            reject_invalid_helo_hostname
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ override-value-with-spaces
          -o syslog_name=postfix/in
          -o smtpd_sender_restrictions= permit
                                        ^^^^^^ override-value-with-spaces
      `),
    );
    expect(second?.message).toContain('The value of -o smtpd_sender_restrictions ends');
    expect(second?.message).toContain(
      'After you correct the previous one, smtpd exits with: "unexpected command-line argument: permit". ',
    );
  });

  describe('fix', () => {
    const before = 'smtp inet n - n - - smtpd\n  -o smtpd_client_restrictions=permit_mynetworks, reject\n';

    test('puts the setting in braces', async () => {
      expect(await applyFix(withServices(before))).toEqual(
        withServices(
          'smtp inet n - n - - smtpd\n  -o { smtpd_client_restrictions=permit_mynetworks, reject }\n',
        ),
      );
    });

    test('before 3.0 it writes commas', async () => {
      expect(await applyFix(withServices(before), undefined, { version: '2.11' })).toEqual(
        withServices('smtp inet n - n - - smtpd\n  -o smtpd_client_restrictions=permit_mynetworks,reject\n'),
      );
    });
  });
});
