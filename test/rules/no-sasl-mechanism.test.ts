import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('no-sasl-mechanism');

describe('no-sasl-mechanism', () => {
  test('marks smtp_sasl_auth_enable if Postfix may not send a password', async () => {
    const [found] = await lint(`
      smtp_sasl_auth_enable = yes
      ^^^^^^^^^^^^^^^^^^^^^ no-sasl-mechanism
    `);
    expect(found?.message).toContain('logs "SASL authentication failure: No worthy mechs found"');
  });

  test.each([
    'smtp_sasl_auth_enable = yes\nsmtp_sasl_security_options = noanonymous\n',
    'smtp_sasl_auth_enable = yes\nsmtp_sasl_tls_security_options = noanonymous\n',
    'smtp_sasl_auth_enable = no\n',
  ])('is silent for %j', async (text) => {
    await lint(text);
  });

  test('the fix allows passwords over TLS', async () => {
    expect(await applyFix('smtp_sasl_auth_enable = yes\n')).toBe(
      'smtp_sasl_auth_enable = yes\nsmtp_sasl_tls_security_options = noanonymous\n',
    );
  });
});
