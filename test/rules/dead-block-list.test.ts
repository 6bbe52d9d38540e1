import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('dead-block-list');

describe('dead-block-list', () => {
  test('lists that have shut down, and names below them', async () => {
    const found = await lint(`
      smtpd_recipient_restrictions =
          reject_rbl_client relays.ordb.org
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
          reject_rbl_client dul.DNSBL.sorbs.net=127.0.0.10
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
      postscreen_dnsbl_sites = zen.spamhaus.org*3 ix.dnsbl.manitu.net=127.0.0.2*1
                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
    `);
    expect(found[0]?.message).toBe(
      'The blocklist relays.ordb.org shut down on 2006-12-18 (https://nowhere.dk/articles/ordb_org_is_dead_and_gone). ' +
        'Since then it has listed every address, so every client matches reject_rbl_client. ' +
        'Remove the blocklist.',
    );
    expect(found[1]?.message).toContain('The blocklist sorbs.net shut down on 2024-06-05');
    expect(found[1]?.message).toContain('It no longer lists anything, and each lookup costs time.');
  });

  test('a list of which only the month is known', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = reject_rbl_client list.dsbl.org
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
    `);
    expect(found?.message).toContain('The blocklist dsbl.org shut down in 2008-05');
  });

  test.each([
    'smtpd_recipient_restrictions = reject_rbl_client zen.spamhaus.org, reject_rbl_client bl.spamcop.net',
    'smtpd_recipient_restrictions = reject_rbl_client notsorbs.net, reject_rbl_client sorbs.net.example.com',
    'postscreen_dnsbl_sites = dnsbl.example.net*2',
  ])('reports nothing about %s', async (text) => {
    await lint(`${text}\n`);
  });

  test('the fix removes the list', async () => {
    expect(
      await applyFix(
        'smtpd_client_restrictions = permit_mynetworks, reject_rbl_client list.dsbl.org, reject_unauth_pipelining\n',
      ),
    ).toBe('smtpd_client_restrictions = permit_mynetworks, reject_unauth_pipelining\n');
    expect(await applyFix('postscreen_dnsbl_sites =\n    zen.spamhaus.org*3\n    dnsbl.sorbs.net*1\n')).toBe(
      'postscreen_dnsbl_sites =\n    zen.spamhaus.org*3\n',
    );
  });
});
