// Blocks of tests that need Postfix. If it is not installed, the tests are skipped with a message, or fail if Postfix
// is required.
import { describe, test } from 'vitest';
import { findPostfix, findProgram } from './programs';

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test is skipped. Such a test never begins, so it cannot call `context.skip(reason)` itself. */
    skipReason?: string;
  }
}

/** If Postfix is missing, tests fail instead of being skipped. */
const isRequired = process.env.CI === 'true' || process.env.REQUIRE_POSTFIX === '1';

/** A `describe` for tests that run Postfix's programs. */
export function describePostfix(name: string, tests: () => void): void {
  describeUnless(whyNoPrograms(), name, tests);
}

/**
 * A `describe` for tests that start Postfix, which needs root. `needed` lists other programs that the tests need, each
 * with its Debian package.
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

/**
 * A `describe` for tests that need other programs, each with its Debian package, and something that not every host
 * allows. If a program is missing, the tests fail where Postfix is required. If the host does not allow it, they are
 * skipped with the reason.
 */
export function describeWith(
  name: string,
  needed: Readonly<Record<string, string>>,
  whyNot: () => string | undefined,
  tests: () => void,
): void {
  const missing = whyNoPrograms() ?? whyMissing(needed);
  describeUnless(missing ?? whyNot(), name, tests, missing !== undefined && isRequired);
}

function whyMissing(needed: Readonly<Record<string, string>>): string | undefined {
  const missing = Object.entries(needed).filter(([program]) => findProgram(program) === undefined);
  const names = missing.map(([program]) => program).join(', ');
  const packages = missing.map(([, name]) => name).join(' ');
  return missing.length === 0 ? undefined : `there is no ${names} (Debian: apt-get install ${packages})`;
}

function describeUnless(
  reason: string | undefined,
  name: string,
  tests: () => void,
  mayNotBeSkipped = isRequired,
): void {
  if (process.env.QUICK === '1') {
    const skipReason = 'npm test -- quick does not run Postfix';
    describe(name, { skip: true, meta: { skipReason } }, tests);
  } else if (reason === undefined) {
    // The tests run concurrently, because Postfix sleeps for a second before each fatal exit and much of the remaining
    // time is also spent waiting.
    describe(name, { concurrent: true }, tests);
  } else if (mayNotBeSkipped) {
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
