// How often a language server that ends by itself is started again.

/** As many ends as this within the period are taken for a server that will not do. */
const LIMIT = 4;
const PERIOD = 3 * 60_000;

export class Crashes {
  private times: number[] = [];

  /**
   * Notes that the server ended.
   * @param now milliseconds
   * @returns how long to wait before it is started again, in milliseconds; undefined: leave it
   */
  note(now: number): number | undefined {
    this.times = [...this.times.filter((time) => now - time < PERIOD), now];
    return this.times.length > LIMIT ? undefined : 250 * 4 ** (this.times.length - 1);
  }

  forget(): void {
    this.times = [];
  }
}
