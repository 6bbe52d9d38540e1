import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LogicalLine, parseLines } from '../../../server/src/syntax/lines.ts';
import { parseTlsPolicy, type TlsPolicyOptions } from '../../../server/src/syntax/tables/tls-policy.ts';

function lineOf(text: string): LogicalLine {
  const item = parseLines(text)[0]?.item;
  if (item?.kind !== 'line') throw new Error('no logical line');
  return item;
}

/** The parts of a policy, each as the file has it. */
function parts(text: string, options?: TlsPolicyOptions) {
  const line = lineOf(text);
  const { level, attributes } = parseTlsPolicy(line, { start: 0, end: line.text.length }, options);
  const at = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
  return [
    level && at(level),
    ...attributes.map(({ name, value, problem, text: own }) =>
      problem === undefined ? [name && at(name), value && at(value)] : [own, problem],
    ),
  ];
}

test('a level and attributes', () => {
  expect(parts('secure match=.example.org:nexthop, ciphers=high exclude=')).toEqual([
    'secure',
    ['match', '.example.org:nexthop'],
    ['ciphers', 'high'],
    ['exclude', ''],
  ]);
});

test('a policy over several lines', () => {
  expect(parts('encrypt\n  protocols=>=TLSv1.2\n  # comment\n  ciphers=high\n')).toEqual([
    'encrypt',
    ['protocols', '>=TLSv1.2'],
    ['ciphers', 'high'],
  ]);
});

test('words that do not have the form of an attribute', () => {
  expect(parts('encrypt protocols=!SSLv2 !SSLv3 =x')).toEqual([
    'encrypt',
    ['protocols', '!SSLv2'],
    ['!SSLv3', "missing '=' after attribute name"],
    ['=x', 'missing attribute name'],
  ]);
});

test('braces, in releases that have them', () => {
  const braces = { braces: true };
  expect(parts('may { policy_string = mode: enforce } ciphers=high', braces)).toEqual([
    'may',
    ['policy_string', 'mode: enforce'],
    ['ciphers', 'high'],
  ]);
  expect(parts('may { ciphers = high', braces)).toEqual([
    'may',
    ['ciphers = high', `missing '}' in "{ ciphers = high"`],
  ]);
  expect(parts('may {ciphers=high}x', braces)).toEqual([
    'may',
    ['ciphers=high', `syntax error after '}' in "{ciphers=high}x"`],
  ]);
  expect(parts('may { ciphers = high }')).toEqual([
    'may',
    ['{', "missing '=' after attribute name"],
    ['ciphers', "missing '=' after attribute name"],
    ['=', 'missing attribute name'],
    ['high', "missing '=' after attribute name"],
    ['}', "missing '=' after attribute name"],
  ]);
});

test('any text: spans are in the line, in order', () => {
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (text, braces) => {
      const line = lineOf(`x ${text.replaceAll(/[\n\r]/g, ' ')}`);
      const { attributes } = parseTlsPolicy(line, { start: 2, end: line.text.length }, { braces });
      let last = 0;
      for (const { start, end, name, value } of attributes) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(name === undefined || (name.start >= start && name.end <= end)).toBe(true);
        expect(value === undefined || (value.start >= start && value.end <= end)).toBe(true);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(line.text.length);
    }),
  );
});
