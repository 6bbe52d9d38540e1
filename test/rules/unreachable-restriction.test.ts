import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('unreachable-restriction');

describe('unreachable-restriction', () => {
  test('marks what stands behind a word that decides over all mail', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = permit_mynetworks, reject, reject_rbl_client dnsbl.example.net, permit
                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction
    `);
    expect(found?.message).toBe(
      'No mail comes past reject, so what stands behind it is never asked. ' +
        "smtpd logs: restriction `reject_rbl_client' after `reject' is ignored. " +
        'Move it in front of reject, or remove it.',
    );
    expect(found?.tags).toEqual(['unnecessary']);
    expect(found?.related).toEqual(['reject']);
  });

  test('over several lines, in a class, and in an -o', () =>
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

  test('check_relay_domains decides, too, where there is such a restriction', () =>
    lint(
      `
      smtpd_recipient_restrictions = check_relay_domains, reject_unknown_recipient_domain
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unreachable-restriction
    `,
      { version: '3.7' },
    ));

  test.each([
    ['a word that decides at the end', 'permit_mynetworks, reject'],
    ['what warn_if_reject lets through', 'warn_if_reject reject, permit_mynetworks, reject'],
    ['words that decide over some mail', 'permit_mynetworks, reject_unauth_destination, permit'],
    ['a domain that is called reject', 'reject_rbl_client reject, permit_mynetworks'],
  ])('is silent about %s', async (_, text) => {
    await lint(`smtpd_recipient_restrictions = ${text}\n`);
  });

  describe('the fix removes it', () => {
    test('on one line', async () => {
      expect(await applyFix('smtpd_client_restrictions = permit_mynetworks, reject, permit\n')).toBe(
        'smtpd_client_restrictions = permit_mynetworks, reject\n',
      );
    });

    test('line by line, and leaves the comments', async () => {
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
