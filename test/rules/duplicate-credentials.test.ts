import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('duplicate-credentials');

const mainCf = 'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n';

describe('duplicate-credentials', () => {
  test('marks the first sender among the keys', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      sasl_passwd: `
        [smtp.example.com]:587 user:password
        a@example.com          a:password
        ^^^^^^^^^^^^^ duplicate-credentials
        b@example.com          b:password
      `,
    });
    expect(found?.message).toContain('Set smtp_sender_dependent_authentication = yes, or remove this line.');
  });

  test('is silent if authentication depends on the sender, even in a single service', async () => {
    const sasl_passwd = 'a@example.com a:password\n';
    await lint({ 'main.cf': `${mainCf}smtp_sender_dependent_authentication = yes\n`, sasl_passwd });
    await lint({
      'main.cf': mainCf,
      'master.cf': 'smtp unix - - n - - smtp -o smtp_sender_dependent_authentication=yes\n',
      sasl_passwd,
    });
    await lint({ 'main.cf': mainCf, sasl_passwd: '[smtp.example.com]:587 user@example.com:password\n' });
  });

  test('the fix turns on sender-dependent authentication', async () => {
    const files = { 'main.cf': mainCf, sasl_passwd: 'a@example.com a:password\n' };
    expect((await applyFix(files))['main.cf']).toBe(`${mainCf}smtp_sender_dependent_authentication = yes\n`);
  });
});
