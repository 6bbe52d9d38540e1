// The one time limit of all tests: it ends what hangs, and nothing that is merely slow, however busy the machine is.
// vitest, mocha, the window driver and every wait of a test use it, and none has a limit of its own.

const minute = 60_000;

/** How long a test may take, in milliseconds. */
export const timeLimit = 10 * minute;

/** How long a test may wait for one thing: a little less, so that it still says what did not come. */
export const waitLimit = timeLimit - minute;
