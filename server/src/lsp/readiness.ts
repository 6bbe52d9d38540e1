// What must be known before the first findings are given. Without it they would be those of another release or of
// other settings, and change a moment later.

/** What is waited for. */
export type Unknown = 'settings' | 'installed release';

/** A client or a program that has not answered by then is not waited for any longer, in milliseconds. */
const limit = 1000;

export class Readiness {
  private readonly missing = new Set<Unknown>(['settings', 'installed release']);
  private waiting: Promise<void> | undefined;
  private end: () => void = () => undefined;

  /** It is known now, or nobody will tell. */
  settle(what: Unknown): void {
    this.missing.delete(what);
    if (this.missing.size === 0) this.end();
  }

  /** Settles when all is known, and no later than a second after the first call. */
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
