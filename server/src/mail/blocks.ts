// The `if` blocks around a line of a pattern table, which decide whether Postfix reads the line.

export class Blocks {
  private readonly conditions: (boolean | undefined)[] = [];
  private closed = 0;
  private doubtful = 0;

  /** @param holds undefined if only the engine can tell */
  open(holds: boolean | undefined): void {
    this.conditions.push(holds);
    this.count(holds, 1);
  }

  /** Postfix ignores an `endif` without an `if`. */
  close(): void {
    if (this.conditions.length > 0) this.count(this.conditions.pop(), -1);
  }

  get state(): boolean | undefined {
    if (this.closed > 0) return false;
    return this.doubtful > 0 ? undefined : true;
  }

  private count(holds: boolean | undefined, by: number): void {
    if (holds === false) this.closed += by;
    else if (holds === undefined) this.doubtful += by;
  }
}
