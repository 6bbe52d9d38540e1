import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('swallowed-restriction');

describe('swallowed-restriction', () => {
  test('marks a relay check that is used as a domain', async () => {
    const [found] = await lint(`
      smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ swallowed-restriction
    `);
    expect(found?.message).toBe(
      'reject_rbl_client has no domain, so smtpd looks up reject_unauth_destination in DNS and never applies it. ' +
        'smtpd still starts, because it finds the name of this relay check in the list. ' +
        'Add the domain of a DNS list after reject_rbl_client, or remove reject_rbl_client.',
    );
  });

  test('marks any other restriction, in any list', () =>
    lint(`
      smtpd_sender_restrictions =
          reject_rhsbl_sender
          ^^^^^^^^^^^^^^^^^^^ swallowed-restriction ...
          reject_unknown_sender_domain
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ...
      smtpd_helo_restrictions = reject_rhsbl_helo warn_if_reject reject_invalid_helo_hostname
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ swallowed-restriction
    `));

  test('marks a class', () =>
    lint(`
      smtpd_restriction_classes = strangers
      strangers = reject_unauth_pipelining
      smtpd_client_restrictions = permit_dnswl_client strangers
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ swallowed-restriction
    `));

  test('marks the restriction at the end of a list', async () => {
    const [found] = await lint(`
      smtpd_recipient_restrictions = permit_mynetworks, reject_rbl_client
                                                        ^^^^^^^^^^^^^^^^^ swallowed-restriction
    `);
    expect(found?.message).toContain('"restriction reject_rbl_client requires domain name argument"');
  });

  test.each([
    ['a domain', 'reject_rbl_client dnsbl.example.net, reject_unauth_destination'],
    ['a domain with addresses', 'reject_rbl_client dnsbl.example.net=127.0.0.[2..4]'],
    ['a name without a dot that is not a restriction', 'reject_rbl_client localzone, permit'],
    ['a restriction that takes a table', 'check_client_access reject_unauth_destination'],
  ])('reports nothing for %s', async (_, text) => {
    await lint(`smtpd_recipient_restrictions = ${text}\n`);
  });

  test('the fix removes the restriction that has no domain', async () => {
    expect(
      await applyFix(
        'smtpd_recipient_restrictions = permit_mynetworks, reject_rbl_client, reject_unknown_sender_domain\n',
      ),
    ).toBe('smtpd_recipient_restrictions = permit_mynetworks, reject_unknown_sender_domain\n');
    expect(await applyFix('smtpd_recipient_restrictions = permit_mynetworks, reject_rbl_client\n')).toBe(
      'smtpd_recipient_restrictions = permit_mynetworks\n',
    );
  });

  test('there is no fix after warn_if_reject, which would then apply to the next restriction', async () => {
    expect(
      await fixTitles(
        'smtpd_recipient_restrictions = warn_if_reject reject_rbl_client, reject_unauth_destination\n',
      ),
    ).toEqual([]);
  });
});
