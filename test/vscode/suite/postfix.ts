// The Postfix of this machine, for tests that cannot do without.
import { findPostfix } from '../../postfix/support/programs';
import { skip } from './results.ts';

/** Where a Postfix that is not there makes tests fail instead of being skipped. */
export const isRequired = process.env.CI === 'true' || process.env.REQUIRE_POSTFIX === '1';

/** Skips the test, or in a `before` hook all tests of the `describe`, where Postfix's programs are missing. */
export function needsPostfix(context: Mocha.Context): void {
  const reason = whyNoPrograms();
  if (reason === undefined) return;
  if (isRequired) throw new Error(reason);
  skip(context, reason);
}

/** Why Postfix cannot be started, or undefined where it can. */
export function whyNoMailServer(): string | undefined {
  const reason = whyNoPrograms();
  if (reason !== undefined) return reason;
  if (process.getuid?.() !== 0) return 'only root can start Postfix';
  const { version = '' } = findPostfix() ?? {};
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 100 + minor >= 304 ? undefined : `Postfix ${version} cannot log to a file; 3.4 can`;
}

function whyNoPrograms(): string | undefined {
  return findPostfix() ? undefined : 'Postfix is not installed (Debian: apt-get install postfix)';
}
