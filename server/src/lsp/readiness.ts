// What must be known before the server publishes its first findings. Otherwise they would be based on the wrong release
// or settings and would change a moment later.

/** What the server waits for. */
export type Unknown = 'settings' | 'installed release';

/** How long the server waits for the client or for a program, in milliseconds. */
const limit = 1000;

export class Readiness {
  private readonly missing = new Set<Unknown>(['settings', 'installed release']);
  private waiting: Promise<void> | undefined;
  private end: () => void = () => undefined;

  /** It is now known, or no answer will come. */
  settle(what: Unknown): void {
    this.missing.delete(what);
    if (this.missing.size === 0) this.end();
  }

  /** Settles when everything is known, but no later than a second after the first call. */
  wait(): Promise<void> {
    this.waiting ??= this.missing.size === 0 ? Promise.resolve() : this.untilKnown();
    return this.waiting;
  }

  private untilKnown(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limit);
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
