// cidr_table(5).
import { describe, expect, test } from 'vitest';
import { formatAddress, maskAddress, parseAddress } from '../../../server/src/syntax/tables/address.ts';
import { type CidrRule, parseCidrLine } from '../../../server/src/syntax/tables/cidr.ts';
import { at, itemOf, itemsOf, marked } from './support.ts';

function rule(text: string): CidrRule {
  const item = itemOf(text, parseCidrLine);
  if (item.kind !== 'rule') throw new Error(`no rule: ${text}`);
  return item;
}

describe('a rule', () => {
  test.each([
    ['192.0.2.0/24 OK', '192.0.2.0', 24, 'ipv4'],
    ['192.0.2.1 OK', '192.0.2.1', 32, 'ipv4'],
    ['2001:db8::/32 OK', '2001:db8::', 32, 'ipv6'],
    ['::1 OK', '::1', 128, 'ipv6'],
    ['[2001:db8::]/32 OK', '2001:db8::', 32, 'ipv6'],
    ['[2001:db8::/32] OK', '2001:db8::', 32, 'ipv6'],
    ['[192.0.2.1] OK', '192.0.2.1', 32, 'ipv4'],
    ['0.0.0.0/0 OK', '0.0.0.0', 0, 'ipv4'],
  ])('%s', (text, address, length, family) => {
    const { network, value, problem } = rule(text);
    expect(network).toMatchObject({ address: { text: address }, length, family, negated: false });
    expect([value.text, problem]).toEqual(['OK', undefined]);
  });

  test('is inverted by a !, and again by another one', () => {
    expect(rule('!192.0.2.1 OK').network.negated).toBe(true);
    expect(rule('! !192.0.2.1 OK').network).toMatchObject({
      negated: false,
      negations: [{ start: 0 }, { start: 2 }],
    });
  });

  test('has its place in the file', () => {
    const { line, network, value } = rule('![2001:db8::]/32\n  REJECT no\n');
    expect([network, network.address, network.prefix, value].map((node) => at(line, node))).toEqual([
      '![2001:db8::]/32',
      '2001:db8::',
      '32',
      'REJECT no',
    ]);
  });
});

test('what Postfix warns about', () => {
  const text = `
192.0.2.0/24 OK
192.0.2.1/24 OK
^^^^^^^^^^^^ host-bits
192.0.2.0/33 OK
          ^^ prefix-too-long
192.0.2.0/x OK
          ^ bad-prefix
192.0.2 OK
^^^^^^^ bad-address
192.0.2.01 OK
^^^^^^^^^^ bad-address
mail.example.com OK
^^^^^^^^^^^^^^^^ bad-address
192.0.2.1
^^^^^^^^^ missing-value
[192.0.2.1 OK
^ missing-bracket
[192.0.2.1]x OK
           ^ text-after-bracket
!
^ missing-network
if 192.0.2.0/24
if !2001:db8::/32
endif
endif x
      ^ text-after-endif
ENDIF
endif
^^^^^ endif-without-if
if 192.0.2.0/24 and more
             ^^^^^^^^^^^ bad-prefix
endif
^^^^^ endif-without-if
if
^^ missing-network
if 192.0.2.0/24
^^ if-without-endif
`;
  expect(marked(text, parseCidrLine)).toBe(text);
});

test('with a better network', () => {
  const words = (text: string): string | undefined => rule(text).problem?.message;
  expect(words('192.0.2.77/26 OK')).toBe(
    'non-null host address bits in "192.0.2.77/26", perhaps you should use "192.0.2.64/26" instead',
  );
  expect(words('[2001:db8::1]/64 OK')).toBe(
    'non-null host address bits in "2001:db8::1/64", perhaps you should use "2001:db8::/64" instead',
  );
});

test('a prefix length is kept in one byte: /280 is /24', () => {
  expect(rule('192.0.2.0/280 OK')).toMatchObject({ network: { length: 24 } });
  expect(rule('192.0.2.0/280 OK').problem).toBeUndefined();
});

test('if and endif in any case', () => {
  const kinds = itemsOf('IF 192.0.2.1\nif!192.0.2.1\nEndif\nENDIF\niffy x\n', parseCidrLine).map(
    ({ item }) => item.kind,
  );
  expect(kinds).toEqual(['if', 'if', 'endif', 'endif', 'rule']);
});

describe('an address', () => {
  test('of version 4 consists of four decimal numbers without leading zeros', () => {
    expect(parseAddress('192.0.2.255', 'ipv4')).toEqual([192, 0, 2, 255]);
    for (const text of [
      '',
      '1.2.3',
      '1.2.3.4.5',
      '256.1.1.1',
      '01.2.3.4',
      '0x1.2.3.4',
      '1.2.3.4 ',
      '1..2.3',
      '-1.2.3.4',
    ]) {
      expect(parseAddress(text, 'ipv4')).toBeUndefined();
    }
  });

  test.each([
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::192.0.2.1', '::192.0.2.1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ])('of version 6: %s is %s', (text, written) => {
    expect(formatAddress(parseAddress(text, 'ipv6') ?? [])).toBe(written);
  });

  test.each([
    ':',
    ':::',
    '1:',
    ':1',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    '::g',
    '::1%eth0',
    '::192.0.2.01',
    '192.0.2.1::',
    '::192.0.2.1:1',
  ])('of version 6 is not: %s', (text) => {
    expect(parseAddress(text, 'ipv6')).toBeUndefined();
  });

  test('has its host bits cleared by a mask', () => {
    expect(maskAddress([192, 0, 2, 255], 20)).toEqual([192, 0, 0, 0]);
    expect(maskAddress([192, 0, 2, 255], 31)).toEqual([192, 0, 2, 254]);
    expect(maskAddress([192, 0, 2, 255], 0)).toEqual([0, 0, 0, 0]);
  });
});
