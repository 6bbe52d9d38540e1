import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('domain-alias-accepts-all');

const maps = 'virtual_alias_maps = hash:/etc/postfix/virtual\n';

describe('domain-alias-accepts-all', () => {
  test('marks an alias of a whole domain', async () => {
    const [found] = await lint({
      'main.cf': maps,
      virtual: `
        user@example.com  user@example.org
        @example.com      @example.org
        ^^^^^^^^^^^^ domain-alias-accepts-all
      `,
    });
    expect(found?.message).toBe(
      'With this alias, smtpd accepts mail for every address in @example.com, even if the user does not exist in @example.org. ' +
        'Mail for unknown users is bounced later, mostly to forged senders. ' +
        'Write an entry for each user, or add reject_unverified_recipient.',
    );
  });

  test.each([
    [maps, '@example.com  postmaster@example.org\n'],
    [maps, '@example.com  @example.com\n'],
    [maps, 'user@example.com  @example.org\n'],
    [`${maps}smtpd_recipient_restrictions = reject_unverified_recipient\n`, '@example.com  @example.org\n'],
    [
      `${maps}smtpd_recipient_restrictions = check_policy_service unix:private/policy\n`,
      '@example.com  @example.org\n',
    ],
  ])('reports nothing for %j with %j', async (main, virtual) => {
    await lint({ 'main.cf': main, 'master.cf': 'smtp inet n - n - - smtpd\n', virtual });
  });
});
