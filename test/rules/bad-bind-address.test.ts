import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-bind-address');

describe('bad-bind-address', () => {
  test('marks what is not an address', async () => {
    const [port, name] = await lint({
      'main.cf': `
        smtp_bind_address = 192.0.2.1:25
                            ^^^^^^^^^^^^ bad-bind-address
        lmtp_bind_address6 = mail.example.com
                             ^^^^^^^^^^^^^^^^ bad-bind-address
      `,
      'master.cf': `
        smtp unix - - n - - smtp -o smtp_bind_address6=[2001:db8::1
                                                       ^^^^^^^^^^^^ bad-bind-address
      `,
    });
    expect(port?.message).toBe(
      'smtp_bind_address must be a single IPv4 address, not "192.0.2.1:25". ' +
        'smtp delivers nothing, because it exits each time it connects: ' +
        '"smtp_connect_addr: bad smtp_bind_address parameter: 192.0.2.1:25: Name or service not known". ' +
        'Write 192.0.2.1.',
    );
    expect(name?.message).toContain('lmtp delivers nothing, because it exits each time it connects');
    expect(name?.message).toContain('Write one address of this host.');
  });

  test('says how Postfix reads a bracket that is not closed', async () => {
    const [found] = await lint(
      'smtp_bind_address6 = [2001:db8::1\n                     ^^^^^^^^^^^^ bad-bind-address\n',
    );
    expect(found?.message).toContain(
      '"smtp_connect_addr: malformed smtp_bind_address6 parameter: [2001:db8::1"',
    );
  });

  test('as a warning for an address of the other IP version', async () => {
    const [found] = await lint(`
      smtp_bind_address = 2001:db8::1
                          ^^^^^^^^^^^ bad-bind-address warning
      smtp_bind_address6 = 192.0.2.1
                           ^^^^^^^^^ bad-bind-address warning
    `);
    expect(found?.message).toBe(
      'smtp_bind_address is for IPv4, but 2001:db8::1 is an IPv6 address. ' +
        'Postfix cannot use the address, and connects from an address that the system chooses. ' +
        'Set smtp_bind_address6 instead.',
    );
  });

  test.each([
    'smtp_bind_address = 192.0.2.1\nsmtp_bind_address6 = 2001:db8::1\n',
    'smtp_bind_address = [192.0.2.1]\nsmtp_bind_address6 = [2001:db8::1]\n',
    'smtp_bind_address =\n',
    'smtp_bind_address = $address_of_site\n',
    'inet_interfaces = mail.example.com\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix removes the port', async () => {
    expect(await applyFix('smtp_bind_address6 = [2001:db8::1]:25\n')).toBe(
      'smtp_bind_address6 = 2001:db8::1\n',
    );
  });
});
