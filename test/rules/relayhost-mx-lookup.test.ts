import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('relayhost-mx-lookup');

describe('relayhost-mx-lookup', () => {
  test('marks a host without brackets', async () => {
    const [found] = await lint(`
      relayhost = smtp.example.com:587
                  ^^^^^^^^^^^^^^^^^^^^ relayhost-mx-lookup
    `);
    expect(found?.message).toContain('Write [smtp.example.com]:587 to use that host itself.');
    await lint('relayhost = example.com:2525\n            ^^^^^^^^^^^^^^^^ relayhost-mx-lookup\n');
    await lint('relayhost = relay.example.com\n            ^^^^^^^^^^^^^^^^^ relayhost-mx-lookup\n');
  });

  test.each(['[smtp.example.com]:587', 'example.com', '$mydomain', '192.0.2.1', 'uucphost', '', '$nowhere'])(
    'reports nothing for %s',
    async (relayhost) => {
      await lint(`relayhost = ${relayhost}\n`);
    },
  );

  test('reports nothing if DNS lookups are disabled', () =>
    lint('relayhost = smtp.example.com\ndisable_dns_lookups = yes\n'));

  test('the fix adds brackets', async () => {
    expect(await applyFix('relayhost = smtp.example.com:587\n')).toBe('relayhost = [smtp.example.com]:587\n');
  });
});
