// Work that stops when no one waits for its result.

import type { CancellationToken, Host } from './host.ts';

/** The error of a call whose token was canceled before the result was complete. */
export class Cancelled extends Error {
  constructor() {
    super('the result is no longer wanted');
  }
}

/** @throws Cancelled */
export function throwIfCancelled(token: CancellationToken | undefined): void {
  if (token?.isCancellationRequested) throw new Cancelled();
}

/**
 * One run of work in steps, for several callers. It continues as long as one of them waits, and the host can do other
 * work between the steps.
 */
export class SharedRun<Result> {
  private readonly waiting = new Set<CancellationToken>();
  private readonly result: Promise<Result>;
  private state: 'running' | 'complete' | 'failed' = 'running';

  /** @param token of the first caller, which must call `wait` immediately */
  constructor(
    private readonly steps: Iterator<void, Result>,
    private readonly pause: Host['pause'],
    token: CancellationToken | undefined,
  ) {
    this.waiting.add(token ?? neverCancelled);
    this.result = this.run();
  }

  /** Whether another caller can wait. False when the run has failed, or ends because every caller has canceled. */
  get isUsable(): boolean {
    return this.state === 'complete' || (this.state === 'running' && this.isWanted);
  }

  /** The result; rejects with `Cancelled` for a caller that no longer wants it. */
  async wait(token: CancellationToken | undefined): Promise<Result> {
    if (this.state === 'running') this.waiting.add(token ?? neverCancelled);
    const result = await this.result;
    throwIfCancelled(token);
    return result;
  }

  private get isWanted(): boolean {
    for (const { isCancellationRequested } of this.waiting) if (!isCancellationRequested) return true;
    return false;
  }

  private async run(): Promise<Result> {
    try {
      for (;;) {
        if (!this.isWanted) throw new Cancelled();
        const step = this.steps.next();
        if (step.done === true) {
          this.state = 'complete';
          return step.value;
        }
        const pause = this.pause?.();
        if (pause !== undefined) await pause;
      }
    } finally {
      if (this.state === 'running') this.state = 'failed';
      this.waiting.clear();
    }
  }
}

const neverCancelled: CancellationToken = { isCancellationRequested: false };
