// The installed Postfix, for tests that need it.
import { findPostfix } from '../../postfix/support/programs';
import { skip } from './results.ts';

/** True if a missing Postfix makes tests fail instead of skipping them. */
export const isRequired = process.env.CI === 'true' || process.env.REQUIRE_POSTFIX === '1';

/** Skips the test if Postfix is not installed; in a `before` hook, all tests of the `describe`. */
export function needsPostfix(context: Mocha.Context): void {
  const reason = whyNoPrograms();
  if (reason === undefined) return;
  if (isRequired) throw new Error(reason);
  skip(context, reason);
}

/** Why Postfix cannot be started, or undefined if it can. */
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
