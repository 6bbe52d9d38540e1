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

export type Request = LintRequest | { readonly kind: 'help' | 'version' } | { readonly kind: 'wrong'; readonly problem: string };

export const usage = `Usage: postfix-lint [OPTION]… PATH…

Finds what is wrong in Postfix configuration. PATH is a directory that holds main.cf, or one file.

  --format text|json           how findings are printed (default: text)
  --postfix-version VERSION    judge by this release, such as 3.7 (default: the newest known)
  --fail-on error|warning|information
                               exit with 1 when a finding is at least this severe (default: warning)
  --help                       show this text
  --version                    show the version

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
  const { format = 'text', 'fail-on': failOn = 'warning', 'postfix-version': version = 'auto' } = values;
  if (format !== 'text' && format !== 'json') return wrong(`--format takes text or json, not "${format}"`);
  if (!isSeverity(failOn) || failOn === 'hint') return wrong(`--fail-on takes error, warning or information, not "${failOn}"`);
  if (version !== 'auto' && parseRelease(version) === undefined) return wrong(`--postfix-version takes a release such as 3.7, not "${version}"`);
  if (positionals.length === 0) return wrong('no PATH given');
  return { kind: 'lint', format, version, failOn, paths: positionals };
}

function parse(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      'fail-on': { type: 'string' },
      'postfix-version': { type: 'string' },
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
