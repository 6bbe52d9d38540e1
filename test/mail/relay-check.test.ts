// What smtpd checks when it starts: whether a list contains a relay check, and whether it can read its lists.
import { describe, expect, test } from 'vitest';
import { policyServiceProblem } from '../../server/src/mail/policy.ts';
import {
  hasRelayCheck,
  relayCheckLocation,
  softenedRelayCheck,
  starts,
  undefinedClasses,
} from '../../server/src/mail/relay-check.ts';
import { type Files, mailSystem, serviceNamed } from './support.ts';

function has(lists: string, version = '3.7'): boolean {
  return hasRelayCheck(mailSystem(lists, { version }).instance, undefined);
}

const relay = (words: string): string =>
  `smtpd_relay_restrictions = ${words}\nsmtpd_recipient_restrictions =\n`;

describe('a relay check', () => {
  test.each([
    'reject_unauth_destination',
    'REJECT_UNAUTH_DESTINATION',
    'defer_unauth_destination',
    'reject',
    'defer',
    'defer_if_permit',
    'check_relay_domains',
    'permit_mynetworks, reject',
    'check_client_access reject',
    'warn_if_reject permit, reject',
    'permit_mynetworks warn_if_reject reject reject',
  ])('%s', (words) => {
    expect(has(relay(words))).toBe(true);
    expect(has(`smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = ${words}\n`)).toBe(true);
  });

  test.each([
    '',
    'permit_mynetworks',
    'permit, reject',
    'PERMIT, reject',
    'warn_if_reject reject',
    'WARN_IF_REJECT reject',
    'warn_if_reject',
    'reject_unlisted_recipient',
    'no_such_class',
  ])('not %s', (words) => {
    expect(has(relay(words))).toBe(false);
  });

  test('the last word may be warn_if_reject', () => {
    expect(has(relay('reject, warn_if_reject'))).toBe(true);
  });

  test('by release', () => {
    expect(has(relay('defer_unauth_destination'), '2.10')).toBe(true);
    expect(has('smtpd_recipient_restrictions = defer_unauth_destination\n', '2.9')).toBe(false);
  });

  test('a service has its own lists', () => {
    const system = mailSystem({
      'main.cf': relay('permit_mynetworks'),
      'master.cf': `
a inet n - n - - smtpd -o smtpd_relay_restrictions=reject
b inet n - n - - smtpd
`,
    });
    expect(hasRelayCheck(system.instance, serviceNamed(system, 'a'))).toBe(true);
    expect(hasRelayCheck(system.instance, serviceNamed(system, 'b'))).toBe(false);
  });
});

describe('a relay check in a restriction class', () => {
  test.each([
    ['a', 'a', 'a = permit_mynetworks, reject', true],
    ['a', 'a', 'a = permit, reject', false],
    ['a', 'warn_if_reject a', 'a = reject', false],
    ['a b', 'a', 'a = b\nb = reject', true],
    ['a b', 'a, reject', 'a = b\nb = a', true],
    ['a b', 'a', 'a = b\nb = a', false],
    ['a b', 'a', 'a = b, reject\nb = a', true],
    // While a is being searched, it counts as a class without a relay check. Afterward, it has one.
    ['a b', 'b, permit', 'a = b, reject\nb = a, b', true],
    ['a', 'a, a', 'a = permit_mynetworks', false],
    ['b', 'a', 'a = reject', false],
  ])('classes %s, list %s, %j: %s', (names, words, classes, expected) => {
    expect(has(`smtpd_restriction_classes = ${names}\n${classes}\n${relay(words)}`)).toBe(expected);
  });

  test('at most 100 classes within each other', () => {
    const nested = (count: number): string => {
      const names = Array.from({ length: count }, (_, i) => `c${i}`);
      const lists = names.map((name, i) => `${name} = ${i + 1 < count ? `c${i + 1}` : 'reject'}\n`);
      return `smtpd_restriction_classes = ${names.join(' ')}\n${lists.join('')}${relay('c0')}`;
    };
    expect(has(nested(100))).toBe(true);
    expect(has(nested(101))).toBe(false);
  });

  test('classes after each other do not count as nested', () => {
    const names = Array.from({ length: 150 }, (_, i) => `c${i}`);
    const lists = names.map((name, i) => `${name} = ${i < 149 ? 'permit_mynetworks' : 'reject'}\n`).join('');
    expect(has(`smtpd_restriction_classes = ${names.join(' ')}\n${lists}${relay(names.join(', '))}`)).toBe(
      true,
    );
  });
});

describe('smtpd starts', () => {
  const good = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n';
  const does = (main: string): boolean => starts(mailSystem(main).instance, undefined);

  test('with a relay check', () => {
    expect(does(good)).toBe(true);
    expect(does('smtpd_relay_restrictions = permit_mynetworks\n')).toBe(false);
    expect(does('')).toBe(false);
    expect(does('compatibility_level = 1\n')).toBe(true);
  });

  test('if its classes have lists', () => {
    expect(does(`${good}smtpd_restriction_classes = a\na = permit\n`)).toBe(true);
    expect(does(`${good}smtpd_restriction_classes = a\na =\n`)).toBe(false);
    expect(does(`${good}smtpd_restriction_classes = a\n`)).toBe(false);
    const { instance } = mailSystem('smtpd_restriction_classes = a b c\nb = reject\nc =\n');
    expect(undefinedClasses(instance, undefined)).toEqual(['a', 'c']);
  });

  test('if it can read mynetworks', () => {
    expect(does(`${good}mynetworks = 192.0.2.0/24\n`)).toBe(true);
    expect(does(`${good}mynetworks = 192.0.2.0/24 ::1\n`)).toBe(false);
  });

  test.each(['client', 'helo', 'sender', 'relay', 'recipient', 'etrn', 'data', 'end_of_data'])(
    'if it understands the policy services in smtpd_%s_restrictions',
    (stage) => {
      const list = (words: string): string =>
        `${good}smtpd_${stage}_restrictions = reject_unauth_destination, ${words}\n`;
      expect(does(list('check_policy_service unix:private/policy'))).toBe(true);
      expect(does(list('check_policy_service 127.0.0.1:9'))).toBe(false);
      expect(does(list('CHECK_POLICY_SERVICE policy'))).toBe(false);
      expect(does(list('check_policy_service'))).toBe(true);
      expect(does(list('check_client_access 127.0.0.1:9'))).toBe(true);
    },
  );

  test('or in a class', () => {
    const list = (argument: string): string =>
      `${good}smtpd_restriction_classes = a\na = check_policy_service ${argument}\n`;
    expect(does(list('inet:127.0.0.1:9'))).toBe(true);
    expect(does(list('127.0.0.1:9'))).toBe(false);
  });
});

describe('the argument of check_policy_service', () => {
  test.each([
    'inet:127.0.0.1:9',
    'unix:private/policy',
    'local:private/policy',
    '{ unix:private/policy }',
    '{unix:private/policy, timeout=1s}',
    '{, unix:private/policy}',
    'unix:a\nb',
  ])('%j', (argument) => {
    expect(policyServiceProblem(argument)).toBeUndefined();
  });

  test.each([
    ['policy', 'need service transport:endpoint instead of "policy"'],
    [':policy', 'need service transport:endpoint instead of ":policy"'],
    ['unix:', 'need service transport:endpoint instead of "unix:"'],
    ['{ }', 'need service transport:endpoint instead of ""'],
    ['{policy, x:y}', 'need service transport:endpoint instead of "policy"'],
    ['127.0.0.1:9', 'invalid transport name: 127.0.0.1 in service: 127.0.0.1:9'],
    ['xunix:a', 'invalid transport name: xunix in service: xunix:a'],
    ['{ 127.0.0.1:9 timeout=1s }', 'invalid transport name: 127.0.0.1 in service: 127.0.0.1:9'],
    ['x{unix:a', 'invalid transport name: x{unix in service: x{unix:a'],
  ])('%s: %s', (argument, problem) => {
    expect(policyServiceProblem(argument)).toBe(problem);
  });
});

describe('places', () => {
  const textAt = (
    files: Exclude<Files, string>,
    at: { uri: string; start: number; end: number } | undefined,
  ): string | undefined => {
    const name = at?.uri.slice(at.uri.lastIndexOf('/') + 1) ?? '';
    return at && `${name}: ${files[name]?.slice(at.start, at.end)}`;
  };

  test('a relay check after warn_if_reject', () => {
    const softened = (words: string): string | undefined => {
      const files = { 'main.cf': relay(words) };
      const found = softenedRelayCheck(mailSystem(files).instance, undefined);
      return found && `${found.name} at ${textAt(files, found.at)}`;
    };
    expect(softened('permit_mynetworks, warn_if_reject reject_unauth_destination')).toBe(
      'reject_unauth_destination at main.cf: reject_unauth_destination',
    );
    expect(softened('warn_if_reject reject_unlisted_recipient, warn_if_reject reject')).toBe(
      'reject at main.cf: reject',
    );
    expect(softened('warn_if_reject permit_mynetworks, reject')).toBeUndefined();
    expect(softened('warn_if_reject hash:/etc/postfix/t, reject')).toBeUndefined();
    expect(softened('reject, warn_if_reject')).toBeUndefined();
    expect(softened('')).toBeUndefined();
  });

  test('also in the second list', () => {
    const files = {
      'main.cf': 'smtpd_relay_restrictions = reject\nsmtpd_recipient_restrictions = warn_if_reject defer\n',
    };
    expect(softenedRelayCheck(mailSystem(files).instance, undefined)).toMatchObject({ name: 'defer' });
  });

  test('by release', () => {
    const main = 'smtpd_recipient_restrictions = warn_if_reject defer_unauth_destination\n';
    expect(softenedRelayCheck(mailSystem(main, { version: '2.9' }).instance, undefined)).toBeUndefined();
    expect(softenedRelayCheck(mailSystem(main, { version: '2.10' }).instance, undefined)).toBeDefined();
  });

  test('the list that should hold the relay check, or the service', () => {
    const master =
      'a inet n - n - - smtpd -v\nb inet n - n - - smtpd -o smtpd_recipient_restrictions=permit\n';
    const place = (main: string, name: string): string | undefined => {
      const files = { 'main.cf': main, 'master.cf': master };
      const system = mailSystem(files);
      return textAt(files, relayCheckLocation(system.instance, serviceNamed(system, name)));
    };
    expect(place('', 'a')).toBe('master.cf: a inet n - n - - smtpd');
    expect(place('', 'b')).toBe('master.cf: -o smtpd_recipient_restrictions=permit');
    expect(place('smtpd_recipient_restrictions = permit\n', 'a')).toBe(
      'main.cf: smtpd_recipient_restrictions = permit',
    );
    expect(place('smtpd_relay_restrictions = permit\n', 'b')).toBe(
      'main.cf: smtpd_relay_restrictions = permit',
    );
  });

  test('no place without a service', () => {
    expect(
      relayCheckLocation(mailSystem({ 'main.cf': '', 'master.cf': '' }).instance, undefined),
    ).toBeUndefined();
    expect(relayCheckLocation(mailSystem('').instance, undefined)).toBeUndefined();
  });
});
