// Random settings of trivial-rewrite(8) and cleanup(8), and random addresses, plausible and odd.
import type { Random } from './random';

const domains = [
  'example.com',
  'example.net',
  'example.org',
  'mail.example.com',
  'sub.example.net',
  'a.b.example.org',
  'host',
  'localhost',
  'Example.COM',
  'example.com.',
  '[127.0.0.1]',
  '[192.0.2.7]',
  '[ipv6:::1]',
  '[300.1.2.3]',
  '192.0.2.1',
  '1.2.3',
  'ex_ample.com',
  '-x.example.com',
  'example..com',
  '',
] as const;
const users = [
  'ann',
  'bob',
  'ann+list',
  'bob-x+y',
  'Ann',
  'owner-list',
  'postmaster',
  'MAILER-DAEMON',
  'double-bounce',
  'a b',
  'ann.',
  '-ann',
  'a"b',
  'x!ann',
  'ann%example.net',
  'ann%example.com',
  'ann@example.net',
  'bob@mail.example.com',
  'a\\b',
  'a,b',
  '',
] as const;

/** An address in internal form. */
export function someAddress(random: Random): string {
  if (random.chance(0.06)) return odd(random);
  const isPlain = random.chance(0.6);
  const user = isPlain ? random.pick(users.slice(0, 7)) : random.pick(users);
  const domain = isPlain ? random.pick(domains.slice(0, 9)) : random.pick(domains);
  return random.chance(0.08) ? user : `${user}@${domain}`;
}

/** A sequence of the characters that have a meaning in addresses. */
function odd(random: Random): string {
  const parts = [
    '@',
    '@',
    '.',
    '!',
    '%',
    ':',
    ',',
    '"',
    '[',
    ']',
    '<',
    '>',
    '(',
    ')',
    'a',
    'b',
    ' ',
    'example.com',
    'mail.example.com',
    '\\',
  ];
  return Array.from({ length: 1 + random.below(8) }, () => random.pick(parts)).join('');
}

const keys = [
  'ann@example.com',
  'ann@example.net',
  'ann+list@example.com',
  'bob@example.net',
  'bob@example.org',
  'ann',
  'bob',
  'ann+list',
  '@example.com',
  '@example.net',
  '@example.org',
  '@sub.example.net',
  'example.com',
  'example.net',
  '.example.net',
  '.example.org',
  'b.example.org',
  'MAILER-DAEMON@example.com',
  '<>',
  'postmaster@example.com',
] as const;

/** Names of tables in the configuration directory by kind of result. */
export interface TableFiles {
  readonly [name: string]: string;
}

export function someTable(random: Random, value: () => string): string {
  const chosen = random.some(keys, 0.25);
  return chosen.map((key) => `${key} ${value()}\n`).join('');
}

export function somePatterns(random: Random, value: (group: string) => string): string {
  const patterns = [
    ['/^ann@/', ''],
    ['/^(.*)@example\\.net$/', '$1'],
    ['/example\\.org$/', ''],
    ['!/@/', ''],
    ['/^(bob)[+-](.+)@(.*)$/', '$2'],
    ['/^[a-z]+@sub\\./', ''],
  ] as const;
  return random
    .some(patterns, 0.3)
    .map(([pattern, group]) => `${pattern} ${value(group)}\n`)
    .join('');
}

export function someTarget(random: Random): string {
  const one = (): string =>
    random.pick([
      'ann@example.com',
      'bob',
      'bob@example.net',
      'carol@example.org',
      '@example.net',
      'list+x@example.com',
      'ann',
      '"a b"@example.com',
      'dave@sub.example.net',
      'ann+list@example.com',
    ]);
  return random.chance(0.6) ? one() : `${one()}, ${one()}`;
}

export function someDomains(random: Random): string {
  const names = [
    'example.com',
    'example.net',
    'example.org',
    'mail.example.com',
    'host',
    'localhost',
    'sub.example.net',
    '.example.org',
    '!example.net',
    'inline:{example.org=x}',
    'a.b.example.org',
  ];
  return random.some(names, 0.22).join(', ');
}
