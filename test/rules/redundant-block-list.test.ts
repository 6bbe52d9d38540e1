import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('redundant-block-list');

describe('redundant-block-list', () => {
  test('marks a part of zen.spamhaus.org', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions =
          reject_rbl_client cbl.abuseat.org
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-block-list
          reject_rbl_client zen.spamhaus.org=127.0.0.[2..11]
          reject_rbl_client bl.example.net
    `);
    expect(found?.message).toBe(
      'zen.spamhaus.org, which is also in this list, includes cbl.abuseat.org. ' +
        'smtpd makes two queries for the same data. Remove cbl.abuseat.org.',
    );
  });

  test('in the list of postscreen', () =>
    lint(`
      postscreen_dnsbl_sites = zen.spamhaus.org=127.0.0.[2..11]*2 xbl.spamhaus.org*1
                                                                  ^^^^^^^^^^^^^^^^^^ redundant-block-list
    `));

  test('the fix removes it', async () => {
    const zen = 'reject_rbl_client zen.spamhaus.org=127.0.0.[2..11]';
    expect(await applyFix(`smtpd_client_restrictions = ${zen}, reject_rbl_client sbl.spamhaus.org\n`)).toBe(
      `smtpd_client_restrictions = ${zen}\n`,
    );
  });

  test.each([
    'smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org=127.0.0.[2..11]\n',
    'smtpd_client_restrictions = reject_rbl_client xbl.spamhaus.org=127.0.0.4, reject_rbl_client sbl.spamhaus.org=127.0.0.2\n',
    'smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org\nsmtpd_recipient_restrictions = reject_rbl_client xbl.spamhaus.org\n',
    'smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org, warn_if_reject reject_rbl_client xbl.spamhaus.org\n',
    'smtpd_client_restrictions = reject_rbl_client zen.spamhaus.org=127.0.0.[10..11], reject_rbl_client sbl.spamhaus.org\n',
    'postscreen_dnsbl_sites = zen.spamhaus.org=127.0.0.3*2 xbl.spamhaus.org*1\n',
    'postscreen_dnsbl_sites = zen.spamhaus.org=127.0.0.[2..11]*2 zen.spamhaus.org=127.0.0.4*1\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
