import { describe, expect, test } from 'vitest';
import { forRule, type Options } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('chain-file-order');

const pems = {
  'good.pem': ['PRIVATE KEY', 'CERTIFICATE', 'CERTIFICATE'],
  'wrong.pem': ['CERTIFICATE', 'PRIVATE KEY'],
  'key.pem': ['EC PRIVATE KEY'],
  'encrypted.pem': ['ENCRYPTED PRIVATE KEY', 'CERTIFICATE'],
  'cert.pem': ['CERTIFICATE', 'CERTIFICATE'],
  'curves.pem': ['EC PARAMETERS', 'EC PRIVATE KEY', 'CERTIFICATE'],
  'two.pem': ['PRIVATE KEY', 'CERTIFICATE', 'RSA PRIVATE KEY', 'CERTIFICATE'],
  'keys.pem': ['PRIVATE KEY', 'PRIVATE KEY', 'CERTIFICATE'],
};
const options: Options = { pems };
const on = 'smtpd_tls_security_level = may\n';

describe('chain-file-order', () => {
  test('a certificate before its key', async () => {
    const [found] = await lint(
      `
      smtpd_tls_security_level = may
      smtpd_tls_chain_files = /etc/postfix/wrong.pem
                              ^^^^^^^^^^^^^^^^^^^^^^ chain-file-order
    `,
      options,
    );
    expect(found?.message).toBe(
      'In /etc/postfix/wrong.pem, a certificate comes before any private key. ' +
        'Programs that load the file run without TLS and log: "error loading chain from /etc/postfix/wrong.pem: key not first". ' +
        "Put each private key first, then its own certificate, then the issuers' certificates.",
    );
  });

  test('the files are read as one: the second may have what the first lacks', async () => {
    await lint(`${on}smtpd_tls_chain_files = /etc/postfix/key.pem, /etc/postfix/cert.pem\n`, options);
    await lint(
      `
      smtpd_tls_security_level = may
      smtpd_tls_chain_files = /etc/postfix/good.pem, /etc/postfix/key.pem
                                                     ^^^^^^^^^^^^^^^^^^^^ chain-file-order
    `,
      options,
    );
  });

  test('two keys, and no certificate for the first', async () => {
    const [found] = await lint(
      `
      smtpd_tls_security_level = may
      smtpd_tls_chain_files = /etc/postfix/keys.pem
                              ^^^^^^^^^^^^^^^^^^^^^ chain-file-order
    `,
      options,
    );
    expect(found?.message).toContain(
      'No certificate follows the private key in /etc/postfix/keys.pem. ' +
        'Programs that load the file run without TLS and log: "error loading private keys and certificates".',
    );
  });

  test('an encrypted key is ignored', () =>
    lint(
      `
      smtpd_tls_security_level = may
      smtpd_tls_chain_files = /etc/postfix/encrypted.pem
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^ chain-file-order
    `,
      options,
    ));

  test('in a service, and for the client', () =>
    lint(
      {
        'main.cf': `
          smtp_tls_security_level = may
          smtp_tls_chain_files = /etc/postfix/wrong.pem
                                 ^^^^^^^^^^^^^^^^^^^^^^ chain-file-order
        `,
        'master.cf': `
          submissions inet n - n - - smtpd
            -o smtpd_tls_wrappermode=yes
            -o smtpd_tls_chain_files=/etc/postfix/wrong.pem
                                     ^^^^^^^^^^^^^^^^^^^^^^ chain-file-order
        `,
      },
      options,
    ));

  test.each(['good', 'curves', 'two'])('reports nothing about %s.pem', async (name) => {
    await lint(`${on}smtpd_tls_chain_files = /etc/postfix/${name}.pem\n`, options);
  });

  test.each([
    ['a file that could not be read', `${on}smtpd_tls_chain_files = /etc/postfix/other.pem\n`],
    ['files of a server without TLS', 'smtpd_tls_chain_files = /etc/postfix/wrong.pem\n'],
    [
      'a client that never uses TLS',
      'smtp_tls_security_level =\nsmtp_tls_chain_files = /etc/postfix/wrong.pem\n',
    ],
  ])('reports nothing about %s', async (_, text) => {
    await lint(text, options);
  });

  test('reports nothing for a release without the parameter', () =>
    lint(`${on}smtpd_tls_chain_files = /etc/postfix/wrong.pem\n`, { ...options, version: '3.3' }));

  test('the fix puts the file with the key first', async () => {
    const text = `${on}smtpd_tls_chain_files =\n  # from the CA\n  /etc/postfix/cert.pem\n  # ours\n  /etc/postfix/key.pem\n`;
    expect(await applyFix(text, 'Put /etc/postfix/key.pem first', options)).toBe(
      `${on}smtpd_tls_chain_files =\n  # from the CA\n  /etc/postfix/key.pem\n  # ours\n  /etc/postfix/cert.pem\n`,
    );
  });

  test('there is no fix for the order within one file', async () => {
    expect(await fixTitles(`${on}smtpd_tls_chain_files = /etc/postfix/wrong.pem\n`, options)).toEqual([]);
  });
});
