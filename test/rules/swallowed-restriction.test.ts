import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('swallowed-restriction');

describe('swallowed-restriction', () => {
  test('the gate is taken for a domain', async () => {
    const [found] = await lint(`
      smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ swallowed-restriction
    `);
    expect(found?.message).toBe(
      'reject_rbl_client lacks its domain and takes reject_unauth_destination for it. ' +
        'smtpd looks that up in the DNS, and never applies reject_unauth_destination; ' +
        'the test at its start still sees the name of a gate, and lets it run. ' +
        'Write the domain of a block list between the two, or remove reject_rbl_client.',
    );
  });

  test('so is any other restriction, in any list', () =>
    lint(`
      smtpd_sender_restrictions =
          reject_rhsbl_sender
          ^^^^^^^^^^^^^^^^^^^ swallowed-restriction ...
          reject_unknown_sender_domain
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ...
      smtpd_helo_restrictions = reject_rhsbl_helo warn_if_reject reject_invalid_helo_hostname
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ swallowed-restriction
    `));

  test('and a class', () =>
    lint(`
      smtpd_restriction_classes = strangers
      strangers = reject_unauth_pipelining
      smtpd_client_restrictions = permit_dnswl_client strangers
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ swallowed-restriction
    `));

  test('nothing is left to take', async () => {
    const [found] = await lint(`
      smtpd_recipient_restrictions = permit_mynetworks, reject_rbl_client
                                                        ^^^^^^^^^^^^^^^^^ swallowed-restriction
    `);
    expect(found?.message).toContain('restriction reject_rbl_client requires domain name argument');
  });

  test.each([
    ['a domain', 'reject_rbl_client dnsbl.example.net, reject_unauth_destination'],
    [
      'a domain with answers and a class of the same form',
      'reject_rbl_client dnsbl.example.net=127.0.0.[2..4]',
    ],
    ['a name without a dot that is no restriction', 'reject_rbl_client localzone, permit'],
    ['a table, which is another matter', 'check_client_access reject_unauth_destination'],
  ])('is silent about %s', async (_, text) => {
    await lint(`smtpd_recipient_restrictions = ${text}\n`);
  });

  test('the fix removes the word that lacks its domain', async () => {
    expect(
      await applyFix(
        'smtpd_recipient_restrictions = permit_mynetworks, reject_rbl_client, reject_unknown_sender_domain\n',
      ),
    ).toBe('smtpd_recipient_restrictions = permit_mynetworks, reject_unknown_sender_domain\n');
    expect(await applyFix('smtpd_recipient_restrictions = permit_mynetworks, reject_rbl_client\n')).toBe(
      'smtpd_recipient_restrictions = permit_mynetworks\n',
    );
  });

  test('no fix behind warn_if_reject, which would meet the next word', async () => {
    expect(
      await fixTitles(
        'smtpd_recipient_restrictions = warn_if_reject reject_rbl_client, reject_unauth_destination\n',
      ),
    ).toEqual([]);
  });
});
