// The one time limit of all tests: it ends what hangs, and nothing that is merely slow, however busy the machine is.
// vitest, mocha, the window driver and every wait of a test use it, and none has a limit of its own.

/** In milliseconds. */
export const timeLimit = 10 * 60 * 1000;
