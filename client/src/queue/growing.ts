// Compact storage for many records.

/** A list of numbers that uses four or eight bytes for each. */
export class Numbers {
  private values: Float64Array | Uint32Array;
  length = 0;

  constructor(kind: 'integers' | 'large') {
    this.values = kind === 'integers' ? new Uint32Array(1024) : new Float64Array(1024);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const Kind = this.values.constructor as typeof Float64Array | typeof Uint32Array;
      const larger = new Kind(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }
}

/** Texts that occur many times, as numbers. Beyond the limit, all texts are one. */
export class Texts {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  constructor(
    private readonly limit: number,
    private readonly other: string,
  ) {}

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (this.texts.length >= this.limit && text !== this.other) return this.numberOf(this.other);
    const number = this.texts.length;
    this.texts.push(text);
    this.numbers.set(text, number);
    return number;
  }

  text(number: number): string {
    return this.texts[number] ?? this.other;
  }
}
