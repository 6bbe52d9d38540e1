// The results of a test run, which test/vscode/run.mjs, the program that started VS Code, reads as JSON.

export interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly title: string; readonly reason: string }[];
  readonly failures: readonly { readonly title: string; readonly message: string }[];
}

/** The reason why a test, or all tests of a `describe`, were skipped. Mocha cannot store it. */
interface Skippable {
  readonly parent?: Skippable | undefined;
  skipReason?: string;
}

/**
 * Skips the running test. In a `before` hook, skips all tests of the `describe`.
 * @param reason one sentence for the report
 */
export function skip(context: Mocha.Context, reason: string): never {
  const runnable = context.runnable();
  const isHook = 'type' in runnable && runnable.type === 'hook';
  const skipped: Skippable | undefined = isHook ? runnable.parent : runnable;
  if (skipped) skipped.skipReason = reason;
  return context.skip();
}

/** The reason of a skipped test. */
export function skipReason(test: Mocha.Test): string {
  for (let at: Skippable | undefined = test; at; at = at.parent) {
    if (at.skipReason) return at.skipReason;
  }
  return 'no reason given';
}
