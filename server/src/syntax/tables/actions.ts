// Parses the right-hand side of a table according to the table's use: results of access(5), header_checks(5),
// body_checks(5), and transport(5), and address lists of virtual(5), canonical(5), and similar tables. Postfix reports
// problems in them when a message matches, not when it opens the table.

import type { Name } from '../expression.ts';
import type { LogicalLine } from '../lines.ts';
import type { Span } from '../text.ts';
import { commaOrSpace, splitWords } from '../words.ts';
import { type MailAddress, parseAddresses } from './aliases.ts';
import { LogicalText, skipSpace } from './logical.ts';
import type { TableProblem } from './problem.ts';

/** The use of a table. The delivery checks belong to smtp(8), the milter checks to milter_header_checks. */
export type ActionRole =
  | 'access'
  | 'header-checks'
  | 'body-checks'
  | 'delivery-header-checks'
  | 'delivery-body-checks'
  | 'milter-header-checks'
  | 'transport'
  | 'addresses';

export type Action = AccessAction | ContentAction | TransportAction | AddressListAction;

export type ActionProblemCode =
  | 'missing-argument'
  | 'missing-transport'
  | 'missing-domain'
  | 'missing-header'
  | 'bad-status'
  | 'lookup-table'
  | 'empty-value'
  | 'unknown-action'
  | 'unsupported-action'
  | 'no-address';

interface Node<Kind extends string> extends Span {
  readonly kind: Kind;
  readonly problem?: TableProblem<ActionProblemCode>;
}

/** An action that begins with a word, in any case. */
interface Verb<Kind extends string> extends Node<Kind> {
  readonly verb: Name;
}

/** `DUNNO`, `OK`, `HOLD`, …: text after the word is logged or ignored. */
interface Plain<Kind extends string> extends Verb<Kind> {
  readonly text?: Name;
}

/** `REJECT`, `DEFER`, …: an enhanced status code and text are optional. */
interface Refusal<Kind extends string> extends Verb<Kind> {
  readonly status?: Name;
  readonly text?: Name;
}

/** `FILTER transport:destination`. */
interface FilterAction extends Verb<'filter'> {
  readonly transport?: Name;
  /** Empty if nothing follows the colon. The next hop then does not change. */
  readonly destination?: Name;
}

/** `REDIRECT user@domain`, `BCC user@domain`. */
interface AddressAction<Kind extends string> extends Verb<Kind> {
  readonly address?: Name;
}

/** `PREPEND header: text`, `REPLACE header: text`. In body checks, the text need not be a header. */
interface HeaderAction<Kind extends string> extends Verb<Kind> {
  readonly header?: Name;
  readonly text?: Name;
}

/** access(5), in the order of check_table_result() (smtpd_check.c). */
export type AccessAction =
  | Plain<'dunno' | 'hangup' | 'info' | 'warn' | 'hold' | 'discard' | 'ok'>
  | Refusal<'reject' | 'defer' | 'defer-if-permit' | 'defer-if-reject'>
  | FilterAction
  | AddressAction<'redirect' | 'bcc'>
  | HeaderAction<'prepend'>
  | NumericOk
  | Reply
  | RestrictionList;

/** Only digits: equivalent to `OK`. */
export interface NumericOk extends Node<'numeric-ok'> {
  readonly number: Name;
}

/** `4NN text`, `5NN text`. */
export interface Reply extends Node<'reply'> {
  readonly code: Name;
  readonly status?: Name;
  readonly text?: Name;
}

/** Any other text is a list of restrictions. */
export interface RestrictionList extends Node<'restrictions'> {
  readonly words: readonly Name[];
}

/** header_checks(5) and body_checks(5): cleanup_message.c, header_body_checks.c, cleanup_milter.c. */
export type ContentAction =
  | Plain<'warn' | 'info' | 'pass' | 'discard' | 'hold' | 'strip' | 'ignore' | 'dunno' | 'ok'>
  | Refusal<'reject'>
  | FilterAction
  | AddressAction<'redirect' | 'bcc'>
  | HeaderAction<'prepend' | 'replace'>
  | Plain<'unknown'>;

/** `transport:nexthop`, `transport:`, `:nexthop`, `transport` (transport.c). */
export interface TransportAction extends Node<'transport'> {
  /** Absent if nothing comes before the colon. The transport then does not change. */
  readonly transport?: Name;
  readonly colon?: Span;
  readonly nextHop?: Name;
}

/** A list of addresses as mail_addr_map.c reads it. */
export interface AddressListAction extends Node<'addresses'> {
  /** `@domain` at the start: replaces the domain of the address that was looked up. */
  readonly domain?: Name;
  readonly addresses: readonly MailAddress[];
}

export interface ActionOptions {
  /** The text has `$number` references. Text that is known only after a match is not reported as a problem. */
  readonly references?: boolean;
}

/** Parses the span `span` of `line`, which must cover exactly the value. Never throws. */
export function parseAction(
  role: 'access',
  line: LogicalLine,
  span: Span,
  options?: ActionOptions,
): AccessAction;
export function parseAction(role: ActionRole, line: LogicalLine, span: Span, options?: ActionOptions): Action;
export function parseAction(
  role: ActionRole,
  line: LogicalLine,
  span: Span,
  options: ActionOptions = {},
): Action {
  const value = new Value(line, span, options.references ?? false);
  switch (role) {
    case 'access':
      return accessAction(value);
    case 'transport':
      return transportAction(value);
    case 'addresses':
      return addressList(value);
    default:
      return contentAction(value, role);
  }
}

/** A value, its first word, and the text after it. */
class Value {
  readonly logical: LogicalText;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly span: Span;
  readonly argumentStart: number;
  /** The first word, which only a space or tab ends. */
  readonly verb: Name;
  readonly argument: Name | undefined;

  constructor(
    line: LogicalLine,
    span: Span,
    private readonly references: boolean,
  ) {
    this.logical = new LogicalText(line);
    this.text = this.logical.text;
    ({ start: this.start, end: this.end } = this.logical.range(span));
    this.span = { start: span.start, end: span.end };
    let at = this.start;
    while (at < this.end && this.text[at] !== ' ' && this.text[at] !== '\t') at++;
    this.argumentStart = skipSpace(this.text, at, this.end);
    this.verb = this.name(this.start, at);
    this.argument = this.argumentStart < this.end ? this.name(this.argumentStart, this.end) : undefined;
  }

  /** Whether text could have another meaning once its references are replaced. */
  isOpen(text: string): boolean {
    return this.references && text.includes('$');
  }

  name(start: number, end: number): Name {
    return this.logical.name({ start, end });
  }

  problem(code: ActionProblemCode, message: string, span: Span = this.span): TableProblem<ActionProblemCode> {
    return { code, message, skipped: false, start: span.start, end: span.end };
  }
}

const accessPlain = {
  DUNNO: 'dunno',
  HANGUP: 'hangup',
  INFO: 'info',
  WARN: 'warn',
  HOLD: 'hold',
  DISCARD: 'discard',
  OK: 'ok',
  RELAY: 'ok',
} as const;
const accessRefusals = {
  REJECT: 'reject',
  DEFER: 'defer',
  DEFER_IF_PERMIT: 'defer-if-permit',
  DEFER_IF_REJECT: 'defer-if-reject',
} as const;

function accessAction(value: Value): AccessAction {
  const { verb, argument, span, text } = value;
  const word = verb.text.toUpperCase();
  if (isKey(accessPlain, word))
    return { kind: accessPlain[word], ...span, verb, ...(argument && { text: argument }) };
  if (isKey(accessRefusals, word))
    return { kind: accessRefusals[word], ...span, verb, ...statusAndText(value) };
  switch (word) {
    case 'FILTER':
      return filter(value, {
        missing: 'has FILTER entry without value',
        bad: () => 'requires transport:destination',
      });
    case 'REDIRECT':
      return addressed(value, 'redirect', () => 'requires user@domain target');
    case 'BCC':
      return addressed(value, 'bcc', () => 'requires user@domain target');
    case 'PREPEND':
      return header(value, 'prepend', true, () => 'requires header: text');
  }
  const whole = text.slice(value.start, value.end);
  if (/^[0-9]+$/.test(whole)) return { kind: 'numeric-ok', ...span, number: verb };
  if (/^[45][0-9]{2}$/.test(verb.text) && argument)
    return { kind: 'reply', ...span, code: verb, ...statusAndText(value) };
  return restrictionList(value, whole);
}

function restrictionList(value: Value, whole: string): RestrictionList {
  const { logical, text, start, end, span } = value;
  const words = splitWords(text, start, end, { separator: commaOrSpace, braces: true }).map((word) =>
    logical.name(word),
  );
  const found =
    whole.includes(':') && !value.isOpen(whole)
      ? value.problem('lookup-table', 'do not specify lookup tables inside SMTPD access maps')
      : words.length === 0
        ? value.problem('empty-value', 'has empty value')
        : undefined;
  return { kind: 'restrictions', ...span, words, ...(found && { problem: found }) };
}

const contentPlain = {
  WARN: 'warn',
  INFO: 'info',
  PASS: 'pass',
  DISCARD: 'discard',
  HOLD: 'hold',
  STRIP: 'strip',
  IGNORE: 'ignore',
  DUNNO: 'dunno',
  OK: 'ok',
} as const;

/** The actions that header_body_checks.c implements itself, for smtp(8). */
const deliveryActions = ['WARN', 'INFO', 'REPLACE', 'PREPEND', 'STRIP', 'IGNORE', 'DUNNO', 'OK'];
/** The actions that cleanup_milter.c adds. It also accepts PREPEND, but reports that it is not implemented. */
const milterActions = [...deliveryActions, 'BCC', 'REJECT', 'FILTER', 'DISCARD', 'HOLD', 'REDIRECT'];

function contentAction(value: Value, role: ActionRole): ContentAction {
  const { verb, argument, span } = value;
  const word = verb.text.toUpperCase();
  const inHeader = role !== 'body-checks' && role !== 'delivery-body-checks';
  const supported = role.startsWith('delivery-')
    ? deliveryActions
    : role.startsWith('milter-')
      ? milterActions
      : undefined;
  if (supported !== undefined && !supported.includes(word) && !value.isOpen(verb.text)) {
    const problem = value.problem('unsupported-action', 'unsupported command', verb);
    return { kind: 'unknown', ...span, verb, ...(argument && { text: argument }), problem };
  }
  if (isKey(contentPlain, word))
    return { kind: contentPlain[word], ...span, verb, ...(argument && { text: argument }) };
  switch (word) {
    case 'REJECT':
      return rejectContent(value);
    case 'FILTER':
      return filter(value, {
        missing: 'missing FILTER command argument',
        bad: (text) => `bad FILTER command ${text} -- need transport:destination`,
      });
    case 'REDIRECT':
      return addressed(value, 'redirect', (text) => `bad REDIRECT target "${text}" -- need user@domain`);
    case 'BCC':
      return addressed(value, 'bcc', (text) => `bad BCC address "${text}" -- need user@domain`);
    case 'PREPEND':
    case 'REPLACE':
      return header(value, word === 'PREPEND' ? 'prepend' : 'replace', inHeader, (text) =>
        text === ''
          ? `${word} action without text`
          : `bad ${word} header text "${text}" -- need "headername: headervalue"`,
      );
  }
  const problem = value.isOpen(verb.text)
    ? undefined
    : value.problem('unknown-action', 'unknown command', verb);
  return { kind: 'unknown', ...span, verb, ...(argument && { text: argument }), ...(problem && { problem }) };
}

function rejectContent(value: Value): Refusal<'reject'> {
  const rest = statusAndText(value);
  const action = { kind: 'reject', ...value.span, verb: value.verb, ...rest } as const;
  if (rest.status === undefined || /^[45]/.test(rest.status.text)) return action;
  const message = `bad DSN action in ${value.argument?.text ?? ''} -- need 4.x.x or 5.x.x`;
  return { ...action, problem: value.problem('bad-status', message, rest.status) };
}

/** dsn_util.c: an enhanced status code before the text. */
function statusAndText(value: Value): { status?: Name; text?: Name } {
  const { text, argument, argumentStart, end } = value;
  if (argument === undefined) return {};
  const [status] = /^[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![^ \t-\r])/.exec(argument.text) ?? [];
  if (status === undefined) return { text: argument };
  const statusEnd = argumentStart + status.length;
  const textStart = skipSpace(text, statusEnd, end);
  return {
    status: value.name(argumentStart, statusEnd),
    ...(textStart < end && { text: value.name(textStart, end) }),
  };
}

function filter(value: Value, words: { missing: string; bad: (text: string) => string }): FilterAction {
  const { verb, argument, span, argumentStart, end } = value;
  const action = { kind: 'filter', ...span, verb } as const;
  if (argument === undefined)
    return { ...action, problem: value.problem('missing-argument', words.missing, verb) };
  const length = argument.text.indexOf(':');
  if (length < 0) {
    if (value.isOpen(argument.text)) return { ...action, transport: argument };
    return {
      ...action,
      transport: argument,
      problem: value.problem('missing-transport', words.bad(argument.text), argument),
    };
  }
  const colon = argumentStart + length;
  return { ...action, transport: value.name(argumentStart, colon), destination: value.name(colon + 1, end) };
}

function addressed<Kind extends 'redirect' | 'bcc'>(
  value: Value,
  kind: Kind,
  message: (text: string) => string,
): AddressAction<Kind> {
  const { verb, argument, span } = value;
  const text = argument?.text ?? '';
  const bad = !text.includes('@') && !value.isOpen(text);
  const problem = bad ? value.problem('missing-domain', message(text), argument ?? verb) : undefined;
  return { kind, ...span, verb, ...(argument && { address: argument }), ...(problem && { problem }) };
}

function header<Kind extends 'prepend' | 'replace'>(
  value: Value,
  kind: Kind,
  inHeader: boolean,
  message: (text: string) => string,
): HeaderAction<Kind> {
  const { verb, argument, span, text, argumentStart, end } = value;
  const action = { kind, ...span, verb } as const;
  if (argument === undefined)
    return { ...action, problem: value.problem('missing-argument', message(''), verb) };
  // is_header.c: a name without spaces and control characters, optional spaces, and a colon.
  const [name] = /^[!-9;-~]+(?=[ \t]*:)/.exec(argument.text) ?? [];
  if (name === undefined) {
    const bad = inHeader && !value.isOpen(argument.text);
    const problem = bad ? value.problem('missing-header', message(argument.text), argument) : undefined;
    return { ...action, text: argument, ...(problem && { problem }) };
  }
  const textStart = skipSpace(text, argumentStart + argument.text.indexOf(':') + 1, end);
  return {
    ...action,
    header: value.name(argumentStart, argumentStart + name.length),
    ...(textStart < end && { text: value.name(textStart, end) }),
  };
}

function transportAction(value: Value): TransportAction {
  const { text, start, end, span, logical } = value;
  const length = text.slice(start, end).indexOf(':');
  const found = length >= 0;
  const colon = start + length;
  const transportEnd = found ? colon : end;
  return {
    kind: 'transport',
    ...span,
    ...(transportEnd > start && { transport: value.name(start, transportEnd) }),
    ...(found && { colon: logical.span(colon, colon + 1) }),
    ...(found && colon + 1 < end && { nextHop: value.name(colon + 1, end) }),
  };
}

function addressList(value: Value): AddressListAction {
  const { text, start, end, span, logical } = value;
  const whole = text.slice(start, end);
  const domain = whole.startsWith('@') ? value.name(start + 1, end) : undefined;
  // With `@domain`, Postfix reads the rest after the local part of the address that was looked up.
  const addresses = domain ? [] : parseAddresses(logical, { start, end });
  const problem =
    domain === undefined && addresses.length === 0 && !value.isOpen(whole)
      ? value.problem('no-address', `returns non-address result "${whole}"`)
      : undefined;
  return { kind: 'addresses', ...span, ...(domain && { domain }), addresses, ...(problem && { problem }) };
}

function isKey<T extends object>(words: T, word: string): word is string & keyof T {
  return Object.hasOwn(words, word);
}
