import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('bare-table-restriction');

describe('bare-table-restriction', () => {
  test('a table alone in the lists about the whole mail', async () => {
    const found = await lint(`
      smtpd_data_restrictions = reject_unauth_pipelining, cidr:/etc/postfix/a.cidr
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^ bare-table-restriction
      smtpd_end_of_data_restrictions = cidr:/etc/postfix/a.cidr
                                       ^^^^^^^^^^^^^^^^^^^^^^^^ bare-table-restriction
    `);
    expect(found[0]?.message).toBe(
      'smtpd_data_restrictions gives a table alone no meaning: it may be about the client, the sender or the recipient. ' +
        'smtpd logs: specify one of (check_client_access, check_reverse_client_hostname_access, check_helo_access, ' +
        'check_sender_access, check_recipient_access, check_etrn_access) before Data command restriction ' +
        '"cidr:/etc/postfix/a.cidr", and answers 451 4.3.5 Server configuration error. ' +
        'Write the restriction that is meant in front of it.',
    );
    expect(found[1]?.message).toContain('before End-of-data restriction');
  });

  test('is silent where a table alone has a meaning', () =>
    lint(`
      smtpd_client_restrictions = cidr:/etc/postfix/a.cidr
      smtpd_helo_restrictions = cidr:/etc/postfix/a.cidr
      smtpd_sender_restrictions = cidr:/etc/postfix/a.cidr
      smtpd_relay_restrictions = cidr:/etc/postfix/a.cidr, reject_unauth_destination
      smtpd_recipient_restrictions = cidr:/etc/postfix/a.cidr
      smtpd_etrn_restrictions = cidr:/etc/postfix/a.cidr
      smtpd_data_restrictions = check_client_access cidr:/etc/postfix/a.cidr
    `));

  test('the fixes say what may be meant', async () => {
    const before = 'smtpd_data_restrictions = cidr:/etc/postfix/a.cidr\n';
    expect(await fixTitles(before)).toEqual([
      'Write check_sender_access in front of it',
      'Write check_recipient_access in front of it',
      'Write check_client_access in front of it',
    ]);
    expect(await applyFix(before, 'Write check_client_access in front of it')).toBe(
      'smtpd_data_restrictions = check_client_access cidr:/etc/postfix/a.cidr\n',
    );
    const files = {
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': 'smtp inet n - n - - smtpd\n  -o smtpd_data_restrictions=cidr:/etc/postfix/a.cidr\n',
    };
    expect((await applyFix(files))['master.cf']).toBe(
      'smtp inet n - n - - smtpd\n  -o smtpd_data_restrictions=check_sender_access,cidr:/etc/postfix/a.cidr\n',
    );
  });
});
