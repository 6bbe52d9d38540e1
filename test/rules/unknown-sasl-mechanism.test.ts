import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('unknown-sasl-mechanism');

describe('unknown-sasl-mechanism', () => {
  test('marks words that are not mechanisms', async () => {
    const [command, slip] = await lint(`
      smtp_sasl_mechanism_filter = AUTH LOGIN
                                   ^^^^ unknown-sasl-mechanism
      lmtp_sasl_mechanism_filter = !PLAN, static:rest
                                   ^^^^^ unknown-sasl-mechanism
    `);
    expect(command?.message).toBe(
      'There is no SASL mechanism named AUTH. ' +
        'Postfix uses only mechanisms whose names are in the list, so the word has no effect. ' +
        'The usual mechanisms are PLAIN and LOGIN.',
    );
    expect(slip?.message).toContain('Did you mean PLAIN?');
  });

  test.each([
    'smtp_sasl_mechanism_filter = plain, login, CRAM-MD5\n',
    'smtp_sasl_mechanism_filter = !gssapi, !external, static:all\n',
    'smtp_sasl_mechanism_filter = SCRAM-SHA-256-PLUS XOAUTH2 OAUTHBEARER NTLM\n',
    'smtp_sasl_mechanism_filter = /etc/postfix/mechanisms\n',
    'smtp_sasl_mechanism_filter =\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
