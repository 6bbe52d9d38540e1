// The fields and arguments of services.
import { describe, expect, test } from 'vitest';
import {
  fieldOf,
  incompleteServices,
  placedServices,
  plainArguments,
  portOf,
  refusesArguments,
} from '../../server/src/instance/service-fields.ts';
import { instanceOf } from './support.ts';

const master =
  'smtp inet n - y 60 10 smtpd -v -o biff=no one two\nbroken unix -\n  leading\nx unix - - n - - smtp\nalso unix\n';
const instance = instanceOf({ main: '', master });

test.each([
  ['service', 'smtp'],
  ['type', 'inet'],
  ['private', 'n'],
  ['chroot', 'y'],
  ['wakeup', '60'],
  ['command', 'smtpd'],
] as const)('the field %s', (name, expected) => {
  const [service] = instance.services;
  if (service === undefined) return expect.unreachable();
  const { text, at } = fieldOf('file:///master.cf', service, name);
  expect(text).toBe(expected);
  expect(master.slice(at.start, at.end)).toBe(expected);
  expect(at.uri).toBe('file:///master.cf');
});

test('the field of a later service', () => {
  const last = instance.services.at(-1);
  if (last === undefined) return expect.unreachable();
  const { at } = fieldOf('file:///master.cf', last, 'command');
  expect([at.start, master.slice(at.start, at.end)]).toEqual([master.lastIndexOf('smtp'), 'smtp']);
});

test('services with their file', () => {
  expect([...placedServices(instance)].map(([uri, { name }]) => `${uri} ${name}`)).toEqual([
    'file:///etc/postfix/master.cf smtp',
    'file:///etc/postfix/master.cf x',
  ]);
  expect([...placedServices(instanceOf({ main: '' }))]).toEqual([]);
});

test('lines without all fields', () => {
  const of = (text: string) =>
    [...incompleteServices(instanceOf({ main: '', master: text }).files.master)].map(
      ({ line, uri, isFirst }) => [text.slice(line.start, line.end), uri, isFirst],
    );
  expect(of(master)).toEqual([
    ['broken unix -\n  leading\n', 'file:///etc/postfix/master.cf', false],
    ['also unix\n', 'file:///etc/postfix/master.cf', false],
  ]);
  expect(of('# note\na unix\nb unix\n')).toEqual([
    ['a unix\n', 'file:///etc/postfix/master.cf', true],
    ['b unix\n', 'file:///etc/postfix/master.cf', false],
  ]);
  expect(of('  a unix\n')).toEqual([]);
  expect([...incompleteServices(undefined)]).toEqual([]);
});

test.each([
  ['smtpd', true],
  ['cleanup', true],
  ['postscreen', false],
  ['nbdb_reindexd', false],
  ['pipe', false],
  ['spawn', false],
  ['nosuch', false],
])('%s exits for a word after its options: %s', (name, expected) => {
  expect(refusesArguments(name)).toBe(expected);
});

test('the words after the options', () => {
  const [service] = instance.services;
  if (service === undefined) return expect.unreachable();
  expect(plainArguments(service).map(({ text }) => text)).toEqual(['one', 'two']);
});

describe('the port of a service', () => {
  test.each([
    ['smtp', '25'],
    ['smtps', '465'],
    ['submissions', '465'],
    ['submission', '587'],
    ['127.0.0.1:smtp', '25'],
    ['[::1]:10025', '10025'],
    ['465', '465'],
    ['other', 'other'],
  ])('%s is %s', (name, expected) => {
    const [service] = instanceOf({ main: '', master: `${name} inet n - n - - smtpd\n` }).services;
    expect(service && portOf(service)).toBe(expected);
  });
});
