// The only time limit of all tests. It ends tests that hang but not tests that are slow, however busy the host is.
// vitest, mocha, the window driver, and every wait in a test use it, and none has a limit of its own.

const minute = 60_000;

/** How long a test may take, in milliseconds. */
export const timeLimit = 10 * minute;

/** How long a test may wait for one thing. A little shorter, so that the test can still report what it waited for. */
export const waitLimit = timeLimit - minute;
