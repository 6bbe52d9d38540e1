import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('bare-table-restriction');

describe('bare-table-restriction', () => {
  test('a table without a check in the lists about the whole message', async () => {
    const found = await lint(`
      smtpd_data_restrictions = reject_unauth_pipelining, cidr:/etc/postfix/a.cidr
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^ bare-table-restriction
      smtpd_end_of_data_restrictions = cidr:/etc/postfix/a.cidr
                                       ^^^^^^^^^^^^^^^^^^^^^^^^ bare-table-restriction
    `);
    expect(found[0]?.message).toBe(
      'In smtpd_data_restrictions, a table needs a check before it that says what to look up. ' +
        'smtpd logs "specify one of (check_client_access, check_reverse_client_hostname_access, check_helo_access, ' +
        'check_sender_access, check_recipient_access, check_etrn_access) before Data command restriction ' +
        '"cidr:/etc/postfix/a.cidr"" and answers "451 4.3.5 Server configuration error". ' +
        'Write the check that you want before the table.',
    );
    expect(found[1]?.message).toContain('before End-of-data restriction');
  });

  test('marks the old form in a list with a default check for tables', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = cidr:/etc/postfix/a.cidr
                                  ^^^^^^^^^^^^^^^^^^^^^^^^ bare-table-restriction hint
      smtpd_sender_restrictions = cidr:/etc/postfix/a.cidr
                                  ^^^^^^^^^^^^^^^^^^^^^^^^ bare-table-restriction hint
      smtpd_relay_restrictions = cidr:/etc/postfix/a.cidr, reject_unauth_destination
                                 ^^^^^^^^^^^^^^^^^^^^^^^^ bare-table-restriction hint
      smtpd_data_restrictions = check_client_access cidr:/etc/postfix/a.cidr
    `);
    expect(found?.message).toBe(
      'A table without a check is an old form of check_client_access. ' +
        'Postfix still reads it that way in this list, but not in others. ' +
        'Write check_client_access before the table.',
    );
  });
  test('the fixes insert the most likely checks', async () => {
    const before = 'smtpd_data_restrictions = cidr:/etc/postfix/a.cidr\n';
    expect(await fixTitles(before)).toEqual([
      'Insert check_sender_access before the table',
      'Insert check_recipient_access before the table',
      'Insert check_client_access before the table',
    ]);
    expect(await applyFix(before, 'Insert check_client_access before the table')).toBe(
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
