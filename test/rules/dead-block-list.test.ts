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
      'The blocklist relays.ordb.org has shut down (https://nowhere.dk/articles/ordb_org_is_dead_and_gone). ' +
        'It began to list every address on 2008-03-25. If it still answers, every client matches reject_rbl_client. ' +
        'Remove the blocklist.',
    );
    expect(found[1]?.message).toContain('The blocklist sorbs.net has shut down');
    expect(found[1]?.message).toContain(
      'It ended on 2024-06-05: its answers mean nothing, and each lookup costs time.',
    );
  });

  test('a list of which only the month is known', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = reject_rbl_client list.dsbl.org
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
    `);
    expect(found?.message).toContain('It ended in 2008-05: its answers');
  });

  test.each([
    ['njabl.org', 'in 2024-01'],
    ['ahbl.org', 'on 2015-01-01'],
    ['spamcannibal.org', 'in 2018-05'],
  ])('%s began to list everything %s', async (zone, when) => {
    const [found] = await lint(
      `smtpd_client_restrictions = reject_rbl_client ${zone}\n${' '.repeat(28)}${'^'.repeat(18 + zone.length)} dead-block-list\n`,
    );
    expect(found?.message).toContain(`It began to list every address ${when}. If`);
  });

  test('once for each list, with the number of its entries', async () => {
    const [found] = await lint(`
      smtpd_recipient_restrictions = permit_mynetworks,
          reject_rbl_client dul.dnsbl.sorbs.net,
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
          reject_rbl_client relays.ordb.org,
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
          reject_rhsbl_sender rhsbl.sorbs.net, reject_rbl_client zombie.dnsbl.sorbs.net
      smtpd_client_restrictions = reject_rbl_client dnsbl.sorbs.net
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
    `);
    expect(found?.message).toContain('Remove its 3 entries from smtpd_recipient_restrictions.');
    expect(found?.related).toEqual([
      'reject_rhsbl_sender rhsbl.sorbs.net',
      'reject_rbl_client zombie.dnsbl.sorbs.net',
    ]);
  });

  test('in a list of a service, once more', () =>
    lint({
      'main.cf': `
        smtpd_client_restrictions = reject_rbl_client dnsbl.sorbs.net
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
        smtpd_relay_restrictions = reject_unauth_destination
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
        2525 inet n - n - - smtpd -o { smtpd_client_restrictions = reject_rbl_client dnsbl.sorbs.net }
                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-block-list
      `,
    }));

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

  test.each([
    [
      'on one line, next to each other or not',
      'reject_rbl_client a.sorbs.net, reject_rbl_client b.sorbs.net, permit_mynetworks, reject_rbl_client c.sorbs.net, reject_rbl_client d.sorbs.net\n',
      'permit_mynetworks\n',
    ],
    [
      'on lines of their own',
      '\n  reject_rbl_client a.sorbs.net,\n  permit_mynetworks,\n# no spam\n  reject_rbl_client b.sorbs.net, reject_rbl_client c.sorbs.net,\n  reject_unauth_pipelining\n',
      '\n  permit_mynetworks,\n# no spam\n  reject_unauth_pipelining\n',
    ],
    ['with nothing else', 'reject_rbl_client a.sorbs.net reject_rbl_client b.sorbs.net\n', '\n'],
    [
      'together with warn_if_reject',
      'warn_if_reject reject_rbl_client a.sorbs.net, reject_unauth_pipelining, warn_if_reject, reject_rbl_client b.sorbs.net\n',
      'reject_unauth_pipelining\n',
    ],
  ])('the fix removes all entries: %s', async (_, before, after) => {
    expect((await applyFix(`smtpd_client_restrictions = ${before}`)).trimEnd()).toBe(
      `smtpd_client_restrictions = ${after}`.trimEnd(),
    );
  });
});
