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

  test.each([
    ['a restriction that decides at the end', 'permit_mynetworks, reject'],
    ['restrictions after warn_if_reject', 'warn_if_reject reject, permit_mynetworks, reject'],
    ['restrictions that decide for some mail', 'permit_mynetworks, reject_unauth_destination, permit'],
    ['a domain named reject', 'reject_rbl_client reject, permit_mynetworks'],
  ])('reports nothing for %s', async (_, text) => {
    await lint(`smtpd_recipient_restrictions = ${text}\n`);
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
