import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('block-list-without-filter');

describe('block-list-without-filter', () => {
  test('marks zones of Spamhaus in restrictions and for postscreen', async () => {
    const [address, domain, site] = await lint({
      'main.cf': `
        smtpd_recipient_restrictions = reject_unauth_destination, reject_rbl_client zen.spamhaus.org,
                                                                                    ^^^^^^^^^^^^^^^^ block-list-without-filter
          reject_rhsbl_helo DBL.spamhaus.org
                            ^^^^^^^^^^^^^^^^ block-list-without-filter
        postscreen_dnsbl_sites = zen.spamhaus.org*3 bl.example.org
                                 ^^^^^^^^^^^^^^^^^^ block-list-without-filter
      `,
      'master.cf':
        '588 inet n - n - - smtpd -o smtpd_client_restrictions=reject_rbl_client,xbl.spamhaus.org\n'.concat(
          `${' '.repeat(72)}^^^^^^^^^^^^^^^^ block-list-without-filter\n`,
        ),
    });
    expect(address?.message).toBe(
      'zen.spamhaus.org needs a filter, because it answers queries from public DNS resolvers with 127.255.255.254. ' +
        'Postfix treats every answer as a listing, so with such a resolver, smtpd rejects all mail that reaches this check. ' +
        'Write zen.spamhaus.org=127.0.0.[2..11].',
    );
    expect(domain?.message).toContain('Write DBL.spamhaus.org=127.0.1.[2..99].');
    expect(site?.message).toContain(
      'so with such a resolver, postscreen treats every client as listed. Write zen.spamhaus.org=127.0.0.[2..11]*3.',
    );
  });

  test.each([
    'smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org=127.0.0.[2..11]\n',
    'smtpd_client_restrictions = reject_rbl_client bl.example.org, permit_dnswl_client zen.spamhaus.org\n',
    'smtpd_client_restrictions = warn_if_reject reject_rbl_client zen.spamhaus.org\n',
    'smtpd_client_restrictions = reject_rbl_client key.zen.dq.spamhaus.net\n',
    'postscreen_dnsbl_sites = zen.spamhaus.org=127.0.0.[10;11]*8 zen.spamhaus.org=127.0.0.[4..7]*6\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('marks the list that permits clients', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = permit_dnswl_client list.dnswl.org
                                                      ^^^^^^^^^^^^^^ block-list-without-filter
    `);
    expect(found?.message).toBe(
      'list.dnswl.org needs a filter, because it answers resolvers that send too many queries with 127.0.0.255. ' +
        'Postfix treats every answer as a listing, so permit_dnswl_client permits every client. ' +
        'Write list.dnswl.org=127.0.[0..255].[1..3].',
    );
    await lint('smtpd_client_restrictions = permit_dnswl_client list.dnswl.org=127.0.[0..255].[1..3]\n');
  });

  test('reports nothing before 2.8, which has no ranges', () =>
    lint('smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org\n', { version: '2.7' }));

  test('the advice fits entries with different weights', async () => {
    const [found] = await lint(`
      postscreen_dnsbl_sites = zen.spamhaus.org*3 zen.spamhaus.org
                               ^^^^^^^^^^^^^^^^^^ block-list-without-filter
    `);
    expect(found?.message).toContain('Add =127.0.0.[2..11] after the name in each of the 2 entries.');
  });

  test('the fix adds the filter before the weight', async () => {
    expect(await applyFix('postscreen_dnsbl_sites = zen.spamhaus.org*3\n')).toBe(
      'postscreen_dnsbl_sites = zen.spamhaus.org=127.0.0.[2..11]*3\n',
    );
    expect(await applyFix('smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org\n')).toBe(
      'smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org=127.0.0.[2..11]\n',
    );
  });

  test('one finding for the entries of a zone in a list, with one fix', async () => {
    const text = `
      smtpd_recipient_restrictions = reject_unauth_destination,
        reject_rhsbl_helo dbl.spamhaus.org,
                          ^^^^^^^^^^^^^^^^ block-list-without-filter
        reject_rhsbl_sender dbl.spamhaus.org
      smtpd_client_restrictions = reject_rhsbl_reverse_client dbl.spamhaus.org
                                                              ^^^^^^^^^^^^^^^^ block-list-without-filter
    `;
    const [found] = await lint(text);
    expect(found?.message).toContain('Write dbl.spamhaus.org=127.0.1.[2..99] in each of the 2 entries.');
    expect(found?.related).toEqual(['dbl.spamhaus.org']);
    expect(await applyFix(text)).toContain('reject_rhsbl_sender dbl.spamhaus.org=127.0.1.[2..99]\n');
  });
});
