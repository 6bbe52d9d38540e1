// The default of mynetworks on hosts with different addresses.
import { describe, expect, test } from 'vitest';
import { defaultNetworks } from '../../server/src/instance/mynetworks.ts';

const all = { style: 'host', interfaces: 'all', protocols: 'all' };

/** The networks of a host with these addresses (`192.0.2.1/24`). */
function networks(addresses: string, settings: Partial<typeof all> = {}): string | undefined {
  const own = addresses.split(' ').map((each) => {
    const [address = '', prefix] = each.split('/');
    return { address, prefix: Number(prefix) };
  });
  return defaultNetworks(own, { ...all, ...settings });
}

describe('the network of an address', () => {
  test.each([
    ['192.0.2.77/24', '192.0.2.77/32 '],
    ['2001:db8::7/64', '[2001:db8::7]/128 '],
  ])('%s by host is %s', (address, expected) => {
    expect(networks(address)).toBe(expected);
  });

  test.each([
    ['192.0.2.77/24', '192.0.2.0/24 '],
    ['192.0.3.77/23', '192.0.2.0/23 '],
    ['192.0.2.77/27', '192.0.2.64/27 '],
    ['192.0.2.77/32', '192.0.2.77/32 '],
    ['192.0.2.77/0', '0.0.0.0/0 '],
    ['10.255.255.255/9', '10.128.0.0/9 '],
    ['2001:db8:0:ff::1/60', '[2001:db8:0:f0::]/60 '],
    ['2001:db8::7/128', '[2001:db8::7]/128 '],
  ])('%s by subnet is %s', (address, expected) => {
    expect(networks(address, { style: 'subnet' })).toBe(expected);
  });

  test.each([
    ['10.1.2.3/24', '10.0.0.0/8 '],
    ['127.0.0.1/32', '127.0.0.0/8 '],
    ['128.1.2.3/24', '128.1.0.0/16 '],
    ['191.1.2.3/24', '191.1.0.0/16 '],
    ['192.1.2.3/28', '192.1.2.0/24 '],
    ['223.1.2.3/28', '223.1.2.0/24 '],
    ['224.1.2.3/28', '224.0.0.0/4 '],
    ['239.1.2.3/28', '224.0.0.0/4 '],
    ['240.1.2.3/28', undefined],
    ['2001:db8::7/64', '[2001:db8::]/64 '],
  ])('%s by class is %s', (address, expected) => {
    expect(networks(address, { style: 'class' })).toBe(expected);
  });

  test('by an unknown style is unknown', () => {
    expect(networks('192.0.2.1/24', { style: 'net' })).toBeUndefined();
  });
});

describe('the addresses', () => {
  const own = '::1/128 192.0.2.1/24 127.0.0.1/8 2001:db8::7/64 192.0.2.2/24';

  test.each([
    ['all', '192.0.2.1/32 127.0.0.1/32 192.0.2.2/32 [::1]/128 [2001:db8::7]/128 '],
    ['ipv4', '192.0.2.1/32 127.0.0.1/32 192.0.2.2/32 '],
    ['ipv6', '[::1]/128 [2001:db8::7]/128 '],
    ['ipv6, ipv4', '192.0.2.1/32 127.0.0.1/32 192.0.2.2/32 [::1]/128 [2001:db8::7]/128 '],
    ['ipv6  all', '192.0.2.1/32 127.0.0.1/32 192.0.2.2/32 [::1]/128 [2001:db8::7]/128 '],
    ['', ''],
  ])('of inet_protocols = %s', (protocols, expected) => {
    expect(networks(own, { protocols })).toBe(expected);
  });

  test.each([
    ['loopback-only', '127.0.0.1/32 [::1]/128 '],
    ['192.0.2.2', '192.0.2.2/32 '],
    ['[2001:DB8::7], 192.0.2.1\t127.0.0.1', '[2001:db8::7]/128 192.0.2.1/32 127.0.0.1/32 '],
    [' 192.0.2.1, ', '192.0.2.1/32 '],
    ['', ''],
    ['192.0.2.3', undefined],
    ['192.0.2.1, mail.example.com', undefined],
    ['192.0.2.1]', undefined],
  ])('of inet_interfaces = %s', (interfaces, expected) => {
    expect(networks(own, { interfaces })).toBe(expected);
  });

  test('in one network give one entry', () => {
    expect(networks('192.0.2.1/24 192.0.2.2/24', { style: 'subnet' })).toBe('192.0.2.0/24 ');
  });

  test('may have a zone; others are ignored', () => {
    expect(networks('fe80::1%eth0/64 nonsense/8', { style: 'subnet' })).toBe('[fe80::]/64 ');
  });
});
