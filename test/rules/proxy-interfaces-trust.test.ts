import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('proxy-interfaces-trust');

describe('proxy-interfaces-trust', () => {
  test('marks the address of a router that is in mynetworks', async () => {
    const [found] = await lint(`
      mynetworks = 127.0.0.0/8, 192.168.0.0/24
      proxy_interfaces = 192.168.0.1, 203.0.113.1
                         ^^^^^^^^^^^ proxy-interfaces-trust
    `);
    expect(found?.message).toBe(
      'If this router or proxy hides client addresses, strangers can relay, because 192.168.0.1 is in mynetworks. ' +
        'proxy_interfaces only tells Postfix to treat the address as its own. ' +
        'Put !192.168.0.1 before the network in mynetworks, unless client addresses are preserved.',
    );
    expect(found?.related).toEqual(['192.168.0.0/24']);
  });

  test('IPv6', () =>
    lint(`
      mynetworks = [2001:db8::]/32
      proxy_interfaces = 2001:db8::1
                         ^^^^^^^^^^^ proxy-interfaces-trust
    `));

  test.each([
    ['it is excluded', 'mynetworks = !192.168.0.1, 192.168.0.0/24\nproxy_interfaces = 192.168.0.1'],
    ['it is not in mynetworks', 'mynetworks = 192.168.0.0/24\nproxy_interfaces = 203.0.113.1'],
    ['mynetworks is not set', 'proxy_interfaces = 192.168.0.1'],
    ['it is a host name', 'mynetworks = 192.168.0.0/24\nproxy_interfaces = router.example.com'],
    ['it is a loopback address', 'mynetworks = 127.0.0.0/8\nproxy_interfaces = 127.0.0.2'],
  ])('is silent when %s', async (_, text) => {
    await lint(`${text}\n`);
  });

  test('the fix adds the exception before the network', async () => {
    expect(await applyFix('mynetworks = 127.0.0.0/8, 192.168.0.0/24\nproxy_interfaces = 192.168.0.1\n')).toBe(
      'mynetworks = 127.0.0.0/8, !192.168.0.1, 192.168.0.0/24\nproxy_interfaces = 192.168.0.1\n',
    );
    expect(await applyFix('mynetworks = [2001:db8::]/32\nproxy_interfaces = [2001:db8::1]\n')).toBe(
      'mynetworks = ![2001:db8::1], [2001:db8::]/32\nproxy_interfaces = [2001:db8::1]\n',
    );
  });
});
