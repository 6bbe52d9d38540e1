import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('block-list-wrong-query');

describe('block-list-wrong-query', () => {
  test('marks lists of domains that are asked for addresses', async () => {
    const [all, other] = await lint(`
      smtpd_client_restrictions = reject_rbl_client dbl.spamhaus.org,
                                                    ^^^^^^^^^^^^^^^^ block-list-wrong-query
        reject_rbl_client multi.surbl.org,
                          ^^^^^^^^^^^^^^^ block-list-wrong-query warning
        reject_rbl_client dbl.spamhaus.org=127.0.1.[2..99]
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block-list-wrong-query warning
      postscreen_dnsbl_sites = dbl.spamhaus.org*2
                               ^^^^^^^^^^^^^^^^^^ block-list-wrong-query warning
    `);
    expect(all?.message).toBe(
      'dbl.spamhaus.org lists domains, but reject_rbl_client queries it for the client address. ' +
        'It answers every such query with 127.0.1.255, and Postfix treats every answer as a listing. ' +
        'Use reject_rhsbl_sender, reject_rhsbl_helo, or reject_rhsbl_reverse_client.',
    );
    expect(other?.message).toContain('It does not list client addresses');
  });

  test('marks lists of addresses that are asked for domains', async () => {
    const [found] = await lint(`
      smtpd_sender_restrictions = reject_rhsbl_sender zen.spamhaus.org=127.0.0.[2..11]
                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block-list-wrong-query warning
    `);
    expect(found?.message).toBe(
      'zen.spamhaus.org lists addresses, but reject_rhsbl_sender queries it for a domain. ' +
        'It has no entries for domains, so each lookup costs time and never rejects mail. ' +
        'Write reject_rbl_client zen.spamhaus.org=127.0.0.[2..11].',
    );
  });

  test('other lists of domains', () =>
    lint(`
      postscreen_dnsbl_sites = uribl.spameatingmonkey.net*1, fresh15.spameatingmonkey.net
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block-list-wrong-query warning
                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block-list-wrong-query warning
    `));

  test('lists for bounces', () =>
    lint(`
      smtpd_restriction_classes = no_sender
      no_sender = reject_rbl_client ips.backscatterer.org
      smtpd_client_restrictions = reject_rbl_client ips.backscatterer.org
                                                    ^^^^^^^^^^^^^^^^^^^^^ block-list-wrong-query information
    `));

  test.each([
    'smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org=127.0.0.[2..11], reject_rbl_client bl.example.org\n',
    'smtpd_sender_restrictions = reject_rhsbl_sender dbl.spamhaus.org=127.0.1.[2..99]\n',
    'smtpd_recipient_restrictions = reject_rhsbl_helo dbl.example.org, permit_dnswl_client list.dnswl.org\n',
    'postscreen_dnsbl_sites = bl.spamcop.net*2, bl.spameatingmonkey.net\n',
    'smtpd_sender_restrictions = reject_rhsbl_sender uribl.spameatingmonkey.net\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('is silent for a list that has shut down', () =>
    lint('smtpd_recipient_restrictions = reject_unauth_destination, reject_rbl_client rhsbl.sorbs.net\n'));
});
