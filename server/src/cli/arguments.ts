// The command line of postfix-lint.

import { parseArgs } from 'node:util';
import { parseRelease } from '../catalog/release.ts';
import type { Severity } from '../lint/rule.ts';
import { severityOrder } from '../lint/settings.ts';

export const formatNames = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof formatNames)[number];

export interface LintRequest {
  readonly kind: 'lint';
  readonly format: Format;
  /** `auto` when it is not given. */
  readonly version: string;
  readonly failOn: Severity;
  /** Applies the safe fixes first. */
  readonly fix: boolean;
  /** Standard input is linted in the place of this file. */
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
  readonly version: string;
  readonly directory: string;
  readonly names: readonly string[];
}

export type Request =
  | LintRequest
  | ShowRequest
  | { readonly kind: 'help' | 'version' | 'list-rules' }
  | { readonly kind: 'explain'; readonly code: string }
  | { readonly kind: 'wrong'; readonly problem: string };

export const usage = `Usage: postfix-lint [OPTION]… PATH…
       postfix-lint show [-n] [-x] [-d] [-M] [-P] [-o NAME=VALUE]… [OPTION]… DIR [NAME…]

Finds what is wrong in Postfix configuration. PATH is a directory that holds main.cf, or one file.
With "show": prints what postconf would print for DIR, with its flags and in its format.

  --format text|json|sarif|github
                               how findings are printed (default: text)
  --postfix-version VERSION    judge by this release, such as 3.7 (default: that of the
                               Postfix on this machine, else the newest known)
  --fail-on error|warning|information
                               exit with 1 when a finding is at least this severe (default: warning)
  --fix                        first mend what can be mended without changing what Postfix does
  --stdin-filename PATH        lint standard input as if it were this file, in its directory
  --list-rules                 the rules, with their severities
  --explain CODE               what a rule finds, why, and what to write instead
  --help                       show this text
  --version                    show the version

  -n  what main.cf sets        -d  the defaults of the release    -x  with $name expanded
  -M  the services of master.cf, and -P their overrides; NAME is then SERVICE/TYPE
  -o NAME=VALUE                as if main.cf said so

Exit status: 0 nothing found at or above --fail-on, 1 something found, 2 cannot run.
`;

export function parseArguments(words: readonly string[]): Request {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(words);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  if (values['list-rules']) return { kind: 'list-rules' };
  if (values.explain !== undefined) return { kind: 'explain', code: values.explain };
  const { 'postfix-version': version = 'auto' } = values;
  if (version !== 'auto' && parseRelease(version) === undefined)
    return wrong(`--postfix-version takes a release such as 3.7, not "${version}"`);
  return positionals[0] === 'show' ? showRequest(parsed, version) : lintRequest(parsed, version);
}

function lintRequest({ values, positionals }: Parsed, version: string): Request {
  const { format = 'text', 'fail-on': failOn = 'warning', fix = false } = values;
  const stdinFilename = values['stdin-filename'];
  if (showFlags.some((flag) => values[flag] !== undefined))
    return wrong('-n, -x, -d, -M, -P and -o go with "show"');
  if (!isFormat(format)) return wrong(`--format takes ${formatNames.join(', ')}, not "${format}"`);
  if (!isSeverity(failOn) || failOn === 'hint')
    return wrong(`--fail-on takes error, warning or information, not "${failOn}"`);
  if (positionals.length === 0 && stdinFilename === undefined) return wrong('no PATH given');
  if (fix && stdinFilename !== undefined) return wrong('--fix mends files, not standard input');
  const input = stdinFilename === undefined ? {} : { stdinFilename };
  return { kind: 'lint', format, version, failOn, fix, paths: positionals, ...input };
}

const showFlags = ['set', 'expanded', 'defaults', 'services', 'overrides', 'setting'] as const;

function showRequest({ values, positionals }: Parsed, version: string): Request {
  const [, directory, ...names] = positionals;
  const linting = (['format', 'fail-on', 'fix', 'stdin-filename'] as const).find(
    (o) => values[o] !== undefined,
  );
  if (linting !== undefined) return wrong(`--${linting} does not go with "show"`);
  if (directory === undefined) return wrong('no DIR given');
  const { set = false, defaults = false, expanded = false, services = false, overrides = false } = values;
  if (services && overrides) return wrong('specify one of -M and -P');
  if ((services || overrides) && (set || defaults))
    return wrong(`with option ${services ? '-M' : '-P'}, do not specify ${set ? '-n' : '-d'}`);
  if (set && defaults) return wrong('specify one of -n and -d');
  const settings: [string, string][] = [];
  for (const setting of values.setting ?? []) {
    const match = /^\s*([^\s=]+)\s*=\s*([\s\S]*?)\s*$/.exec(setting);
    if (match === null) return wrong(`invalid parameter override: ${setting}`);
    settings.push([match[1] ?? '', match[2] ?? '']);
  }
  if (defaults && settings.length > 0) return wrong('specify one of -d and -o');
  const what = services ? 'services' : overrides ? 'overrides' : 'parameters';
  return { kind: 'show', what, set, defaults, expanded, settings, version, directory, names };
}

type Parsed = ReturnType<typeof parse>;

function parse(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      'fail-on': { type: 'string' },
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
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  });
}

function isSeverity(word: string): word is Severity {
  return (severityOrder as readonly string[]).includes(word);
}

function isFormat(word: string): word is Format {
  return (formatNames as readonly string[]).includes(word);
}

function wrong(problem: string): Request {
  return { kind: 'wrong', problem };
}
