// The options of `postfix-lint trace`.

import type { ParseArgsConfig, parseArgs } from 'node:util';
import {
  clientFrom,
  type MailOption,
  type MailToTrace,
  type MailValues,
  mailFrom,
  mailOptions,
} from '../mail/trace/mail-options.ts';
import { optionName } from './option-names.ts';
import type { Target } from './version.ts';

export interface TraceCommand {
  readonly kind: 'trace';
  readonly format: TraceFormat;
  readonly target: Target;
  readonly directory: string;
  /** One mail; undefined to run tests. */
  readonly mail?: MailToTrace;
  /** The file of tests; undefined for the usual one. */
  readonly tests?: string;
  /** Whether strangers can relay, instead of a mail. */
  readonly prove?: 'no-relay';
  /** What smtpd announces to a client, instead of a mail. */
  readonly ehlo?: EhloQuestion;
}

export interface EhloQuestion {
  readonly client: { readonly address: string; readonly name?: string };
  /** The name or port of the service; undefined for all. */
  readonly service?: string;
}

export const traceFormats = ['text', 'json'] as const;
export type TraceFormat = (typeof traceFormats)[number];

export interface WrongUsage {
  readonly kind: 'wrong';
  readonly problem: string;
}

const mailNames = Object.keys(mailOptions) as readonly MailOption[];

/** The options that only "trace" has. */
export const traceOptions = [...mailNames, 'tls', 'usual', 'tests', 'prove', 'ehlo'] as const;

/** For parseArgs(). */
export const mailArguments = {
  to: { type: 'string', multiple: true },
  from: { type: 'string' },
  client: { type: 'string' },
  'sasl-user': { type: 'string' },
  'tls-fingerprint': { type: 'string' },
  tls: { type: 'boolean' },
  usual: { type: 'boolean' },
  service: { type: 'string' },
  helo: { type: 'string' },
  header: { type: 'string', multiple: true },
  body: { type: 'string', multiple: true },
  size: { type: 'string' },
  expect: { type: 'string' },
  tests: { type: 'string' },
  prove: { type: 'string' },
  ehlo: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

type Values = ReturnType<typeof parseArgs<{ options: typeof mailArguments }>>['values'];

export function traceRequest(
  values: Values & { readonly format?: string },
  operands: readonly string[],
  target: Target,
): TraceCommand | WrongUsage {
  const allowed: readonly string[] = [...traceOptions, 'format', 'postfix-version'];
  const foreign = Object.keys(values).find((name) => !allowed.includes(name));
  const [directory, ...more] = operands;
  const { format = 'text', tests, prove } = values;
  if (foreign !== undefined) return wrong(`${optionName(foreign)} cannot be used with "trace"`);
  if (format !== 'text' && format !== 'json') return wrong(`--format must be text or json, not "${format}"`);
  if (directory === undefined) return wrong('PATH is missing');
  if (more.length > 0) return wrong('"trace" takes one PATH');
  const common = { kind: 'trace', format, target, directory } as const;
  const mailValues = mailValuesOf(values);
  if (prove !== undefined) {
    if (prove !== 'no-relay') return wrong(`--prove must be no-relay, not "${prove}"`);
    const other = traceOptions.find((name) => name !== 'prove' && values[name] !== undefined);
    return other === undefined ? { ...common, prove } : wrong(`--${other} cannot be used with --prove`);
  }
  if (values.ehlo) {
    const ehlo = ehloQuestion(values);
    return 'problem' in ehlo ? wrong(ehlo.problem) : { ...common, ehlo };
  }
  if (Object.keys(mailValues).length === 0) return { ...common, ...(tests !== undefined && { tests }) };
  if (tests !== undefined) return wrong('--tests cannot be used with a message');
  const mail = mailFrom(mailValues);
  return 'problem' in mail ? wrong(mail.problem) : { ...common, mail };
}

/** A client outside, from the networks of documentation (RFC 5737). */
const someClient = { address: '198.51.100.9' };

function ehloQuestion(values: Values): EhloQuestion | { readonly problem: string } {
  const { client, service } = values;
  const other = traceOptions.find(
    (name) => !['ehlo', 'client', 'service'].includes(name) && values[name] !== undefined,
  );
  if (other !== undefined) return { problem: `--${other} cannot be used with --ehlo` };
  const found = clientFrom(client) ?? someClient;
  return 'problem' in found ? found : { client: found, ...(service !== undefined && { service }) };
}

function mailValuesOf(values: Values): MailValues {
  const found: { [Name in MailOption]?: readonly string[] } = {};
  for (const name of mailNames) {
    const value = values[name];
    if (value !== undefined) found[name] = typeof value === 'string' ? [value] : value;
  }
  return { ...found, ...(values.tls && { tls: true }), ...(values.usual && { usual: true }) };
}

function wrong(problem: string): WrongUsage {
  return { kind: 'wrong', problem };
}
