// How often a language server that ends unexpectedly is restarted.

/** After more ends than this within the period, the server is not restarted. */
const LIMIT = 4;
const PERIOD = 3 * 60_000;

export class Crashes {
  private times: number[] = [];

  /**
   * Notes that the server ended.
   * @param now milliseconds
   * @returns how long to wait before the restart, in milliseconds; undefined if it should not be restarted
   */
  note(now: number): number | undefined {
    this.times = [...this.times.filter((time) => now - time < PERIOD), now];
    return this.times.length > LIMIT ? undefined : 250 * 4 ** (this.times.length - 1);
  }

  forget(): void {
    this.times = [];
  }
}
