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
    ['DEFER later', { kind: 'defer', verb: 'DEFER', text: 'later' }],
    ['DEFER_IF_PERMIT later', { kind: 'defer-if-permit', verb: 'DEFER_IF_PERMIT', text: 'later' }],
    ['DEFER_IF_REJECT later', { kind: 'defer-if-reject', verb: 'DEFER_IF_REJECT', text: 'later' }],
    ['550 no such user', { kind: 'reply', code: '550', text: 'no such user' }],
    ['450 4.2.0 later', { kind: 'reply', code: '450', status: '4.2.0', text: 'later' }],
    ['550', { kind: 'numeric-ok', number: '550' }],
    ['1234567890', { kind: 'numeric-ok', number: '1234567890' }],
    ['250 ok', { kind: 'restrictions' }],
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
    ['FILTER', { kind: 'filter', verb: 'FILTER', problem: 'missing-argument' }],
    ['REDIRECT user@example.com', { kind: 'redirect', verb: 'REDIRECT', address: 'user@example.com' }],
    ['REDIRECT user', { kind: 'redirect', verb: 'REDIRECT', address: 'user', problem: 'missing-domain' }],
    ['BCC', { kind: 'bcc', verb: 'BCC', problem: 'missing-domain' }],
    ['PREPEND X-Spam: yes', { kind: 'prepend', verb: 'PREPEND', header: 'X-Spam', text: 'yes' }],
    ['PREPEND X-Empty :', { kind: 'prepend', verb: 'PREPEND', header: 'X-Empty' }],
    ['PREPEND no header', { kind: 'prepend', verb: 'PREPEND', text: 'no header', problem: 'missing-header' }],
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
  ])('%s: %s', (role, value, expected) => {
    expect(parts(role, value)).toEqual(expected);
  });

  test("in Postfix's words", () => {
    const words = (value: string): string | undefined => action('header-checks', value).problem?.message;
    expect(words('FILTER scan')).toBe('bad FILTER command scan -- need transport:destination');
    expect(words('REDIRECT user')).toBe('bad REDIRECT target "user" -- need user@domain');
    expect(words('REPLACE x')).toBe('bad REPLACE header text "x" -- need "headername: headervalue"');
    expect(words('PREPEND')).toBe('PREPEND action without text');
  });

  test('the result of a reference is not known', () => {
    const open = { references: true };
    expect(action('header-checks', 'REDIRECT $1', open).problem).toBeUndefined();
    expect(action('header-checks', 'REPLACE $1 x', open).problem).toBeUndefined();
    expect(action('header-checks', '$1 x', open).problem).toBeUndefined();
    expect(action('header-checks', 'REDIRECT user', open).problem?.code).toBe('missing-domain');
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
  });

  test('or contain another domain', () => {
    expect(parts('addresses', '@example.com')).toEqual({ kind: 'addresses', domain: 'example.com' });
  });

  test('a value without an address', () => {
    expect(action('addresses', '(comment)').problem).toMatchObject({
      code: 'no-address',
      message: 'returns non-address result "(comment)"',
    });
  });
});

test('nodes have their places in a value over several lines', () => {
  const { line, value } = itemOf('key REJECT\n# note\n  5.7.1 not\n  here\n', parseTableLine);
  const found = parseAction('access', line, value);
  expect(found.kind === 'reject' && [at(line, found.status), at(line, found.text)]).toEqual([
    '5.7.1',
    'not  here',
  ]);
});
