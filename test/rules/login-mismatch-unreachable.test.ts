import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('login-mismatch-unreachable');
const maps = 'smtpd_sender_login_maps = hash:/etc/postfix/logins\n';

describe('login-mismatch-unreachable', () => {
  test('marks a check after the restriction that permits users', async () => {
    const [found] = await lint(`
      smtpd_sender_login_maps = hash:/etc/postfix/logins
      smtpd_sender_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_sender_login_mismatch
                                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ login-mismatch-unreachable
    `);
    expect(found?.message).toBe(
      'Authenticated users never reach reject_sender_login_mismatch, because permit_sasl_authenticated comes first. ' +
        'They can send mail with any sender address. ' +
        'Put reject_sender_login_mismatch before permit_sasl_authenticated.',
    );
    expect(found?.related).toEqual(['permit_sasl_authenticated']);
  });

  test('in an -o', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        submission inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_sender_restrictions=permit_sasl_authenticated,reject_known_sender_login_mismatch,reject
                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ login-mismatch-unreachable
      `,
    }));

  test.each([
    ['the check before permit_sasl_authenticated', 'reject_sender_login_mismatch, permit_sasl_authenticated'],
    ['a check after permit_mynetworks', 'permit_mynetworks, reject_sender_login_mismatch'],
    [
      'a check of clients that are not authenticated',
      'permit_sasl_authenticated, reject_unauthenticated_sender_login_mismatch',
    ],
    [
      'another check before permit_sasl_authenticated',
      'reject_authenticated_sender_login_mismatch, permit_sasl_authenticated, reject_sender_login_mismatch',
    ],
  ])('is silent about %s', async (_, text) => {
    await lint(`smtpd_sender_restrictions = ${text}\n`);
  });

  test('is silent when another list checks users first', () =>
    lint(`
      smtpd_sender_restrictions = reject_sender_login_mismatch
      smtpd_recipient_restrictions = permit_sasl_authenticated, reject_sender_login_mismatch
    `));

  test('the fix moves the check before permit_sasl_authenticated', async () => {
    expect(
      await applyFix(
        `${maps}smtpd_sender_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_sender_login_mismatch, reject\n`,
      ),
    ).toBe(
      `${maps}smtpd_sender_restrictions = permit_mynetworks, reject_sender_login_mismatch, permit_sasl_authenticated, reject\n`,
    );
    expect(
      await applyFix(`
        smtpd_sender_login_maps = hash:/etc/postfix/logins
        smtpd_sender_restrictions =
            permit_mynetworks
        # users
            permit_sasl_authenticated
        # their addresses
            reject_sender_login_mismatch
      `),
    ).toBe(
      [
        'smtpd_sender_login_maps = hash:/etc/postfix/logins',
        'smtpd_sender_restrictions =',
        '    permit_mynetworks',
        '# users',
        '    reject_sender_login_mismatch',
        '    permit_sasl_authenticated',
        '# their addresses',
        '',
      ].join('\n'),
    );
  });

  test('without the table, the check alone would reject all mail from users', async () => {
    const main =
      'smtpd_sender_restrictions = permit_sasl_authenticated, reject_authenticated_sender_login_mismatch\n';
    const marker = `${' '.repeat(55)}${'^'.repeat(42)} login-mismatch-unreachable\n`;
    const [found] = await lint(main + marker);
    expect(found?.message).toContain(
      ' Set smtpd_sender_login_maps to a table of sender addresses and their logins, and put ' +
        'reject_authenticated_sender_login_mismatch before permit_sasl_authenticated.',
    );
    await expect(applyFix(main)).rejects.toThrow('no such fix');
  });
});
