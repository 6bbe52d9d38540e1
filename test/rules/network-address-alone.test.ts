import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('network-address-alone');

describe('network-address-alone', () => {
  test('marks the address', async () => {
    const [found] = await lint(`
      mynetworks = 127.0.0.0/8, 192.0.2.0/32
                                ^^^^^^^^^^^^ network-address-alone
    `);
    expect(found?.message).toBe(
      '192.0.2.0/32 in mynetworks matches only one address, which looks like the address of a network. ' +
        'It does not match the other addresses in the network. ' +
        'If you mean the network, write its prefix length, such as 192.0.2.0/24.',
    );
  });

  test.each([
    'mynetworks = 192.0.2.0/24, 192.0.2.1/32, 0.0.0.0/32\n',
    'mynetworks = 192.0.2.0\n',
    'mynetworks = [2001:db8::]/128\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
