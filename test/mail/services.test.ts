// The lists and settings of smtpd services: which services share main.cf's value, and which have their own.
import { describe, expect, test } from 'vitest';
import {
  listValue,
  restrictionLists,
  scopesOf,
  scopesWithout,
} from '../../server/src/mail/restriction-lists.ts';
import {
  distinctPlaces,
  everyRestrictionWord,
  isRestriction,
  newPlaces,
  quote,
  restrictionWords,
  textIn,
} from '../../server/src/mail/restriction-words.ts';
import { ServiceSettings } from '../../server/src/mail/service-settings.ts';
import { isReachable, smtpdScopes, smtpdServices } from '../../server/src/mail/smtpd-services.ts';
import { isOnLoopback, type SmtpdSettings, smtpdSettings } from '../../server/src/mail/smtpd-settings.ts';
import { mailSystem, serviceNamed } from './support.ts';

const files = {
  'main.cf': `
smtpd_client_restrictions = permit_mynetworks, reject
smtpd_restriction_classes = strict empty
strict = reject_unauth_destination
smtpd_sasl_auth_enable = no
postscreen_greet_action = enforce
no_such_restrictions = reject
`,
  'master.cf': `
smtp   inet n - n - - smtpd
submit inet n - n - - smtpd -o smtpd_client_restrictions=permit,reject -o smtpd_client_restrictions=reject
  -o smtpd_sasl_auth_enable=yes -o =x -o no_such_parameter=reject -o myhostname=a.example
pickup unix n - n - 60 1 pickup -o smtpd_client_restrictions=permit
`,
};

describe('restriction lists', () => {
  test('in main.cf, as classes, and in services', () => {
    const { instance } = mailSystem(files);
    expect(
      restrictionLists(instance).map(({ parameter, list, service, value }) => [
        parameter,
        list,
        service?.name,
        value.expansion.text,
      ]),
    ).toEqual([
      ['smtpd_client_restrictions', 'client', undefined, 'permit_mynetworks, reject'],
      ['strict', undefined, undefined, 'reject_unauth_destination'],
      ['smtpd_client_restrictions', 'client', 'submit', 'reject'],
    ]);
  });

  test('a list that only other releases have is not read', () => {
    const main = 'smtpd_relay_restrictions = reject\n';
    expect(restrictionLists(mailSystem(main, { version: '2.9' }).instance)).toEqual([]);
    expect(restrictionLists(mailSystem(main, { version: '2.10' }).instance)).toHaveLength(1);
    const inService = { 'main.cf': '', 'master.cf': `a inet n - n - - smtpd -o ${main.replaceAll(' ', '')}` };
    expect(restrictionLists(mailSystem(inService, { version: '2.9' }).instance)).toEqual([]);
    expect(restrictionLists(mailSystem(inService, { version: '2.10' }).instance)).toHaveLength(1);
  });

  test('the services that use a list', () => {
    const system = mailSystem(files);
    const [ofMain, ofClass, ofService] = restrictionLists(system.instance);
    const scopes = (list: typeof ofMain): unknown =>
      list && scopesOf(system.instance, list).map((service) => service?.name);
    expect(scopes(ofMain)).toEqual(['smtp']);
    expect(scopes(ofClass)).toEqual(['smtp', 'submit']);
    expect(scopes(ofService)).toEqual(['submit']);
  });

  test('main.cf alone is used as it is', () => {
    const { instance } = mailSystem(files['main.cf']);
    const [ofMain] = restrictionLists(instance);
    expect(ofMain && scopesOf(instance, ofMain)).toEqual([undefined]);
  });

  test('the services that use a list while a setting is off', () => {
    const system = mailSystem(files);
    const [ofMain, ofClass, ofService] = restrictionLists(system.instance);
    const without = (list: typeof ofMain, ...settings: readonly string[]): unknown =>
      list && scopesWithout(system.instance, list, ...settings).map((service) => service?.name);
    expect(without(ofMain, 'smtpd_sasl_auth_enable')).toEqual(['smtp']);
    expect(without(ofService, 'smtpd_sasl_auth_enable')).toEqual([]);
    // One of the services that may use the class has the setting on.
    expect(without(ofClass, 'smtpd_sasl_auth_enable')).toEqual([]);
    expect(without(ofClass, 'smtpd_tls_ask_ccert')).toEqual(['smtp', 'submit']);
    expect(without(ofMain, 'smtpd_tls_ask_ccert', 'smtpd_sasl_auth_enable')).toEqual(['smtp']);
    expect(without(ofMain, 'smtpd_tls_ask_ccert', 'smtpd_delay_reject')).toEqual([]);
  });

  test('without main.cf, a default is not known to be off', () => {
    const { instance } = mailSystem({
      'master.cf': `
a inet n - n - - smtpd -o smtpd_client_restrictions=reject
b inet n - n - - smtpd -o smtpd_client_restrictions=reject -o smtpd_sasl_auth_enable=no
`,
    });
    const [a, b] = restrictionLists(instance);
    expect(a && scopesWithout(instance, a, 'smtpd_sasl_auth_enable')).toEqual([]);
    expect(b && scopesWithout(instance, b, 'smtpd_sasl_auth_enable')).toHaveLength(1);
  });

  test('services share a value, unless they override it or a name in it', () => {
    const system = mailSystem({
      'main.cf': 'smtpd_client_restrictions = reject\nsmtpd_helo_restrictions = $own\nown = permit\n',
      'master.cf': 'a inet n - n - - smtpd -o smtpd_sender_restrictions=reject -o own=defer\n',
    });
    const service = serviceNamed(system, 'a');
    const value = (of: typeof service | undefined, name: string) => listValue(system.instance, of, name);
    expect(value(service, 'smtpd_client_restrictions')).toBe(value(undefined, 'smtpd_client_restrictions'));
    expect(value(service, 'smtpd_sender_restrictions')?.expansion.text).toBe('reject');
    expect(value(undefined, 'smtpd_sender_restrictions')?.expansion.text).toBe('');
    expect(value(service, 'smtpd_helo_restrictions')?.expansion.text).toBe('defer');
    expect(value(undefined, 'smtpd_helo_restrictions')?.expansion.text).toBe('permit');
    expect(value(service, 'no_such_parameter')).toBeUndefined();
  });
});

describe('words of lists', () => {
  const main =
    'own = reject\nsmtpd_client_restrictions = permit_mynetworks, $own\nsmtpd_helo_restrictions = $own\n';

  test('with their places', () => {
    const words = everyRestrictionWord(mailSystem(main).instance);
    expect(words.map(({ list, index, at }) => [list.list, index, main.slice(at.start, at.end)])).toEqual([
      ['client', 0, 'permit_mynetworks'],
      ['client', 1, 'reject'],
      ['helo', 0, 'reject'],
    ]);
    expect(restrictionWords(mailSystem(main).instance)).toHaveLength(2);
  });

  test('places are told apart by file and offset', () => {
    const at = (uri: string, start: number) => ({ at: { uri, start, end: 9 } });
    expect(distinctPlaces([at('a', 1), at('a', 1), at('b', 1), at('a', 2)])).toHaveLength(3);
    const isNew = newPlaces();
    expect([isNew(at('a', 1).at), isNew(at('a', 1).at), isNew(at('a', 11).at)]).toEqual([true, false, true]);
  });

  test('by name, ignoring case', () => {
    const [value] = restrictionLists(mailSystem('smtpd_client_restrictions = Reject hash:x\n').instance);
    const [word, table] = value?.value.nodes ?? [];
    expect(isRestriction(word, 'defer', 'reject')).toBe(true);
    expect(isRestriction(word, 'defer')).toBe(false);
    expect(isRestriction(table, 'reject')).toBe(false);
    expect(isRestriction(undefined, 'reject')).toBe(false);
    expect(value && word && textIn(value.value, word)).toBe('Reject');
  });

  test('quoted in a message', () => {
    expect(quote('a\n  b')).toBe('"a b"');
    expect(quote('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
    expect(quote('x'.repeat(61))).toBe(`"${'x'.repeat(57)}…"`);
  });
});

describe('smtpd services', () => {
  test('those of master.cf, or main.cf’s own', () => {
    expect(smtpdServices(mailSystem(files).instance).map(({ name }) => name)).toEqual(['smtp', 'submit']);
    expect(smtpdScopes(mailSystem(files).instance)).toHaveLength(2);
    expect(smtpdScopes(mailSystem('').instance)).toEqual([undefined]);
    expect(smtpdScopes(mailSystem({ 'master.cf': files['master.cf'] }).instance)).toEqual([]);
  });

  test.each([
    ['smtp inet', 'all', true],
    ['smtp inet', '', true],
    ['smtp inet', 'loopback-only', false],
    ['smtp inet', 'LOOPBACK-ONLY', false],
    ['smtp inet', '127.0.0.1, [::1]', false],
    ['smtp inet', '127.0.0.1 ::1', false],
    ['smtp inet', 'localhost, 192.0.2.1', true],
    ['smtp inet', '127.0.0.1.example', true],
    ['smtp inet', 'x127.0.0.1', true],
    ['smtpd pass', 'all', true],
    ['smtpd pass', 'loopback-only', false],
    ['private/smtpd unix', 'all', false],
    ['127.0.0.1:10025 inet', 'all', false],
    ['localhost:10025 inet', 'all', false],
    ['[::1]:10025 inet', 'all', false],
    ['[127.0.0.1]:10025 inet', 'all', false],
    ['192.0.2.1:25 inet', 'loopback-only', true],
    ['[2001:db8::1]:25 inet', 'loopback-only', true],
    [':10025 inet', 'loopback-only', false],
    [':10025 inet', 'all', true],
  ])('other hosts can connect to %s if inet_interfaces = %s: %s', (service, interfaces, expected) => {
    const system = mailSystem({
      'main.cf': `inet_interfaces = ${interfaces}\n`,
      'master.cf': `${service} n - n - - smtpd\n`,
    });
    const [first] = system.instance.services;
    expect(isReachable(system.instance, first)).toBe(expected);
  });

  test('without master.cf, inet_interfaces decides', () => {
    expect(isReachable(mailSystem('inet_interfaces = loopback-only\n').instance, undefined)).toBe(false);
    expect(isReachable(mailSystem('').instance, undefined)).toBe(true);
  });

  test('services whose name says that only this host can connect', () => {
    const loopback = (name: string): boolean => {
      const system = mailSystem({ 'main.cf': '', 'master.cf': `${name} inet n - n - - smtpd\n` });
      return isOnLoopback(system.instance.services[0]);
    };
    for (const name of ['localhost:25', '127.0.0.1:25', '127.12.123.9:smtp', '[::1]:25'])
      expect(loopback(name), name).toBe(true);
    for (const name of ['smtp', '192.0.2.1:25', 'a.localhost:25', '127.0.0.1', '127.0.0:25', 'xlocalhost:25'])
      expect(loopback(name), name).toBe(false);
    expect(isOnLoopback(undefined)).toBe(false);
  });
});

describe('the settings of services', () => {
  test('once for all that share main.cf, and once for each that overrides one of them', () => {
    const of = (master: string | undefined, ...names: readonly string[]): unknown => {
      const { instance } = mailSystem({
        'main.cf': '',
        ...(master !== undefined && { 'master.cf': master }),
      });
      return smtpdSettings(instance, names).map(({ service }) => service?.name);
    };
    expect(of(undefined, 'smtpd_sasl_auth_enable')).toEqual([undefined]);
    expect(of('pickup unix n - n - - pickup\n', 'smtpd_sasl_auth_enable')).toEqual([undefined]);
    expect(of(files['master.cf'], 'smtpd_sasl_auth_enable')).toEqual([undefined, 'submit']);
    expect(of(files['master.cf'], 'x', 'smtpd_sasl_auth_enable')).toEqual([undefined, 'submit']);
    expect(of(files['master.cf'], 'smtpd_tls_ask_ccert')).toEqual([undefined]);
    expect(of('a inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes\n', 'smtpd_sasl_auth_enable')).toEqual([
      'a',
    ]);
    expect(of('a unix n - n - - qmgr -o smtpd_sasl_auth_enable=yes\n', 'smtpd_sasl_auth_enable')).toEqual([
      undefined,
    ]);
  });

  test.each([
    ['', 'none'],
    ['smtpd_use_tls = yes', 'may'],
    ['smtpd_enforce_tls = yes', 'encrypt'],
    ['smtpd_use_tls = yes\nsmtpd_enforce_tls = yes', 'encrypt'],
    ['smtpd_tls_wrappermode = yes', 'encrypt'],
    ['smtpd_tls_security_level = none\nsmtpd_tls_wrappermode = yes', 'encrypt'],
    ['smtpd_tls_security_level = none\nsmtpd_enforce_tls = yes', 'none'],
    ['smtpd_tls_security_level = may', 'may'],
    ['smtpd_tls_security_level = MAY', 'may'],
    ['smtpd_tls_security_level = encrypt', 'encrypt'],
    ['smtpd_tls_security_level = verify', 'encrypt'],
    ['smtpd_tls_security_level = secure', 'encrypt'],
    ['smtpd_tls_security_level = fingerprint', 'encrypt'],
    ['smtpd_tls_security_level = xverify', undefined],
    ['smtpd_tls_security_level = verifyx', undefined],
    ['smtpd_tls_security_level = dane', undefined],
    ['smtpd_tls_security_level = $no_such_name', undefined],
  ])('TLS with %j: %s', (main, expected) => {
    const [settings] = smtpdSettings(mailSystem(`${main}\n`).instance, []) as [SmtpdSettings];
    expect(settings.level).toBe(expected);
  });

  test('a value is known, empty, or not known', () => {
    const main =
      'myorigin = $no_such_name\nrelayhost =\nmyhostname = a.example\nmydomain = ${x\nsoft_bounce = yes\n';
    const { instance } = mailSystem(main);
    const settings = new ServiceSettings(instance, undefined);
    expect(settings.text('myhostname')).toBe('a.example');
    expect(settings.text('myorigin')).toBeUndefined();
    expect(settings.text('mydomain')).toBeUndefined();
    expect(settings.text('no_such_parameter')).toBeUndefined();
    expect([settings.has('myhostname'), settings.has('relayhost'), settings.has('myorigin')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([settings.lacks('myhostname'), settings.lacks('relayhost'), settings.lacks('myorigin')]).toEqual([
      false,
      true,
      false,
    ]);
    expect([
      settings.is('soft_bounce'),
      settings.is('myhostname'),
      settings.is('smtpd_tls_ask_ccert'),
    ]).toEqual([true, false, false]);
    const at = settings.at('relayhost');
    expect(at && main.slice(at.start, at.end)).toBe('relayhost =');
    expect(settings.at('queue_directory')).toBeUndefined();
  });

  test('without main.cf, a default is a guess', () => {
    const system = mailSystem({ 'master.cf': 'a inet n - n - - smtpd -o soft_bounce=yes\n' });
    const settings = new ServiceSettings(system.instance, serviceNamed(system, 'a'));
    expect(settings.text('soft_bounce')).toBe('yes');
    expect(settings.text('smtpd_delay_reject')).toBeUndefined();
  });
});
