// The command line of postfix-lint.

import { parseArgs } from 'node:util';
import { parseRelease } from '../catalog/release.ts';
import { severityOrder } from '../features/diagnostics.ts';
import type { Severity } from '../rules/rule.ts';

export type Format = 'text' | 'json';

export interface LintRequest {
  readonly kind: 'lint';
  readonly format: Format;
  /** `auto` when it is not given. */
  readonly version: string;
  readonly failOn: Severity;
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
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'wrong'; readonly problem: string };

export const usage = `Usage: postfix-lint [OPTION]… PATH…
       postfix-lint show [-n] [-x] [-d] [-M] [-P] [-o NAME=VALUE]… [OPTION]… DIR [NAME…]

Finds what is wrong in Postfix configuration. PATH is a directory that holds main.cf, or one file.
With "show": prints what postconf would print for DIR, with its flags and in its format.

  --format text|json           how findings are printed (default: text)
  --postfix-version VERSION    judge by this release, such as 3.7 (default: that of the
                               Postfix on this machine, else the newest known)
  --fail-on error|warning|information
                               exit with 1 when a finding is at least this severe (default: warning)
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
  const { 'postfix-version': version = 'auto' } = values;
  if (version !== 'auto' && parseRelease(version) === undefined)
    return wrong(`--postfix-version takes a release such as 3.7, not "${version}"`);
  return positionals[0] === 'show' ? showRequest(parsed, version) : lintRequest(parsed, version);
}

function lintRequest({ values, positionals }: Parsed, version: string): Request {
  const { format = 'text', 'fail-on': failOn = 'warning' } = values;
  if (showFlags.some((flag) => values[flag] !== undefined))
    return wrong('-n, -x, -d, -M, -P and -o go with "show"');
  if (format !== 'text' && format !== 'json') return wrong(`--format takes text or json, not "${format}"`);
  if (!isSeverity(failOn) || failOn === 'hint')
    return wrong(`--fail-on takes error, warning or information, not "${failOn}"`);
  if (positionals.length === 0) return wrong('no PATH given');
  return { kind: 'lint', format, version, failOn, paths: positionals };
}

const showFlags = ['set', 'expanded', 'defaults', 'services', 'overrides', 'setting'] as const;

function showRequest({ values, positionals }: Parsed, version: string): Request {
  const [, directory, ...names] = positionals;
  if (values.format !== undefined || values['fail-on'] !== undefined)
    return wrong('--format and --fail-on do not go with "show"');
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

function wrong(problem: string): Request {
  return { kind: 'wrong', problem };
}
