import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('relayhost-mx-lookup');

describe('relayhost-mx-lookup', () => {
  test('marks a machine without brackets', async () => {
    const [found] = await lint(`
      relayhost = smtp.example.com:587
                  ^^^^^^^^^^^^^^^^^^^^ relayhost-mx-lookup
    `);
    expect(found?.message).toContain('Write [smtp.example.com]:587 for the machine itself.');
    await lint('relayhost = example.com:2525\n            ^^^^^^^^^^^^^^^^ relayhost-mx-lookup\n');
    await lint('relayhost = relay.example.com\n            ^^^^^^^^^^^^^^^^^ relayhost-mx-lookup\n');
  });

  test.each(['[smtp.example.com]:587', 'example.com', '$mydomain', '192.0.2.1', 'uucphost', '', '$nowhere'])(
    'is silent for %s',
    async (relayhost) => {
      await lint(`relayhost = ${relayhost}
`);
    },
  );

  test('and where Postfix asks no name server', () =>
    lint('relayhost = smtp.example.com\ndisable_dns_lookups = yes\n'));

  test('the fix puts brackets round it', async () => {
    expect(await applyFix('relayhost = smtp.example.com:587\n')).toBe('relayhost = [smtp.example.com]:587\n');
  });
});
