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
      'smtpd_sasl_security_options has no option "noplain". ' +
        'Programs that use SASL die at the first connection: unknown SASL security options value "noplain". ' +
        'Did you mean noplaintext?',
    );
  });

  test('is silent for the options, and behind a $name', () =>
    lint(`
      smtpd_sasl_security_options = noplaintext, noactive nodictionary, noanonymous forward_secrecy mutual_auth
      smtpd_sasl_tls_security_options = $smtpd_sasl_security_options
      smtp_sasl_security_options =
    `));

  test('the fix writes the nearest option', async () => {
    expect(await applyFix('smtpd_sasl_security_options = noanonymus, noplaintext\n')).toBe(
      'smtpd_sasl_security_options = noanonymous, noplaintext\n',
    );
  });
});
