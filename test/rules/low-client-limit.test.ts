import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('low-client-limit');

describe('low-client-limit', () => {
  test('marks low limits', async () => {
    const [errors, rate] = await lint(`
      smtpd_hard_error_limit = 3
                               ^ low-client-limit
      smtpd_client_connection_rate_limit = 5
                                           ^ low-client-limit
    `);
    expect(errors?.message).toBe(
      'smtpd_hard_error_limit = 3 also stops ordinary mail servers. ' +
        'If a message has that many unknown recipients, smtpd disconnects, and the other recipients do not get it. ' +
        'Remove the line (default: 20, and 1 under stress).',
    );
    expect(rate?.message).toContain('Write at least 30');
  });

  test.each([
    'smtpd_hard_error_limit = 5\n',
    'smtpd_hard_error_limit = ${stress?{1}:{3}}\n',
    'smtpd_client_connection_rate_limit = 0\n',
    'smtpd_client_connection_rate_limit = 10\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
