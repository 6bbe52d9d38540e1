import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('credentials-key-mismatch');

const mainCf = (relayhost: string) => `relayhost = ${relayhost}
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd
`;

describe('credentials-key-mismatch', () => {
  test('marks a relay host whose key has another form', async () => {
    const [found] = await lint({
      'main.cf': `
        relayhost = [smtp.example.com]:587
                    ^^^^^^^^^^^^^^^^^^^^^^ credentials-key-mismatch
        smtp_sasl_auth_enable = yes
        smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd
      `,
      sasl_passwd: '[smtp.example.com] user:password\n',
    });
    expect(found?.message).toBe(
      'smtp_sasl_password_maps has the key [smtp.example.com], but the relay host is [smtp.example.com]:587. ' +
        'Postfix looks up the exact form, finds nothing, and sends no credentials. ' +
        'Use the same form in both places, including brackets and port.',
    );
    expect(found?.related).toEqual(['[smtp.example.com]']);
  });

  test.each([
    ['[smtp.example.com]:587', '[smtp.example.com]:587 u:p\n'],
    ['[smtp.example.com]:587', 'SMTP.example.com u:p\n'],
    ['[smtp.example.com]:587', '[smtp.example.com]:25 u:p\n[smtp.example.com]:587 u:p\n'],
  ])('reports nothing for %s and the keys %j', async (relayhost, sasl_passwd) => {
    await lint({ 'main.cf': mainCf(relayhost), sasl_passwd });
  });

  test('reports nothing without a login, and for a table that cannot be read', async () => {
    const sasl_passwd = '[smtp.example.com] u:p\n';
    await lint({ 'main.cf': mainCf('[smtp.example.com]:587').replace('yes', 'no'), sasl_passwd });
    await lint(mainCf('[smtp.example.com]:587'));
  });

  test('the fix changes the key', async () => {
    const files = { 'main.cf': mainCf('[smtp.example.com]:587'), sasl_passwd: 'smtp.example.com:587 u:p\n' };
    expect((await applyFix(files)).sasl_passwd).toBe('[smtp.example.com]:587 u:p\n');
  });

  test('marks a relay host that the table has no key for', async () => {
    const files = {
      'main.cf': `
        smtp_sasl_auth_enable = yes
        smtp_sasl_password_maps = hash:/etc/postfix/passwords
        relayhost = [relay.example.com]:587
                    ^^^^^^^^^^^^^^^^^^^^^^^ credentials-key-mismatch
      `,
      passwords: '[relay.example.net]:587 user:secret\n',
    };
    const [found] = await lint(files);
    expect(found?.message).toBe(
      'smtp_sasl_password_maps has no key for the relay host [relay.example.com]:587. ' +
        'Postfix finds no password, so it does not log in. ' +
        'Add [relay.example.com]:587 to /etc/postfix/passwords.',
    );
    // The name of the server that an MX record leads to can be a key, too.
    await lint({
      ...files,
      'main.cf':
        'smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/passwords\nrelayhost = example.com\n',
    });
  });
});
