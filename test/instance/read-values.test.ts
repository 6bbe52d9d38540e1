// The values that programs read, and where they are.
import { describe, expect, test } from 'vitest';
import { allValues, reads, uses, valuesOfType } from '../../server/src/instance/read-values.ts';
import { instanceOf } from './support.ts';

const parameter = (name: string) =>
  instanceOf({}).catalog.parameter(name) ?? expect.unreachable(`no parameter ${name}`);

describe('programs read', () => {
  const list = (main: string, master = '', version = '3.7') =>
    [...allValues(instanceOf({ main, master, version }))].map(
      ({ name, raw, service }) => `${service?.name ?? 'main.cf'} ${name} = ${raw}`,
    );

  test('the last entry of each parameter', () => {
    expect(list('biff = no\nmail_owner = a\nbiff = yes\n')).toEqual([
      'main.cf biff = yes',
      'main.cf mail_owner = a',
    ]);
  });

  test('no names of the user, no read-only parameters, and none of other releases', () => {
    expect(list('mine = no\nprocess_id = 1\nsmtpd_forbid_bare_newline = yes\n', '', '3.4')).toEqual([]);
  });

  test('service-derived parameters', () => {
    const main = 'x_destination_recipient_limit = 1\ny_destination_recipient_limit = 2\n';
    expect(list(main, 'x unix - - n - - smtp\n')).toEqual(['main.cf x_destination_recipient_limit = 1']);
  });

  test('the last override of each parameter that the program has', () => {
    const master =
      'smtp inet n - n - - smtpd -o smtpd_banner=a -o smtpd_banner=b -o biff=no -o smtp_bind_address=c\n' +
      '  -o mine=1 -o process_id=2 -o mail_owner=d -o =e\n';
    expect(list('', master)).toEqual(['smtp smtpd_banner = b', 'smtp mail_owner = d']);
  });

  test('a setting of the command line instead of the entry', () => {
    const instance = instanceOf({ main: 'biff = no\n', extra: new Map([['biff', 'yes']]) });
    expect([...allValues(instance)]).toEqual([]);
  });

  test('the values of one type', () => {
    const instance = instanceOf({ main: 'biff = no\nmail_owner = a\nsoft_bounce = yes\n' });
    expect(valuesOfType(instance, 'boolean').map(({ name }) => name)).toEqual(['biff', 'soft_bounce']);
    expect(valuesOfType(instance, 'nothing')).toEqual([]);
  });
});

describe('a value', () => {
  const value = (main: string, master?: string) => {
    const [first, ...others] = allValues(instanceOf({ main, ...(master !== undefined && { master }) }));
    expect(others).toEqual([]);
    return first ?? expect.unreachable();
  };

  test.each([
    ['mail_owner = a\n', 'a'],
    ['mail_owner = $b\nb = c\n', 'c'],
    ['mail_owner = ${b?c}\n', ''],
    ['mail_owner = $b\n', undefined],
    ['mail_owner = ${b\n', undefined],
    ['mail_owner =\n', ''],
    ['luser_relay = $b\n', '$b'],
  ])('in %j is %j', (main, expected) => {
    expect(value(main).text).toBe(expected);
  });

  test('on several lines keeps them in its text, or is joined', () => {
    const it = value('mydestination = a,\n# note\n  b\n');
    expect(it.joined).toBe('a,  b');
    expect(it.isLiteral).toBe(true);
    expect(value('mydestination = $b,\n  c\nb = d\n').joined).toBe('d,   c');
    const override = value('', 'smtp inet n - n - - smtpd -o { mail_owner = a  b }\n');
    expect(override.joined).toBe('a  b');
  });

  test.each([
    ['mail_owner = a # b\n', true],
    ['mail_owner = #b\n', true],
    ['mail_owner = a#b\n', false],
    ['mail_owner = a\n', false],
  ])('in %j has a comment: %s', (main, expected) => {
    expect(value(main).hasComment).toBe(expected);
  });

  test('is where it is written', () => {
    const slice = (main: string, { start, end }: { start: number; end: number }) => main.slice(start, end);
    const main = 'biff = no\n'.replace('biff', 'mydestination').replace('no', 'a, b');
    const it = value(main);
    expect(slice(main, it.locate())).toBe('a, b');
    expect(slice(main, it.locate({ start: 3, end: 4 }))).toBe('b');
    expect(slice(main, it.location)).toBe('mydestination = a, b');
    expect(slice(main, it.nameLocation)).toBe('mydestination');
    expect(it.location.uri).toBe('file:///etc/postfix/main.cf');
    const empty = 'mydestination =\n';
    expect(slice(empty, value(empty).locate())).toBe('mydestination =');
    const master = 'smtp inet n - n - - smtpd -o mail_owner=a\n';
    expect(slice(master, value('', master).location)).toBe('-o mail_owner=a');
    expect(slice(master, value('', master).nameLocation)).toBe('mail_owner');
    expect(slice(master, value('', master).locate())).toBe('a');
    expect(value('', master).location.uri).toBe('file:///etc/postfix/master.cf');
  });
});

test('a program uses its own parameters, global ones, and those of the TLS library', () => {
  expect(reads('smtpd', parameter('smtpd_banner'))).toBe(true);
  expect(reads('cleanup', parameter('smtpd_banner'))).toBe(false);
  expect(reads('cleanup', parameter('mail_owner'))).toBe(true);
  const ofTls = parameter('tls_high_cipherlist');
  expect(
    ['smtpd', 'smtp', 'lmtp', 'tlsproxy', 'tlsmgr', 'postscreen'].map((each) => uses(each, ofTls)),
  ).toEqual(Array(6).fill(true));
  expect(uses('cleanup', ofTls)).toBe(false);
  expect(uses('smtpd', parameter('smtp_bind_address'))).toBe(false);
  expect(uses('smtpd', parameter('smtpd_banner'))).toBe(true);
});
