// cidr_table(5).
import { describe, expect, test } from 'vitest';
import { formatAddress, maskAddress, parseAddress } from '../../../server/src/syntax/tables/address.ts';
import {
  type CidrRule,
  cidrParser,
  parseCidrLine,
  parseNetwork,
} from '../../../server/src/syntax/tables/cidr.ts';
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

describe('the message of Postfix', () => {
  const first = (text: string) => {
    const item = itemOf(text, parseCidrLine);
    return [item.kind, item.problem?.skipped, item.problem?.message, at(item.line, item.problem)];
  };

  test.each([
    [' 192.0.2.1 a', 'nonsense', 'logical line must not start with whitespace', ' '],
    ['! ', 'nonsense', 'no address pattern', '!'],
    ['if', 'if', 'no address pattern', 'if'],
    ['if 192.0.2.1/33', 'if', 'bad mask length in "192.0.2.1/33"', '33'],
    ['endif x', 'endif', 'garbage after ENDIF', 'x'],
    ['192.0.2.1', 'rule', 'no lookup result', '192.0.2.1'],
    ['192.0.2.300 a', 'rule', 'bad address pattern: "192.0.2.300"', '192.0.2.300'],
    ['192.0.2.\u00e9 a', 'rule', 'bad address pattern: "192.0.2.?"', '192.0.2.\u00e9'],
    ['192.0.2.1/x a', 'rule', 'bad mask value in "192.0.2.1/x"', 'x'],
    ['192.0.2.1/1x a', 'rule', 'bad mask value in "192.0.2.1/1x"', '1x'],
    ['192.0.2.1/x1 a', 'rule', 'bad mask value in "192.0.2.1/x1"', 'x1'],
    ['192.0.2/24 a', 'rule', 'bad network value in "192.0.2/24"', '192.0.2'],
    ['192.0.2.1/33 a', 'rule', 'bad mask length in "192.0.2.1/33"', '33'],
    ['::1/129 a', 'rule', 'bad mask length in "::1/129"', '129'],
    ['[192.0.2.1 a', 'rule', 'missing \']\' character after "[192.0.2.1"', '['],
    ['[192.0.2.1]x a', 'rule', 'garbage after "[192.0.2.1]"', 'x'],
    [
      '192.0.2.1/24 a',
      'rule',
      'non-null host address bits in "192.0.2.1/24", perhaps you should use "192.0.2.0/24" instead',
      '192.0.2.1/24',
    ],
    // Of the number, Postfix keeps one byte.
    [
      '192.0.2.1/256 a',
      'rule',
      'non-null host address bits in "192.0.2.1/256", perhaps you should use "0.0.0.0/0" instead',
      '192.0.2.1/256',
    ],
    [
      '192.0.2.1/4294967296 a',
      'rule',
      'non-null host address bits in "192.0.2.1/4294967296", perhaps you should use "0.0.0.0/0" instead',
      '192.0.2.1/4294967296',
    ],
    [
      '192.0.2.1/9223372036854775808 a',
      'rule',
      'bad mask length in "192.0.2.1/9223372036854775808"',
      '9223372036854775808',
    ],
    [
      '192.0.2.1/99999999999999999999 a',
      'rule',
      'bad mask length in "192.0.2.1/99999999999999999999"',
      '99999999999999999999',
    ],
  ])('for %j', (text, kind, message, place) => {
    expect(first(text)).toEqual([kind, true, message, place]);
  });

  test.each([
    ['192.0.2.1/32 a', 'rule'],
    ['192.0.2.0/0024 a', 'rule'],
    ['0.0.0.0/256 a', 'rule'],
    ['192.0.2.1/4294967328 a', 'rule'],
    ['::1/128 a', 'rule'],
    ['if !192.0.2.0/24', 'if'],
    ['endif ', 'endif'],
  ])('is none for %j', (text, kind) => {
    expect(first(text).slice(0, 2)).toEqual([kind, undefined]);
  });
});

describe('the form of a network', () => {
  test.each([
    ['192.0.2.1', false, '192.0.2.1', undefined],
    ['192.0.2.0/24', false, '192.0.2.0', '24'],
    ['[::1]', true, '::1', undefined],
    ['[::/0]', true, '::', '0'],
    ['[::]/0', true, '::', '0'],
    ['[::1', true, '::1', undefined],
    ['[::1]0', true, '::1', undefined],
  ])('%s', (text, brackets, address, prefix) => {
    const { network } = parseNetwork(text) ?? expect.unreachable();
    expect([network.brackets, network.address.text, network.prefix?.text]).toEqual([
      brackets,
      address,
      prefix,
    ]);
    expect(network).toMatchObject({ kind: 'network', start: 0, end: text.length });
  });

  test('ends with the network, whatever the result contains', () => {
    const network = (text: string) => {
      const item = itemOf(text, parseCidrLine);
      return item.kind === 'rule' ? [item.network.brackets, item.network.prefix?.text, item.value.text] : [];
    };
    expect(network('192.0.2.1 a/b')).toEqual([false, undefined, 'a/b']);
    expect(network('[::1 a]')).toEqual([true, undefined, 'a]']);
  });

  test('of no text is none', () => {
    expect(parseNetwork('')).toBeUndefined();
    expect(parseNetwork('!')).toBeUndefined();
    expect(parseNetwork('!!192.0.2.1')?.network).toMatchObject({ negated: false, start: 0 });
    expect(parseNetwork('! 192.0.2.1')?.network.negations).toEqual([{ start: 0, end: 1 }]);
  });

  test('with a null byte ends there', () => {
    const item = itemOf('192.0.2.1 a\0b', cidrParser());
    expect([item.kind, item.problem?.code]).toEqual(['rule', 'null-byte']);
    expect(itemOf('192.0.2.1 a\0b', cidrParser({ release: '3.7' })).problem).toBeUndefined();
  });
});
