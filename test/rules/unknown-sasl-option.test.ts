import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('unknown-sasl-option');

describe('unknown-sasl-option', () => {
  test('marks the word, for servers and clients', async () => {
    const [found] = await lint(`
      smtpd_sasl_security_options = noanonymous, noplain
                                                 ^^^^^^^ unknown-sasl-option
      smtp_sasl_tls_security_options = noanonymus
                                       ^^^^^^^^^^ unknown-sasl-option
      lmtp_sasl_security_options = none
                                   ^^^^ unknown-sasl-option
    `);
    expect(found?.message).toBe(
      '"noplain" in smtpd_sasl_security_options is not a SASL security option. ' +
        'Programs exit when they start SASL for a connection, and log: "value "noplain" in "noanonymous, noplain"". ' +
        'Did you mean noplaintext?',
    );
  });

  test('reports nothing for the options, and for a $name', () =>
    lint(`
      smtpd_sasl_security_options = noplaintext, noactive nodictionary, noanonymous forward_secrecy mutual_auth
      smtpd_sasl_tls_security_options = $smtpd_sasl_security_options
      smtp_sasl_security_options =
    `));

  test('the fix writes the most similar option', async () => {
    expect(await applyFix('smtpd_sasl_security_options = noanonymus, noplaintext\n')).toBe(
      'smtpd_sasl_security_options = noanonymous, noplaintext\n',
    );
  });
});
