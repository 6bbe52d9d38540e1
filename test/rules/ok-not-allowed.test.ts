import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('ok-not-allowed');

describe('ok-not-allowed', () => {
  test('marks OK in the table of a check that can only reject', async () => {
    const [found] = await lint({
      'main.cf': 'smtpd_sender_restrictions = check_sender_mx_access hash:/etc/postfix/mx\n',
      mx: `
        example.com   REJECT
        example.org   OK
                      ^^ ok-not-allowed
        example.net   RELAY too
                      ^^^^^^^^^ ok-not-allowed
        192.0.2       DUNNO
      `,
    });
    expect(found?.message).toBe(
      'check_sender_mx_access can only reject mail, but this entry returns "OK". ' +
        'smtpd warns "this is not allowed for security reasons" and answers "451 4.3.5 Server configuration error". ' +
        'Write DUNNO to make an exception.',
    );
    expect(found?.related).toEqual(['check_sender_mx_access hash:/etc/postfix/mx']);
  });

  test('in tables of patterns and networks', () =>
    lint({
      'main.cf': `
        smtpd_client_restrictions =
            check_client_ns_access cidr:/etc/postfix/ns.cidr
            check_reverse_client_hostname_access regexp:/etc/postfix/names.regexp
      `,
      'ns.cidr': `
        192.0.2.0/24  OK
                      ^^ ok-not-allowed
      `,
      'names.regexp': `
        /^mail\\./     1
                      ^ ok-not-allowed
        /^dyn/        REJECT
      `,
    }));

  test('in a table that is written inline in main.cf', async () => {
    const [found] = await lint(`
      smtpd_helo_restrictions = check_helo_a_access inline:{192.0.2.1=OK}
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ok-not-allowed
    `);
    expect(found?.message).toMatch(
      /^check_helo_a_access can only reject mail, but its table returns "OK"\. /,
    );
  });

  test('is silent for checks that can permit, and for tables that the linter cannot read', () =>
    lint({
      'main.cf': `
        smtpd_client_restrictions = check_client_access hash:/etc/postfix/clients
        smtpd_sender_restrictions = check_sender_mx_access hash:/etc/postfix/elsewhere
      `,
      clients: '192.0.2.1 OK\n',
    }));

  test('the fix writes DUNNO', async () => {
    const files = {
      'main.cf': 'smtpd_sender_restrictions = check_sender_mx_access hash:/etc/postfix/mx\n',
      mx: '# ours\nexample.org   OK # friends\n',
    };
    expect((await applyFix(files)).mx).toBe('# ours\nexample.org   DUNNO # friends\n');
  });
});
