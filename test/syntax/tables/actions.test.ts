// The actions and results of tables: access(5), header_checks(5), body_checks(5), transport(5), virtual(5).
import { describe, expect, test } from 'vitest';
import {
  type Action,
  type ActionOptions,
  type ActionRole,
  parseAction,
} from '../../../server/src/syntax/tables/actions.ts';
import { parseTableLine } from '../../../server/src/syntax/tables/key-value.ts';
import { at, itemOf } from './support.ts';

function action(role: ActionRole, value: string, options?: ActionOptions): Action {
  const { line, value: span } = itemOf(`key ${value}`, parseTableLine);
  return parseAction(role, line, span, options);
}

/** The action with the text of each of its nodes. */
function parts(role: ActionRole, value: string): Record<string, unknown> {
  const found = action(role, value);
  const { line } = itemOf(`key ${value}`, parseTableLine);
  const texts = Object.entries(found).flatMap(([name, node]) =>
    typeof node === 'object' && 'start' in node && name !== 'problem' ? [[name, at(line, node)]] : [],
  );
  return {
    kind: found.kind,
    ...Object.fromEntries(texts),
    ...(found.problem && { problem: found.problem.code }),
  };
}

describe('access(5)', () => {
  test.each<[string, Record<string, unknown>]>([
    ['OK', { kind: 'ok', verb: 'OK' }],
    ['relay', { kind: 'ok', verb: 'relay' }],
    ['DUNNO whatever', { kind: 'dunno', verb: 'DUNNO', text: 'whatever' }],
    ['REJECT', { kind: 'reject', verb: 'REJECT' }],
    ['Reject go away', { kind: 'reject', verb: 'Reject', text: 'go away' }],
    ['REJECT 5.7.1 go away', { kind: 'reject', verb: 'REJECT', status: '5.7.1', text: 'go away' }],
    ['REJECT 5.7.1x go', { kind: 'reject', verb: 'REJECT', text: '5.7.1x go' }],
    ['REJECT 5.7.1', { kind: 'reject', verb: 'REJECT', status: '5.7.1' }],
    ['REJECT\t5.123.456\tgo', { kind: 'reject', verb: 'REJECT', status: '5.123.456', text: 'go' }],
    ['REJECT 5.1234.1 go', { kind: 'reject', verb: 'REJECT', text: '5.1234.1 go' }],
    ['REJECT 5.1.1234 go', { kind: 'reject', verb: 'REJECT', text: '5.1.1234 go' }],
    ['REJECT 3.7.1 go', { kind: 'reject', verb: 'REJECT', text: '3.7.1 go' }],
    ['REJECT go 5.7.1 away', { kind: 'reject', verb: 'REJECT', text: 'go 5.7.1 away' }],
    ['DEFER later', { kind: 'defer', verb: 'DEFER', text: 'later' }],
    ['DEFER_IF_PERMIT later', { kind: 'defer-if-permit', verb: 'DEFER_IF_PERMIT', text: 'later' }],
    ['DEFER_IF_REJECT later', { kind: 'defer-if-reject', verb: 'DEFER_IF_REJECT', text: 'later' }],
    ['550 no such user', { kind: 'reply', code: '550', text: 'no such user' }],
    ['450 4.2.0 later', { kind: 'reply', code: '450', status: '4.2.0', text: 'later' }],
    ['550', { kind: 'numeric-ok', number: '550' }],
    ['1234567890', { kind: 'numeric-ok', number: '1234567890' }],
    ['a550', { kind: 'restrictions' }],
    ['550a', { kind: 'restrictions' }],
    ['250 ok', { kind: 'restrictions' }],
    ['5500 ok', { kind: 'restrictions' }],
    ['a550 ok', { kind: 'restrictions' }],
    ['550a ok', { kind: 'restrictions' }],
    ['HOLD look at it', { kind: 'hold', verb: 'HOLD', text: 'look at it' }],
    ['discard', { kind: 'discard', verb: 'discard' }],
    ['WARN hm', { kind: 'warn', verb: 'WARN', text: 'hm' }],
    ['INFO hm', { kind: 'info', verb: 'INFO', text: 'hm' }],
    ['HANGUP', { kind: 'hangup', verb: 'HANGUP' }],
    [
      'FILTER smtp:[127.0.0.1]:10025',
      { kind: 'filter', verb: 'FILTER', transport: 'smtp', destination: '[127.0.0.1]:10025' },
    ],
    ['FILTER scan:', { kind: 'filter', verb: 'FILTER', transport: 'scan', destination: '' }],
    ['FILTER scan', { kind: 'filter', verb: 'FILTER', transport: 'scan', problem: 'missing-transport' }],
    ['FILTER :dest', { kind: 'filter', verb: 'FILTER', transport: '', destination: 'dest' }],
    ['FILTER', { kind: 'filter', verb: 'FILTER', problem: 'missing-argument' }],
    ['REDIRECT user@example.com', { kind: 'redirect', verb: 'REDIRECT', address: 'user@example.com' }],
    ['REDIRECT user', { kind: 'redirect', verb: 'REDIRECT', address: 'user', problem: 'missing-domain' }],
    ['BCC', { kind: 'bcc', verb: 'BCC', problem: 'missing-domain' }],
    ['BCC a@example.com', { kind: 'bcc', verb: 'BCC', address: 'a@example.com' }],
    ['PREPEND X-Spam: yes', { kind: 'prepend', verb: 'PREPEND', header: 'X-Spam', text: 'yes' }],
    ['PREPEND X-Empty :', { kind: 'prepend', verb: 'PREPEND', header: 'X-Empty' }],
    ['PREPEND no header', { kind: 'prepend', verb: 'PREPEND', text: 'no header', problem: 'missing-header' }],
    ['PREPEND', { kind: 'prepend', verb: 'PREPEND', problem: 'missing-argument' }],
    ['PREPEND X\t \t:\tyes', { kind: 'prepend', verb: 'PREPEND', header: 'X', text: 'yes' }],
    ['PREPEND X: a: b', { kind: 'prepend', verb: 'PREPEND', header: 'X', text: 'a: b' }],
    ['PREPEND a b: c', { kind: 'prepend', verb: 'PREPEND', text: 'a b: c', problem: 'missing-header' }],
    ['PREPEND : x', { kind: 'prepend', verb: 'PREPEND', text: ': x', problem: 'missing-header' }],
    ['PREPEND é: x', { kind: 'prepend', verb: 'PREPEND', text: 'é: x', problem: 'missing-header' }],
    ['permit_sasl_authenticated, reject', { kind: 'restrictions' }],
    ['check_client_access hash:/x', { kind: 'restrictions', problem: 'lookup-table' }],
    [', ,', { kind: 'restrictions', problem: 'empty-value' }],
  ])('%s', (value, expected) => {
    expect(parts('access', value)).toEqual(expected);
  });

  test('anything else is a list of restrictions', () => {
    expect(action('access', 'greylist, { a b } reject')).toMatchObject({
      kind: 'restrictions',
      words: [{ text: 'greylist' }, { text: '{ a b }' }, { text: 'reject' }],
    });
  });
});

/** What Postfix logs about a value, and the part of the value that it is about. */
function problem(role: ActionRole, value: string, options?: ActionOptions): readonly unknown[] {
  const { line } = itemOf(`key ${value}`, parseTableLine);
  const { problem } = action(role, value, options);
  // Postfix reports it when a message matches, and the entry stays in the table.
  expect(problem?.skipped ?? false).toBe(false);
  return problem === undefined ? [] : [problem.message, at(line, problem)];
}

test.each([
  ['FILTER', 'has FILTER entry without value', 'FILTER'],
  ['FILTER scan', 'requires transport:destination', 'scan'],
  ['REDIRECT user', 'requires user@domain target', 'user'],
  ['REDIRECT', 'requires user@domain target', 'REDIRECT'],
  ['BCC user', 'requires user@domain target', 'user'],
  ['PREPEND', 'requires header: text', 'PREPEND'],
  ['PREPEND no header', 'requires header: text', 'no header'],
  ['reject, hash:/x', 'do not specify lookup tables inside SMTPD access maps', 'reject, hash:/x'],
  [',', 'has empty value', ','],
])('smtpd logs about %j: %s', (value, message, place) => {
  expect(problem('access', value)).toEqual([message, place]);
});

describe('header_checks(5) and body_checks(5)', () => {
  test.each<[ActionRole, string, Record<string, unknown>]>([
    ['header-checks', 'IGNORE', { kind: 'ignore', verb: 'IGNORE' }],
    ['header-checks', 'ignore text', { kind: 'ignore', verb: 'ignore', text: 'text' }],
    ['header-checks', 'STRIP', { kind: 'strip', verb: 'STRIP' }],
    ['header-checks', 'PASS', { kind: 'pass', verb: 'PASS' }],
    [
      'header-checks',
      'REJECT 2.0.0 no',
      { kind: 'reject', verb: 'REJECT', status: '2.0.0', text: 'no', problem: 'bad-status' },
    ],
    [
      'header-checks',
      'REPLACE Subject: x',
      { kind: 'replace', verb: 'REPLACE', header: 'Subject', text: 'x' },
    ],
    [
      'header-checks',
      'REPLACE x',
      { kind: 'replace', verb: 'REPLACE', text: 'x', problem: 'missing-header' },
    ],
    ['header-checks', 'PREPEND', { kind: 'prepend', verb: 'PREPEND', problem: 'missing-argument' }],
    ['body-checks', 'REPLACE x', { kind: 'replace', verb: 'REPLACE', text: 'x' }],
    ['header-checks', 'DELETE', { kind: 'unknown', verb: 'DELETE', problem: 'unknown-action' }],
    ['header-checks', 'REJECTED', { kind: 'unknown', verb: 'REJECTED', problem: 'unknown-action' }],
    ['delivery-header-checks', 'IGNORE', { kind: 'ignore', verb: 'IGNORE' }],
    [
      'delivery-header-checks',
      'REJECT no',
      { kind: 'unknown', verb: 'REJECT', text: 'no', problem: 'unsupported-action' },
    ],
    ['milter-header-checks', 'REJECT no', { kind: 'reject', verb: 'REJECT', text: 'no' }],
    ['milter-header-checks', 'PASS', { kind: 'unknown', verb: 'PASS', problem: 'unsupported-action' }],
    ['body-checks', 'PREPEND x', { kind: 'prepend', verb: 'PREPEND', text: 'x' }],
    ['delivery-body-checks', 'REPLACE x', { kind: 'replace', verb: 'REPLACE', text: 'x' }],
    [
      'delivery-header-checks',
      'PREPEND x',
      { kind: 'prepend', verb: 'PREPEND', text: 'x', problem: 'missing-header' },
    ],
    ['header-checks', 'REJECT', { kind: 'reject', verb: 'REJECT' }],
    ['header-checks', 'REJECT 5.7.1', { kind: 'reject', verb: 'REJECT', status: '5.7.1' }],
    ['header-checks', 'REJECT 4.7.1 no', { kind: 'reject', verb: 'REJECT', status: '4.7.1', text: 'no' }],
    ['header-checks', 'FILTER x:', { kind: 'filter', verb: 'FILTER', transport: 'x', destination: '' }],
    ['header-checks', 'BCC a', { kind: 'bcc', verb: 'BCC', address: 'a', problem: 'missing-domain' }],
    [
      'header-checks',
      'DELETE it',
      { kind: 'unknown', verb: 'DELETE', text: 'it', problem: 'unknown-action' },
    ],
  ])('%s: %s', (role, value, expected) => {
    expect(parts(role, value)).toEqual(expected);
  });

  // header_body_checks.c, and what cleanup_milter.c adds.
  const delivery = ['WARN', 'INFO', 'REPLACE', 'PREPEND', 'STRIP', 'IGNORE', 'DUNNO', 'OK'];
  const milter = [...delivery, 'BCC', 'REJECT', 'FILTER', 'DISCARD', 'HOLD', 'REDIRECT'];
  const all = [...milter, 'PASS'];

  test.each<[ActionRole, readonly string[]]>([
    ['header-checks', all],
    ['body-checks', all],
    ['delivery-header-checks', delivery],
    ['delivery-body-checks', delivery],
    ['milter-header-checks', milter],
  ])('%s support %j', (role, expected) => {
    expect(all.filter((name) => action(role, `${name} x`).kind !== 'unknown')).toEqual(expected);
    expect(all.filter((name) => action(role, name).kind === name.toLowerCase())).toEqual(expected);
  });

  test.each([
    ['FILTER', 'missing FILTER command argument', 'FILTER'],
    ['FILTER scan', 'bad FILTER command scan -- need transport:destination', 'scan'],
    ['REDIRECT user', 'bad REDIRECT target "user" -- need user@domain', 'user'],
    ['REDIRECT', 'bad REDIRECT target "" -- need user@domain', 'REDIRECT'],
    ['BCC user', 'bad BCC address "user" -- need user@domain', 'user'],
    ['REPLACE x', 'bad REPLACE header text "x" -- need "headername: headervalue"', 'x'],
    ['PREPEND x', 'bad PREPEND header text "x" -- need "headername: headervalue"', 'x'],
    ['PREPEND', 'PREPEND action without text', 'PREPEND'],
    ['REPLACE', 'REPLACE action without text', 'REPLACE'],
    ['REJECT 2.0.0 no', 'bad DSN action in 2.0.0 no -- need 4.x.x or 5.x.x', '2.0.0'],
    ['DELETE it', 'unknown command', 'DELETE'],
  ])('cleanup logs about %j: %s', (value, message, place) => {
    expect(problem('header-checks', value)).toEqual([message, place]);
  });

  test('smtp logs about an action that only cleanup supports', () => {
    expect(problem('delivery-header-checks', 'REJECT no')).toEqual(['unsupported command', 'REJECT']);
  });

  test('the result of a reference is not known', () => {
    const open = { references: true };
    expect(action('header-checks', 'REDIRECT $1', open).problem).toBeUndefined();
    expect(action('header-checks', 'REPLACE $1 x', open).problem).toBeUndefined();
    expect(action('header-checks', '$1 x', open).problem).toBeUndefined();
    expect(action('header-checks', 'REDIRECT user', open).problem?.code).toBe('missing-domain');
    expect(action('header-checks', 'REDIRECT $1').problem?.code).toBe('missing-domain');
    expect(action('header-checks', 'FILTER $1', open)).toMatchObject({ transport: { text: '$1' } });
    expect(action('header-checks', 'FILTER $1', open).problem).toBeUndefined();
    expect(action('delivery-header-checks', '$1 x', open).problem).toBeUndefined();
    expect(action('delivery-header-checks', 'REJECT $1', open).problem?.code).toBe('unsupported-action');
    expect(action('access', 'a:$1', open).problem).toBeUndefined();
    expect(action('access', 'a:b', open).problem?.code).toBe('lookup-table');
    expect(action('addresses', '$1', open).problem).toBeUndefined();
    expect(action('addresses', '', open).problem?.code).toBe('no-address');
  });
});

describe('transport(5)', () => {
  test.each<[string, Record<string, unknown>]>([
    [
      'smtp:[mail.example.com]:587',
      { kind: 'transport', transport: 'smtp', colon: ':', nextHop: '[mail.example.com]:587' },
    ],
    ['local:', { kind: 'transport', transport: 'local', colon: ':' }],
    [':[192.0.2.1]', { kind: 'transport', colon: ':', nextHop: '[192.0.2.1]' }],
    [':', { kind: 'transport', colon: ':' }],
    ['smtp', { kind: 'transport', transport: 'smtp' }],
    ['smtp :x', { kind: 'transport', transport: 'smtp ', colon: ':', nextHop: 'x' }],
    [
      'error:5.1.1 no: really',
      { kind: 'transport', transport: 'error', colon: ':', nextHop: '5.1.1 no: really' },
    ],
  ])('%s', (value, expected) => {
    expect(parts('transport', value)).toEqual(expected);
  });
});

describe('virtual(5), canonical(5)', () => {
  test('list addresses', () => {
    expect(action('addresses', 'a, "b c"@example.com d@example.net')).toMatchObject({
      kind: 'addresses',
      addresses: [
        { localPart: 'a' },
        { localPart: 'b c', domain: 'example.com' },
        { localPart: 'd', domain: 'example.net' },
      ],
    });
    expect(problem('addresses', 'a, b')).toEqual([]);
  });

  test('or contain another domain', () => {
    expect(parts('addresses', '@example.com')).toEqual({ kind: 'addresses', domain: 'example.com' });
    expect(action('addresses', '@example.com')).toMatchObject({ addresses: [] });
  });

  test('a value without an address', () => {
    expect(action('addresses', '(comment)').problem).toMatchObject({
      code: 'no-address',
      message: 'returns non-address result "(comment)"',
    });
  });
});

test.each<[ActionRole, string]>([
  ['access', 'REJECT no'],
  ['header-checks', 'DELETE it'],
  ['transport', 'smtp:'],
  ['addresses', 'a, b'],
])('%s: an action covers its value: %s', (role, value) => {
  const { line } = itemOf(`key ${value}`, parseTableLine);
  expect(at(line, action(role, value))).toBe(value);
});

test('nodes have their places in a value over several lines', () => {
  const { line, value } = itemOf('key REJECT\n# note\n  5.7.1 not\n  here\n', parseTableLine);
  const found = parseAction('access', line, value);
  expect(found.kind === 'reject' && [at(line, found.status), at(line, found.text)]).toEqual([
    '5.7.1',
    'not  here',
  ]);
});
