import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('backscatter');

describe('backscatter', () => {
  test('marks lists of recipients that are empty', async () => {
    const [found] = await lint(`
      local_recipient_maps =
      ^^^^^^^^^^^^^^^^^^^^^^ backscatter
      relay_domains = example.com
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ backscatter information
    `);
    expect(found?.message).toContain('every user of $mydestination counts as known.');
  });

  test.each([
    'local_recipient_maps =\nmydestination =\n',
    'local_recipient_maps =\nluser_relay = admin@example.net\n',
    'local_recipient_maps =\nlocal_transport = error:no mail here\n',
    'local_recipient_maps = $alias_maps\n',
    'relay_domains = example.com\nrelay_recipient_maps = hash:/etc/postfix/users\n',
    'relay_domains = example.com\nsmtpd_recipient_restrictions = reject_unverified_recipient\n',
    'relay_domains = $mydestination\n',
    'relay_domains =\n',
  ])('is silent for %j', async (text) => {
    await lint(text);
  });

  test('the fix brings the default back', async () => {
    expect(await applyFix('local_recipient_maps =\n')).toBe('#local_recipient_maps =\n');
  });
});
