// How a list of restrictions ends, and which word decides.
import { describe, expect, test } from 'vitest';
import { insider, insiderToUs, type Mail, stranger, strangerToUs } from '../../server/src/mail/mail.ts';
import { distinct, goesOn, mayPermit, permits, refuses, unusual } from '../../server/src/mail/outcomes.ts';
import { relay } from '../../server/src/mail/relay.ts';
import { type Files, mailSystem, outcomes, serviceNamed } from './support.ts';

const anything = 'maybe permits, maybe refuses, maybe discards, goes-on';

describe('a list', () => {
  test.each([
    ['', 'goes-on'],
    ['permit, reject', 'permits'],
    ['reject, permit', 'refuses'],
    ['sleep 1, sleep 2', 'goes-on'],
    ['permit_mx_backup, reject', 'maybe permits, refuses'],
    ['permit_mx_backup, permit_mx_backup, reject', 'maybe permits, maybe permits, refuses'],
    ['reject_unverified_recipient, permit', 'maybe refuses, permits'],
    ['check_policy_service unix:p, permit', 'maybe permits, maybe refuses, maybe discards, permits'],
    ['check_relay_domains, permit', 'refuses, maybe permits'],
  ])('%s: %s', (words, expected) => {
    expect(outcomes(words === '' ? 'warn_if_reject' : words, stranger)).toBe(expected);
  });

  test('what comes after an unusual end may be usual', () => {
    const settings = 'mynetworks = !192.0.2.5, 0.0.0.0/0';
    // Almost every client is permitted, so the rest of the list is unusual.
    expect(outcomes('permit_mynetworks, reject', stranger, { settings })).toBe('permits, maybe refuses');
    expect(outcomes('permit_mynetworks, sleep 1', stranger, { settings })).toBe('permits, maybe goes-on');
    expect(outcomes('permit_mynetworks, permit_mx_backup, sleep 1', stranger, { settings })).toBe(
      'permits, maybe permits, maybe goes-on',
    );
  });
});

describe('warn_if_reject', () => {
  test.each([
    ['warn_if_reject reject, permit', 'permits'],
    ['WARN_IF_REJECT reject, permit', 'permits'],
    ['warn_if_reject sleep 1, reject', 'refuses'],
    ['warn_if_reject permit, reject', 'permits'],
    ['warn_if_reject no_such_word, permit', 'error'],
    ['warn_if_reject reject_unverified_recipient, permit', 'permits'],
    ['warn_if_reject warn_if_reject reject, permit', 'permits'],
    ['warn_if_reject check_relay_domains, permit', 'maybe permits, permits'],
  ])('%s: %s', (words, expected) => {
    expect(outcomes(words, stranger)).toBe(expected);
  });

  test('a table may come after it', () => {
    const tables = { t: 'info@ REJECT\n' };
    const mail = { ...stranger, recipient: 'info@example.com' };
    expect(outcomes('warn_if_reject hash:/etc/postfix/t, permit', mail, { tables })).toBe('permits');
  });
});

describe('restriction classes', () => {
  const classes = (names: string, lists: string): { settings: string } => ({
    settings: `smtpd_restriction_classes = ${names}\n${lists}\n`,
  });

  test.each([
    ['a', 'a = permit', 'a, reject', 'permits'],
    ['a', 'a = sleep 1', 'a, reject', 'refuses'],
    ['a b', 'a = b\nb = permit_mx_backup', 'a, reject', 'maybe permits, refuses'],
    ['a', 'a = a', 'a, permit', 'error'],
    ['a b', 'a = b\nb = a', 'a, permit', 'error'],
    ['a b', 'a = b, b\nb = sleep 1', 'a, b, permit', 'permits'],
    ['b', 'a = permit', 'a', 'error'],
    ['a', '', 'a', 'error'],
    ['a', 'a = reject', 'warn_if_reject a, permit', 'permits'],
    ['a', 'a = warn_if_reject reject, sleep 1', 'a, permit', 'permits'],
  ])('classes %s, %j, list %s: %s', (names, lists, words, expected) => {
    expect(outcomes(words, stranger, classes(names, lists))).toBe(expected);
  });

  test('at most 100 within each other', () => {
    const nested = (count: number): { settings: string } => {
      const names = Array.from({ length: count }, (_, i) => `c${i}`);
      return classes(
        names.join(' '),
        names.map((name, i) => `${name} = ${names[i + 1] ?? 'reject'}`).join('\n'),
      );
    };
    expect(outcomes('c0', stranger, nested(100))).toBe('refuses');
    expect(outcomes('c0', stranger, nested(101))).toBe(anything);
  });

  test('a word that a list reaches twice decides once', () => {
    expect(outcomes('a, a, reject', stranger, classes('a', 'a = permit_mx_backup'))).toBe(
      'maybe permits, refuses',
    );
  });

  test('beyond 20,000 words, the result is unknown', () => {
    const words = (count: number): string => `${'sleep 1, '.repeat(count)}reject`;
    expect(outcomes(words(19_999), stranger)).toBe('refuses');
    expect(outcomes(words(20_000), stranger)).toBe(anything);
  });
});

describe('tables that lead to classes that use tables', () => {
  const chain = (count: number): string => {
    const names = Array.from({ length: count }, (_, i) => `c${i}`);
    const list = (i: number): string => (i < count ? `check_sender_access static:c${i}` : 'reject');
    const lists = names.map((name, i) => `${name} = ${list(i + 1)}\n`).join('');
    return outcomes(
      list(0),
      { ...stranger, sender: 'a@example.org' },
      {
        settings: `smtpd_restriction_classes = ${names.join(' ')}\n${lists}`,
      },
    );
  };

  test('five deep', () => {
    expect(chain(5)).toBe('refuses');
    expect(chain(6)).toBe(anything);
  });

  test('tables after each other are not deep', () => {
    const words = `${'check_client_access static:sleep_a_while, '.repeat(8)}reject`;
    const settings = 'smtpd_restriction_classes = sleep_a_while\nsleep_a_while = sleep 1';
    expect(outcomes(words, { ...stranger, name: 'a.example', address: '192.0.2.1' }, { settings })).toBe(
      'refuses',
    );
  });
});

describe('several outcomes become one', () => {
  test('of the same end, the usual one', () => {
    expect(distinct([...mayPermit, ...permits, ...goesOn])).toEqual([...permits, ...goesOn]);
    expect(distinct([...permits, ...mayPermit])).toEqual([...permits, ...goesOn]);
    const answers = ['a', 'b'].map((text) => ({ end: 'permits', usual: false, answer: { text } }) as const);
    expect(distinct(answers)).toEqual(answers.slice(0, 1));
    const usual = answers.map((way) => ({ ...way, usual: true }));
    expect(distinct(usual)).toEqual(usual.slice(0, 1));
    const [first] = unusual(refuses);
    expect(
      distinct([
        { end: 'refuses', usual: false },
        { end: 'refuses', usual: false, hard: true },
      ]),
    ).toHaveLength(2);
    expect(first).toEqual({ end: 'refuses', usual: false });
    const [permit] = mayPermit;
    expect(unusual(mayPermit)[0]).toBe(permit);
  });
});

describe('the decision', () => {
  const base = 'compatibility_level = 3.6\nsmtpd_recipient_restrictions =\n';
  const decision = (files: Files, mail: Mail): unknown => {
    const texts = typeof files === 'string' ? { 'main.cf': files } : files;
    const main = `${base}${texts['main.cf']}`;
    const system = mailSystem({ ...texts, 'main.cf': main });
    const found = relay(system, undefined, mail).decision;
    if (found === undefined) return undefined;
    const { parameter, word, location, answer } = found;
    const at = location && main.slice(location.start, location.end);
    const entry = answer?.entry;
    const line =
      entry && texts[entry.uri.slice(entry.uri.lastIndexOf('/') + 1)]?.slice(entry.start, entry.end);
    return [parameter, word, at, answer?.text, line];
  };

  test('is a word of the list, with its argument', () => {
    const main = 'smtpd_relay_restrictions = check_client_access static:OK, reject\n';
    const list = 'smtpd_relay_restrictions';
    expect(decision(main, stranger)).toEqual([
      list,
      'check_client_access static:OK',
      'check_client_access static:OK',
      'OK',
      undefined,
    ]);
    expect(decision('smtpd_relay_restrictions = permit_mynetworks, reject\n', stranger)).toEqual([
      list,
      'reject',
      'reject',
      undefined,
      undefined,
    ]);
  });

  test('is a word of the class', () => {
    const main = 'smtpd_restriction_classes = a\na = sleep 1, reject\nsmtpd_relay_restrictions = a, defer\n';
    expect(decision(main, stranger)).toEqual(['a', 'reject', 'reject', undefined, undefined]);
  });

  test('names the line of the table', () => {
    const files = {
      'main.cf': 'smtpd_relay_restrictions = check_sender_access hash:/etc/postfix/t, reject\n',
      t: 'example.net REJECT\nexample.org OK\n',
    };
    expect(decision(files, { ...stranger, sender: 'a@example.org' })).toEqual([
      'smtpd_relay_restrictions',
      'check_sender_access hash:/etc/postfix/t',
      'check_sender_access hash:/etc/postfix/t',
      'OK',
      'OK',
    ]);
  });

  test('is the word that asks the table, if the table returns a list', () => {
    const files = {
      'main.cf':
        'smtpd_restriction_classes = a\na = permit\nsmtpd_relay_restrictions = check_sender_access hash:/etc/postfix/t, reject\n',
      t: 'example.org sleep 1, a\n',
    };
    expect(decision(files, { ...stranger, sender: 'a@example.org' })).toEqual([
      'smtpd_relay_restrictions',
      'check_sender_access hash:/etc/postfix/t',
      'check_sender_access hash:/etc/postfix/t',
      'sleep 1, a',
      'sleep 1, a',
    ]);
  });
});

describe('the lists in smtpd’s order', () => {
  const base = 'compatibility_level = 3.6\nlocal_recipient_maps =\nvirtual_alias_maps =\n';
  const parameters = (main: string, mail: Mail, version = '3.7'): readonly string[] =>
    relay(mailSystem(`${base}${main}`, { version }), undefined, mail).lists.map(({ parameter }) => parameter);
  const all = ['client', 'helo', 'sender', 'relay', 'recipient']
    .map(
      (stage) =>
        `smtpd_${stage}_restrictions = sleep 1${stage === 'relay' ? ', reject_unauth_destination' : ''}\n`,
    )
    .join('');

  test('from the connection to the recipient', () => {
    expect(parameters(all, strangerToUs)).toEqual([
      'smtpd_client_restrictions',
      'smtpd_helo_restrictions',
      'smtpd_sender_restrictions',
      'smtpd_relay_restrictions',
      'smtpd_recipient_restrictions',
      'smtpd_reject_unlisted_recipient',
    ]);
  });

  test('a list that rejects is the last', () => {
    expect(parameters(all, stranger).at(-1)).toBe('smtpd_relay_restrictions');
    expect(parameters(`${all}smtpd_helo_restrictions = reject\n`, stranger)).toHaveLength(2);
    expect(
      parameters(`${all}smtpd_helo_restrictions = check_helo_access static:DISCARD\n`, stranger),
    ).toHaveLength(2);
  });

  test('the relay list may come last', () => {
    const last = `${all}smtpd_relay_before_recipient_restrictions = no\n`;
    expect(parameters(last, strangerToUs).slice(3, 5)).toEqual([
      'smtpd_recipient_restrictions',
      'smtpd_relay_restrictions',
    ]);
    expect(parameters(last, strangerToUs, '3.5').slice(3, 5)).toEqual([
      'smtpd_relay_restrictions',
      'smtpd_recipient_restrictions',
    ]);
  });

  test('smtpd checks unlisted addresses by itself', () => {
    expect(parameters(`${all}smtpd_reject_unlisted_sender = yes\n`, strangerToUs)).toContain(
      'smtpd_reject_unlisted_sender',
    );
    expect(
      parameters(`${all}smtpd_reject_unlisted_sender = yes\n`, { ...strangerToUs, sender: '' }),
    ).not.toContain('smtpd_reject_unlisted_sender');
    expect(parameters(`${all}smtpd_reject_unlisted_recipient = no\n`, strangerToUs)).not.toContain(
      'smtpd_reject_unlisted_recipient',
    );
  });

  test('with smtpd_delay_reject = no, a list knows only earlier commands', () => {
    const word = 'check_sender_access static:REJECT';
    const usual = (stage: string, delay: string): string =>
      relay(
        mailSystem(`${base}smtpd_delay_reject = ${delay}\nsmtpd_${stage}_restrictions = ${word}\n`),
        undefined,
        insiderToUs,
      ).usual;
    expect(['client', 'helo', 'sender', 'recipient'].map((stage) => usual(stage, 'no'))).toEqual([
      'permits',
      'permits',
      'refuses',
      'refuses',
    ]);
    expect(usual('client', 'yes')).toBe('refuses');
    const helo = (stage: string): string =>
      relay(
        mailSystem(
          `${base}smtpd_delay_reject = no\nsmtpd_${stage}_restrictions = check_helo_access static:REJECT\n`,
        ),
        undefined,
        insiderToUs,
      ).usual;
    expect(['client', 'helo', 'sender'].map(helo)).toEqual(['permits', 'refuses', 'refuses']);
    const recipient = (stage: string): string =>
      relay(
        mailSystem(
          `${base}smtpd_delay_reject = no\nsmtpd_${stage}_restrictions = reject_unauth_destination\n`,
        ),
        undefined,
        insider,
      ).usual;
    expect(['client', 'helo', 'sender', 'relay', 'recipient'].map(recipient)).toEqual([
      'permits',
      'permits',
      'permits',
      'refuses',
      'refuses',
    ]);
  });

  test('a bare table is about what its list is about', () => {
    const mail: Mail = {
      ...insiderToUs,
      name: 'c',
      address: '192.0.2.1',
      helo: 'h',
      sender: 's@x',
      recipient: 'r@y',
    };
    const keys = { client: 'c', helo: 'h', sender: 's@', relay: 'r@', recipient: 'r@' };
    for (const [stage, key] of Object.entries(keys)) {
      const files = {
        'main.cf': `${base}smtpd_${stage}_restrictions = hash:/etc/postfix/t, reject_unauth_destination\n`,
        t: `${key} REJECT\n`,
      };
      expect(relay(mailSystem(files), undefined, mail).verdict, stage).toBe('refuses');
      const other = { ...files, t: 'z REJECT\n' };
      expect(relay(mailSystem(other), undefined, mail).verdict, stage).toBe('permits');
    }
  });
});

describe('the verdict', () => {
  const base = 'compatibility_level = 3.6\nlocal_recipient_maps =\nvirtual_alias_maps =\n';
  const answer = (main: string, mail: Mail) => relay(mailSystem(`${base}${main}`), undefined, mail);
  const relayCheck = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n';

  test.each([
    ['', 'refuses', 'refuses', 'reject_unauth_destination'],
    [
      'smtpd_client_restrictions = check_client_access static:DISCARD\n',
      'may',
      'discards',
      'check_client_access static:DISCARD',
    ],
    ['smtpd_client_restrictions = permit_mx_backup\n', 'refuses', 'refuses', 'reject_unauth_destination'],
    [
      'smtpd_client_restrictions = reject_unknown_client_hostname\n',
      'refuses',
      'refuses',
      'reject_unauth_destination',
    ],
    [
      'smtpd_helo_restrictions = check_policy_service unix:p\n',
      'may',
      'refuses',
      'check_policy_service unix:p',
    ],
    ['smtpd_relay_restrictions = permit_mx_backup, reject\n', 'may', 'refuses', 'permit_mx_backup'],
    [
      'smtpd_relay_restrictions = reject_unverified_recipient, permit_mx_backup, check_client_access static:OK, reject\n',
      'may',
      'permits',
      'reject_unverified_recipient',
    ],
  ])('%j: %s, usually %s, because of %s', (main, verdict, usual, word) => {
    expect(answer(`${relayCheck}${main}`, stranger)).toMatchObject({ verdict, usual, decision: { word } });
  });

  test('no word decides', () => {
    const permitted = answer('smtpd_relay_restrictions = reject_unauth_destination\n', insiderToUs);
    expect(permitted).toMatchObject({ verdict: 'permits', usual: 'permits' });
    expect([permitted.decision, permitted.usualDecision]).toEqual([undefined, undefined]);
  });

  test('the last word that permits', () => {
    const lists = `${relayCheck}smtpd_recipient_restrictions = sleep 1, permit\n`;
    expect(answer(lists, insider).decision).toMatchObject({
      parameter: 'smtpd_recipient_restrictions',
      word: 'permit',
    });
  });

  test('the usual decision is kept beside the one on which the result depends', () => {
    const found = answer('smtpd_relay_restrictions = permit_mx_backup, reject\n', stranger);
    expect(found.usualDecision).toMatchObject({ word: 'reject' });
  });

  test('the check of recipients that smtpd makes by itself has no word', () => {
    const found = relay(mailSystem(`compatibility_level = 3.6\n${relayCheck}`), undefined, insiderToUs);
    expect(found).toMatchObject({
      verdict: 'may',
      usual: 'permits',
      decision: { word: 'permit_mynetworks' },
    });
    const error = answer(`${relayCheck}default_transport = error:no mail to other hosts\n`, insider);
    expect(error).toMatchObject({ verdict: 'may', usual: 'refuses' });
  });

  test('smtpd does not start', () => {
    expect(answer('smtpd_relay_restrictions = permit_mynetworks\n', stranger)).toEqual({
      verdict: 'dies',
      canRelay: false,
      usual: 'refuses',
      usualDecision: undefined,
      decision: undefined,
      lists: [],
    });
  });

  test('a service without arguments has the answer of main.cf', () => {
    const system = mailSystem({
      'main.cf': `${base}${relayCheck}`,
      'master.cf':
        'a inet n - n - - smtpd\nb inet n - n - - smtpd -o smtpd_client_restrictions=permit,reject\n',
    });
    const of = (name: string) => relay(system, serviceNamed(system, name), stranger);
    expect(of('a')).toBe(relay(system, undefined, stranger));
    expect(of('b').lists[0]?.parameter).toBe('smtpd_client_restrictions');
  });
});
