import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('bad-milter-service');

describe('bad-milter-service', () => {
  test('marks Milters without a transport, or with one that does not exist', async () => {
    const found = await lint(`
      smtpd_milters = inet:127.0.0.1:8891, tcp:127.0.0.1:5000
                                           ^^^^^^^^^^^^^^^^^^ bad-milter-service
      non_smtpd_milters = localhost
                          ^^^^^^^^^ bad-milter-service
    `);
    expect(found.map(({ message }) => message)).toEqual([
      '"tcp:127.0.0.1:5000" is not a valid Milter. ' +
        'Postfix warns "invalid transport name: tcp in Milter service: tcp:127.0.0.1:5000" and never connects to it. ' +
        'Write inet:127.0.0.1:5000.',
      '"localhost" is not a valid Milter. ' +
        'Postfix warns "Milter service needs transport:endpoint instead of "localhost"" and never connects to it. ' +
        'Write inet:host:port or unix:path.',
    ]);
  });

  test.each([
    'inet:127.0.0.1:8891',
    'unix:private/milter local:private/other',
    '{ inet:127.0.0.1:8891, connect_timeout=10s, default_action=accept }',
    'inet:[::1]:8891',
    '$filters',
  ])('is silent about %s', async (text) => {
    await lint(`smtpd_milters = ${text}\n`);
  });

  test('the fix replaces tcp: with inet:', async () => {
    expect(await applyFix('smtpd_milters = unix:m/a, tcp:127.0.0.1:5000\n')).toBe(
      'smtpd_milters = unix:m/a, inet:127.0.0.1:5000\n',
    );
    expect(await fixTitles('smtpd_milters = localhost\n')).toEqual([]);
  });
});
