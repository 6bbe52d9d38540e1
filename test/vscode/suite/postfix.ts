// The Postfix of this machine, for tests that cannot do without.
import { findPostfix } from '../../postfix/support/programs';
import { skip } from './results.ts';

/** Where a Postfix that is not there makes tests fail instead of being skipped. */
export const isRequired = process.env.CI === 'true' || process.env.REQUIRE_POSTFIX === '1';

/** Why Postfix cannot be started here, or undefined where it can. */
export const missing: string | undefined = whyMissing();

/** Skips the test, or in a `before` hook all tests of the `describe`, where Postfix cannot be started. */
export function needsPostfix(context: Mocha.Context): void {
  if (missing === undefined) return;
  if (isRequired) throw new Error(missing);
  skip(context, missing);
}

function whyMissing(): string | undefined {
  const version = findPostfix()?.version;
  if (version === undefined) return 'Postfix is not installed (Debian: apt-get install postfix)';
  if (process.getuid?.() !== 0) return 'only root can start Postfix';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 100 + minor >= 304 ? undefined : `Postfix ${version} cannot log to a file; 3.4 can`;
}
