import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('helo-not-required');

const service = 'smtp inet n - n - - smtpd\n';

describe('helo-not-required', () => {
  test('marks the first restriction about the HELO name', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_helo_restrictions = permit_mynetworks, reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname
                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ helo-not-required
      `,
      'master.cf': service,
    });
    expect(found?.message).toBe(
      'Clients that send no HELO or EHLO command bypass reject_invalid_helo_hostname, because smtpd_helo_required is off. ' +
        'smtpd then skips the restriction and logs nothing. ' +
        'Set smtpd_helo_required = yes.',
    );
  });

  test('in any list, by its old name, and with a table', () =>
    lint({
      'main.cf': `
        smtpd_recipient_restrictions = reject_unauth_destination, reject_unknown_hostname
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^ helo-not-required
      `,
      'master.cf': service,
    }));

  test('the fix requires the command', async () => {
    const files = {
      'main.cf': 'smtpd_helo_restrictions = check_helo_access hash:/etc/postfix/helo\n',
      'master.cf': service,
    };
    expect(await applyFix(files)).toEqual({
      ...files,
      'main.cf': `${files['main.cf']}smtpd_helo_required = yes\n`,
    });
  });

  test.each([
    ['smtpd_helo_required = yes\nsmtpd_helo_restrictions = reject_invalid_helo_hostname\n', service],
    ['smtpd_helo_required = $nowhere\nsmtpd_helo_restrictions = reject_invalid_helo_hostname\n', service],
    ['smtpd_helo_restrictions = permit_mynetworks\n', service],
    ['smtpd_helo_restrictions = reject_invalid_helo_hostname\n', '127.0.0.1:10025 inet n - n - - smtpd\n'],
    [
      'smtpd_helo_restrictions = reject_invalid_helo_hostname\n',
      `${service.trim()} -o smtpd_helo_required=yes\n`,
    ],
  ])('reports nothing for %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });
});
