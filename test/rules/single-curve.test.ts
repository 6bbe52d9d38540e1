import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('single-curve');

describe('single-curve', () => {
  test('marks the grades with one curve', async () => {
    const [found] = await lint(
      `
      smtpd_tls_eecdh_grade = Ultra
                              ^^^^^ single-curve
    `,
      { version: '3.5' },
    );
    expect(found?.message).toBe(
      'smtpd_tls_eecdh_grade = ultra allows only one curve for the key exchange. ' +
        'Clients that prefer another curve, such as X25519, use a slower key exchange or cannot use TLS. ' +
        'Remove the line: the default, auto, offers all current curves.',
    );
  });

  test.each(['smtpd_tls_eecdh_grade = auto\n', 'smtpd_tls_eecdh_grade = none\n'])(
    'reports nothing for %j',
    async (text) => {
      await lint(text, { version: '3.5' });
    },
  );

  test.each(['3.1', '3.6', '3.8'])('reports nothing for Postfix %s', async (version) => {
    await lint('smtpd_tls_eecdh_grade = strong\n', { version });
  });
});
