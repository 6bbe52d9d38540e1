import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('dh512-ignored');

describe('dh512-ignored', () => {
  test('marks the setting in releases that ignore it', async () => {
    const [found] = await lint(`
      smtpd_tls_dh512_param_file = /etc/postfix/dh512.pem
      ^^^^^^^^^^^^^^^^^^^^^^^^^^ dh512-ignored
      tlsproxy_tls_dh512_param_file = $smtpd_tls_dh512_param_file
    `);
    expect(found?.message).toBe(
      'smtpd_tls_dh512_param_file was for export-grade ciphers, which Postfix 3.6 and later do not support. ' +
        'Postfix ignores the setting without a warning. Remove the line.',
    );
    expect(found?.tags).toEqual(['unnecessary']);
  });

  test('reports nothing before 3.6, for an empty value, and for other files', async () => {
    await lint('smtpd_tls_dh512_param_file = /etc/postfix/dh512.pem\n', { version: '3.5' });
    await lint('smtpd_tls_dh512_param_file =\nsmtpd_tls_CAfile = /etc/ssl/ca.pem\n');
  });

  test('marks a path that refers to another parameter', () =>
    lint(`
      smtpd_tls_dh512_param_file = $config_directory/dh512.pem
      ^^^^^^^^^^^^^^^^^^^^^^^^^^ dh512-ignored
    `));

  test('the fix comments the line out', async () => {
    expect(await applyFix('smtpd_tls_dh512_param_file = /etc/postfix/dh512.pem\nbiff = no\n')).toBe(
      '#smtpd_tls_dh512_param_file = /etc/postfix/dh512.pem\nbiff = no\n',
    );
  });
});
