// Blocks of tests that need Postfix: where it is missing they are skipped aloud, or fail where it is
// required.
import { describe, test } from 'vitest';
import { findPostfix, findProgram } from './programs';

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test is skipped that cannot say it itself with `context.skip(reason)`, since it never begins. */
    skipReason?: string;
  }
}

/** A `describe` for tests that run Postfix's programs. */
export function describePostfix(name: string, tests: () => void): void {
  describeUnless(whyNoPrograms(), name, tests);
}

/**
 * A `describe` for tests that start Postfix, which needs root. `needed` are other programs that the tests need, each with Debian's package.
 */
export function describeRunningPostfix(
  name: string,
  tests: () => void,
  needed: Readonly<Record<string, string>> = {},
): void {
  describeUnless(whyNoPrograms() ?? whyNoInstance() ?? whyMissing(needed), name, tests);
}

function whyNoPrograms(): string | undefined {
  return findPostfix()
    ? undefined
    : 'Postfix is not installed (Debian: apt-get install postfix postfix-pcre)';
}

function whyNoInstance(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start Postfix';
  const version = findPostfix()?.version ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 100 + minor >= 304 ? undefined : `Postfix ${version} cannot log to a file; 3.4 can`;
}

function whyMissing(needed: Readonly<Record<string, string>>): string | undefined {
  const missing = Object.entries(needed).filter(([program]) => findProgram(program) === undefined);
  const names = missing.map(([program]) => program).join(', ');
  const packages = missing.map(([, name]) => name).join(' ');
  return missing.length === 0 ? undefined : `there is no ${names} (Debian: apt-get install ${packages})`;
}

function describeUnless(reason: string | undefined, name: string, tests: () => void): void {
  if (reason === undefined) {
    // Its tests run at the same time: Postfix sleeps for a second before each fatal exit, and much else is waiting too.
    describe(name, { concurrent: true }, tests);
  } else if (process.env.CI === 'true' || process.env.REQUIRE_POSTFIX === '1') {
    describe(name, () => {
      test('has the Postfix that it needs', () => {
        throw new Error(reason);
      });
    });
  } else {
    process.stderr.write(`\nSKIPPED: ${name}\n         ${reason}\n`);
    describe(name, { skip: true, meta: { skipReason: reason } }, tests);
  }
}
