import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('unreachable-restriction');

describe('unreachable-restriction', () => {
  test('marks everything after a restriction that decides for all mail', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = permit_mynetworks, reject, reject_rbl_client dnsbl.example.net, permit
                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction
    `);
    expect(found?.message).toBe(
      'Restrictions after reject are never reached, because reject decides for all mail. ' +
        'smtpd logs: "restriction `reject_rbl_client\' after `reject\' is ignored". ' +
        'Move them before reject, or remove them.',
    );
    expect(found?.tags).toEqual(['unnecessary']);
    expect(found?.related).toEqual(['reject']);
  });

  test('marks several lines, a class, and an -o option', () =>
    lint({
      'main.cf': `
        smtpd_restriction_classes = friends
        friends = permit, reject_unauth_destination
                          ^^^^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction
        smtpd_recipient_restrictions =
            permit_mynetworks
            permit
            reject_unknown_sender_domain
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction ...
            reject_unauth_destination
            ^^^^^^^^^^^^^^^^^^^^^^^^^ ...
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_data_restrictions=Defer,reject_multi_recipient_bounce
                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction
      `,
    }));

  test('marks what follows check_relay_domains in releases that have it', () =>
    lint(
      `
      smtpd_recipient_restrictions = check_relay_domains, reject_unknown_recipient_domain
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction
    `,
      { version: '3.7' },
    ));

  describe('marks what follows two restrictions that decide for all mail together', () => {
    test('in smtpd_recipient_restrictions', async () => {
      const [found] = await lint(`
        smtpd_recipient_restrictions = permit_mynetworks, permit_auth_destination, reject_unauth_destination, reject_unlisted_recipient, permit
                                                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction
      `);
      expect(found?.message).toBe(
        'Restrictions after reject_unauth_destination are never reached: permit_auth_destination permits all mail for your domains, and reject_unauth_destination rejects the rest. ' +
          'To apply them to mail for your domains, remove permit_auth_destination.',
      );
    });

    test('in the other order, and with others between them', async () => {
      const [found] = await lint(`
        smtpd_relay_restrictions =
            defer_unauth_destination,
            reject_unknown_sender_domain,
            permit_auth_destination,
            reject_non_fqdn_sender
            ^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction
      `);
      expect(found?.message).toMatch(
        /^Restrictions after permit_auth_destination are .* and defer_unauth_destination rejects the rest\./,
      );
    });

    test('the fix removes permit_auth_destination', async () => {
      const before =
        'smtpd_recipient_restrictions = permit_auth_destination, reject_unauth_destination, reject_unlisted_recipient\n';
      expect(await applyFix(before)).toBe(
        'smtpd_recipient_restrictions = reject_unauth_destination, reject_unlisted_recipient\n',
      );
      expect(await applyFix(before, 'Remove everything after reject_unauth_destination')).toBe(
        'smtpd_recipient_restrictions = permit_auth_destination, reject_unauth_destination\n',
      );
    });
  });

  test.each([
    ['only one of the two', 'permit_auth_destination, reject_unlisted_recipient'],
    [
      'a warning instead of the other one',
      'permit_auth_destination, warn_if_reject reject_unauth_destination, reject_unlisted_recipient',
    ],
    ['a last word that repeats the decision', 'permit_auth_destination, reject_unauth_destination, permit'],
    ['a restriction that decides at the end', 'permit_mynetworks, reject'],
    ['restrictions after warn_if_reject', 'warn_if_reject reject, permit_mynetworks, reject'],
    ['restrictions that decide for some mail', 'permit_mynetworks, reject_unauth_destination, permit'],
    ['a domain named reject', 'reject_rbl_client reject, permit_mynetworks'],
  ])('reports nothing for %s', async (_, text) => {
    await lint(`smtpd_recipient_restrictions = ${text}\n`);
  });

  test('reports nothing in a list that may be evaluated without a recipient', async () => {
    await lint(
      'smtpd_data_restrictions = permit_auth_destination, reject_unauth_destination, reject_unauth_pipelining\n',
    );
  });

  describe('the fix removes the rest', () => {
    test('on one line', async () => {
      expect(await applyFix('smtpd_client_restrictions = permit_mynetworks, reject, permit\n')).toBe(
        'smtpd_client_restrictions = permit_mynetworks, reject\n',
      );
    });

    test('line by line, and keeps the comments', async () => {
      const before = `
        smtpd_client_restrictions =
            permit_mynetworks,
            reject, sleep 1
        # once there was a list
            reject_rbl_client dnsbl.example.net,
            permit
        myorigin = example.com
      `;
      expect(await applyFix(before)).toBe(
        [
          'smtpd_client_restrictions =',
          '    permit_mynetworks,',
          '    reject',
          '# once there was a list',
          'myorigin = example.com',
          '',
        ].join('\n'),
      );
    });
  });
});
