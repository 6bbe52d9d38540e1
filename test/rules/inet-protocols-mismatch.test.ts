import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('inet-protocols-mismatch');

describe('inet-protocols-mismatch', () => {
  test('marks addresses of a disabled protocol', async () => {
    const [found] = await lint(`
      inet_protocols = ipv4
      inet_interfaces = 127.0.0.1, [::1]
                                   ^^^^^ inet-protocols-mismatch
    `);
    expect(found?.message).toBe(
      '[::1] is an IPv6 address, but inet_protocols does not include ipv6. ' +
        'Postfix programs exit with: "config variable inet_interfaces: host not found: [::1]". ' +
        'Add ipv6 to inet_protocols, or remove the address.',
    );
    await lint(`
      inet_protocols = ipv6
      inet_interfaces = 192.0.2.1 mail.example.com
                        ^^^^^^^^^ inet-protocols-mismatch
    `);
  });

  test.each([
    'inet_protocols = all\ninet_interfaces = 127.0.0.1, [::1]\n',
    'inet_protocols = ipv4, ipv6\ninet_interfaces = 127.0.0.1, ::1\n',
    'inet_protocols = ipv4\ninet_interfaces = loopback-only\nmynetworks = [::1]/128\n',
    'inet_protocols = $nowhere\ninet_interfaces = [::1]\n',
  ])('is silent for %j', async (text) => {
    await lint(text);
  });
});
