// The command line of postfix-lint.

import { parseArgs } from 'node:util';
import type { Severity } from '../lint/rule.ts';
import { severityOrder } from '../lint/settings.ts';
import { optionName } from './option-names.ts';
import {
  mailArguments,
  type TraceCommand,
  traceOptions,
  traceRequest,
  type WrongUsage,
} from './trace-arguments.ts';
import { type Target, targetVersion } from './version.ts';

export const formatNames = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof formatNames)[number];

export interface LintRequest {
  readonly kind: 'lint';
  readonly format: Format;
  readonly target: Target;
  readonly failOn: Severity;
  /** The least severe findings to print. */
  readonly severity: Severity;
  /** Applies the safe fixes first. */
  readonly fix: boolean;
  /** Lints standard input instead of this file. */
  readonly stdinFilename?: string;
  readonly paths: readonly string[];
}

export interface ShowRequest {
  readonly kind: 'show';
  readonly what: 'parameters' | 'services' | 'overrides';
  readonly set: boolean;
  readonly defaults: boolean;
  readonly expanded: boolean;
  /** `-o name=value`, in order. */
  readonly settings: readonly (readonly [string, string])[];
  readonly target: Target;
  readonly directory: string;
  readonly names: readonly string[];
}

export const flowFormats = ['svg', 'mermaid', 'json'] as const;
export type FlowFormat = (typeof flowFormats)[number];

export interface FlowRequest {
  readonly kind: 'flow';
  readonly format: FlowFormat;
  readonly target: Target;
  readonly path: string;
}

export type Request =
  | LintRequest
  | TraceCommand
  | ShowRequest
  | FlowRequest
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' | 'list-rules' }
  | { readonly kind: 'explain'; readonly code: string }
  | { readonly kind: 'wrong'; readonly problem: string };

const synopses = {
  lint: `postfix-lint [OPTION]… PATH…`,
  show: `postfix-lint show [-n] [-x] [-d] [-M] [-P] [-o NAME=VALUE]… [OPTION]… DIR [NAME…]`,
  trace: `postfix-lint trace --to ADDRESS [MAIL OPTION]… [--format text|json] [OPTION]… PATH
       postfix-lint trace --prove no-relay [--format text|json] [OPTION]… PATH
       postfix-lint trace --ehlo [--client ADDRESS] [--service NAME|PORT] [--format text|json] [OPTION]… PATH
       postfix-lint trace [--tests FILE] [--format text|json] [OPTION]… PATH`,
  flow: `postfix-lint flow [--format svg|mermaid|json] [--postfix-version VERSION] PATH`,
};

const descriptions = {
  lint: 'Finds mistakes in Postfix configuration. PATH is a directory that contains main.cf or master.cf, or a file.',
  show: 'Prints what postconf prints for DIR: same flags, same format.',
  trace: `Follows a message through the configuration in PATH, and shows each step with the lines that decide. PATH is
the directory of a configuration, or its main.cf or master.cf.`,
  flow: 'Draws how mail moves through the configuration in PATH (default format: svg).',
};

const releaseOption = `  --postfix-version VERSION    check for this release, such as 3.7 (default: the release of the
                               Postfix on this machine, or the newest release)`;

const showFlagsHelp = `  -n  the settings in main.cf
  -d  the defaults of the release
  -x  expand $name in values
  -M  the services of master.cf
  -P  the parameter overrides of services; NAME is then SERVICE/TYPE
  -o NAME=VALUE                as if main.cf had this setting`;

const traceOptionsHelp = `The message:
  --to ADDRESS                 a recipient; repeat the option for more
  --from ADDRESS               the envelope sender (default: <>, the null sender)
  --client ADDRESS[,NAME]      the SMTP client, such as 198.51.100.9,host.example.net (default: a
                               program on the mail server, through sendmail)
  --sasl-user NAME             the client has logged in with this name
  --tls                        the session is encrypted
  --tls-fingerprint CERTIFICATE[,KEY[,NAME]]
                               the client presents a certificate with this fingerprint, this
                               public key fingerprint, and this common name
  --service NAME|PORT          the service that the client connects to (default: smtp, or the only one)
  --helo NAME                  the name in EHLO (default: the name or the address of the client;
                               "" for a client that does not send EHLO)
  --header LINE                a header line; repeat the option for more
  --body LINE                  a line of the body; repeat the option for more
  --size BYTES                 the size of the message

What is expected:
  --expect reject|deliver|bounce|defer|discard|TRANSPORT:NEXTHOP
                               exit with 0 if this happens, 1 if it does not, 3 if it depends
  --usual                      judge only the usual outcome: no DNS list contains the client, and
                               other servers and Milters accept the message
  --tests FILE                 a file with one message on each line: the options above, with --expect
                               (default: trace.tests in the directory of the configuration)

Other questions:
  --prove no-relay             whether strangers can relay through each service: 0 if all are
                               closed, 1 if one is open, 3 if it depends
  --ehlo                       what each smtpd service announces to --client (default: 198.51.100.9),
                               and why it does not announce the rest`;

const couldNotRun = `wrong usage, an unknown release, a file that cannot be read or written, or a file that
is not Postfix configuration`;

/** The help for all of postfix-lint. */
export const usage = `Usage: ${synopses.lint}
       ${synopses.show}
       ${synopses.trace}
       ${synopses.flow}

${descriptions.lint}
"postfix-lint COMMAND --help" shows the options of a command:
  show   prints what postconf prints: same flags, same format
  trace  follows a message through the configuration, and shows each step with the lines that decide
  flow   draws how mail moves through the configuration

  --format text|json|sarif|github
                               output format (default: text)
${releaseOption}
  --fail-on error|warning|information
                               exit with 1 for findings of this severity or higher (default: warning)
  --severity error|warning|information|hint
                               print only findings of this severity or higher (default: information);
                               --fail-on ignores the others
  --fix                        first apply all fixes that do not change what Postfix does
  --stdin-filename PATH        check standard input as if it were the content of PATH
  --list-rules                 list the rules and their severities
  --explain CODE               explain a rule: what it finds, why, and what to write instead
  --help                       show this help
  --version                    show the version of postfix-lint

Exit status: 0 no findings at or above --fail-on, 1 findings, 2 postfix-lint could not run: ${couldNotRun}.
`;

const commandUsages: Readonly<Record<string, string | undefined>> = {
  show: `Usage: ${synopses.show}

${descriptions.show}

${showFlagsHelp}
${releaseOption}
`,
  trace: `Usage: ${synopses.trace}

${descriptions.trace}

${traceOptionsHelp}

  --format text|json           output format (default: text)
${releaseOption}

Exit status without --expect: 0 delivered, 1 refused, returned, deferred, or discarded, 2 could not run,
3 depends on something that the configuration does not decide.
`,
  flow: `Usage: ${synopses.flow}

${descriptions.flow}

  --format svg|mermaid|json    output format (default: svg)
${releaseOption}

Exit status: 0, or 2 if there is no configuration in PATH.
`,
};

function usageOf(command: string): string | undefined {
  return Object.hasOwn(commandUsages, command) ? commandUsages[command] : undefined;
}

export function parseArguments(
  words: readonly string[],
): Exclude<Request, WrongUsage> | (WrongUsage & { readonly help: string }) {
  const request = requestIn(words);
  if (request.kind !== 'wrong') return request;
  const command = words.find((word) => usageOf(word) !== undefined);
  return { ...request, help: `postfix-lint ${command === undefined ? '' : `${command} `}--help` };
}

function requestIn(words: readonly string[]): Request {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(words);
  } catch (error) {
    return wrong(parseProblem(error instanceof Error ? error.message : String(error)));
  }
  const { values, positionals } = parsed;
  const [command = ''] = positionals;
  if (values.help) return { kind: 'help', text: usageOf(command) ?? usage };
  if (values.version) return { kind: 'version' };
  if (values['list-rules']) return { kind: 'list-rules' };
  if (values.explain !== undefined) return { kind: 'explain', code: values.explain };
  const target = targetVersion(values['postfix-version'] ?? 'auto');
  if ('problem' in target) return wrong(target.problem);
  switch (command) {
    case 'show':
      return showRequest(parsed, target);
    case 'flow':
      return flowRequest(parsed, target);
    case 'trace':
      return traceRequest(parsed.values, positionals.slice(1), target);
    default:
      return lintRequest(parsed, target);
  }
}

/** What parseArgs() says, in the style of the other messages. */
function parseProblem(message: string): string {
  const [, option = ''] = /'(?:-\w, )?(--?[\w-]+)/.exec(message) ?? [];
  if (message.startsWith('Unknown option')) return `unknown option ${option}`;
  if (message.includes('does not take an argument')) return `${option} takes no value`;
  if (message.includes('argument missing')) return `${option} needs a value`;
  if (message.includes('argument is ambiguous'))
    return `${option} needs a value. If it begins with "-", write ${option}=VALUE`;
  return message;
}

function flowRequest({ values, positionals }: Parsed, target: Target): Request {
  const { format = 'svg', 'postfix-version': _, ...others } = values;
  const [, path, ...more] = positionals;
  const [other] = Object.keys(others);
  if (other !== undefined) return wrong(`${optionName(other)} cannot be used with "flow"`);
  if (!isOneOf(flowFormats, format))
    return wrong(`--format must be one of ${flowFormats.join(', ')}, not "${format}"`);
  if (path === undefined) return wrong('PATH is missing');
  if (more.length > 0) return wrong('"flow" takes one PATH');
  return { kind: 'flow', format, target, path };
}

function isOneOf<T extends string>(names: readonly T[], word: string): word is T {
  return (names as readonly string[]).includes(word);
}

function lintRequest({ values, positionals }: Parsed, target: Target): Request {
  const ofTrace = traceOptions.find((name) => values[name] !== undefined);
  if (ofTrace !== undefined) return wrong(`--${ofTrace} needs "trace"`);
  const { format = 'text', 'fail-on': failOn = 'warning', severity = 'information', fix = false } = values;
  const stdinFilename = values['stdin-filename'];
  if (showFlags.some((flag) => values[flag] !== undefined))
    return wrong('-n, -x, -d, -M, -P and -o need "show"');
  if (!isOneOf(formatNames, format))
    return wrong(`--format must be one of ${formatNames.join(', ')}, not "${format}"`);
  if (!isOneOf(severityOrder, failOn) || failOn === 'hint')
    return wrong(`--fail-on must be error, warning, or information, not "${failOn}"`);
  if (!isOneOf(severityOrder, severity))
    return wrong(`--severity must be error, warning, information, or hint, not "${severity}"`);
  if (positionals.length === 0 && stdinFilename === undefined) return wrong('PATH is missing');
  if (fix && stdinFilename !== undefined) return wrong('--fix cannot be used with --stdin-filename');
  const input = stdinFilename === undefined ? {} : { stdinFilename };
  return { kind: 'lint', format, target, failOn, severity, fix, paths: positionals, ...input };
}

const showFlags = ['set', 'expanded', 'defaults', 'services', 'overrides', 'setting'] as const;

function showRequest({ values, positionals }: Parsed, target: Target): Request {
  const [, directory, ...names] = positionals;
  const linting = (['format', 'fail-on', 'severity', 'fix', 'stdin-filename', ...traceOptions] as const).find(
    (o) => values[o] !== undefined,
  );
  if (linting !== undefined) return wrong(`--${linting} cannot be used with "show"`);
  if (directory === undefined) return wrong('DIR is missing');
  const { set = false, defaults = false, expanded = false, services = false, overrides = false } = values;
  if (services && overrides) return wrong('specify either -M or -P, not both');
  if ((services || overrides) && (set || defaults))
    return wrong(`with option ${services ? '-M' : '-P'}, do not specify ${set ? '-n' : '-d'}`);
  if (set && defaults) return wrong('specify either -n or -d, not both');
  const settings: [string, string][] = [];
  for (const setting of values.setting ?? []) {
    const match = /^\s*([^\s=]+)\s*=\s*([\s\S]*?)\s*$/.exec(setting);
    if (match === null) return wrong(`invalid parameter override: ${setting}`);
    settings.push([match[1] ?? '', match[2] ?? '']);
  }
  if (defaults && settings.length > 0) return wrong('specify either -d or -o, not both');
  const what = services ? 'services' : overrides ? 'overrides' : 'parameters';
  return { kind: 'show', what, set, defaults, expanded, settings, target, directory, names };
}

type Parsed = ReturnType<typeof parse>;

function parse(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      'fail-on': { type: 'string' },
      severity: { type: 'string' },
      'postfix-version': { type: 'string' },
      fix: { type: 'boolean' },
      'stdin-filename': { type: 'string' },
      'list-rules': { type: 'boolean' },
      explain: { type: 'string' },
      set: { type: 'boolean', short: 'n' },
      expanded: { type: 'boolean', short: 'x' },
      defaults: { type: 'boolean', short: 'd' },
      services: { type: 'boolean', short: 'M' },
      overrides: { type: 'boolean', short: 'P' },
      setting: { type: 'string', short: 'o', multiple: true },
      ...mailArguments,
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  });
}

function wrong(problem: string): Request {
  return { kind: 'wrong', problem };
}
