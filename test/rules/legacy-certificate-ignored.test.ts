import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('legacy-certificate-ignored');

describe('legacy-certificate-ignored', () => {
  test('marks certificates if smtpd_tls_chain_files is set', async () => {
    const [found] = await lint(`
      smtpd_tls_chain_files = /etc/ssl/chain.pem
      smtpd_tls_cert_file = /etc/ssl/cert.pem
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ legacy-certificate-ignored
    `);
    expect(found).toMatchObject({
      tags: ['unnecessary'],
      related: ['smtpd_tls_chain_files = /etc/ssl/chain.pem'],
    });
  });

  test('is silent if only one of them is set', async () => {
    await lint('smtpd_tls_cert_file = /etc/ssl/cert.pem\nsmtpd_tls_chain_files =\n');
    await lint('smtpd_tls_chain_files = /etc/ssl/chain.pem\n');
  });

  test('the fix comments it out', async () => {
    const chain = 'smtpd_tls_chain_files = /a.pem\n';
    expect(await applyFix(`${chain}smtpd_tls_cert_file = /b.pem\n`)).toBe(
      `${chain}#smtpd_tls_cert_file = /b.pem\n`,
    );
  });
});
