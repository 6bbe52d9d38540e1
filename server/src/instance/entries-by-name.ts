// The entries of main.cf by name. Few keystrokes change a name, so versions of a file share the index of its names.

import type { Placed } from '../syntax/lines.ts';
import type { Entry } from '../syntax/main-cf.ts';
import { Memory } from '../syntax/memoize.ts';

type PlacedEntry = Placed<Entry>;

/** The names that a file sets. */
export class NameIndex extends Memory {
  private readonly names: readonly string[];
  /** The number of each name, from 0, in the order in which they first appear. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The numbers of the entries with each name. */
  readonly positions: readonly (readonly number[])[];

  /** The names of several entries, in the order of their first entries. */
  readonly repeated: readonly string[];

  constructor(entries: readonly PlacedEntry[]) {
    super();
    this.names = entries.map(({ item }) => item.name.text);
    const numbers = new Map<string, number>();
    const positions: number[][] = [];
    for (const [i, name] of this.names.entries()) {
      const number = numbers.get(name);
      if (number === undefined) {
        numbers.set(name, positions.length);
        positions.push([i]);
      } else positions[number]?.push(i);
    }
    this.numbers = numbers;
    this.positions = positions;
    this.repeated = [...numbers].flatMap(([name, number]) =>
      (positions[number]?.length ?? 0) > 1 ? [name] : [],
    );
  }

  /** Whether these entries have the same names in the same order. */
  fits(entries: readonly PlacedEntry[]): boolean {
    if (entries.length !== this.names.length) return false;
    for (let i = 0; i < entries.length; i++) if (entries[i]?.item.name.text !== this.names[i]) return false;
    return true;
  }
}

/** The entries with each name, in the order of the file. */
export class EntriesByName implements ReadonlyMap<string, readonly PlacedEntry[]> {
  readonly index: NameIndex;
  private readonly lists: (readonly PlacedEntry[] | undefined)[];

  /** @param before the index of an earlier version of the file */
  constructor(
    private readonly all: readonly PlacedEntry[],
    before: NameIndex | undefined,
  ) {
    this.index = before?.fits(all) ? before : new NameIndex(all);
    this.lists = new Array(this.index.positions.length);
  }

  get size(): number {
    return this.index.positions.length;
  }

  has(name: string): boolean {
    return this.index.numbers.has(name);
  }

  get(name: string): readonly PlacedEntry[] | undefined {
    const number = this.index.numbers.get(name);
    return number === undefined ? undefined : this.listOf(number);
  }

  keys(): MapIterator<string> {
    return this.index.numbers.keys();
  }

  *entries(): MapIterator<[string, readonly PlacedEntry[]]> {
    for (const [name, number] of this.index.numbers) yield [name, this.listOf(number)];
  }

  *values(): MapIterator<readonly PlacedEntry[]> {
    for (const [, list] of this) yield list;
  }

  [Symbol.iterator](): MapIterator<[string, readonly PlacedEntry[]]> {
    return this.entries();
  }

  forEach(
    visit: (
      list: readonly PlacedEntry[],
      name: string,
      map: ReadonlyMap<string, readonly PlacedEntry[]>,
    ) => void,
  ): void {
    this.index.numbers.forEach((number, name) => {
      visit(this.listOf(number), name, this);
    });
  }

  /** The last entry with a name, which wins. */
  last(name: string): PlacedEntry | undefined {
    return this.all[this.positionsOf(name).at(-1) ?? -1];
  }

  /** The entry with a name, unless there are several. */
  only(name: string): PlacedEntry | undefined {
    const positions = this.positionsOf(name);
    return positions.length === 1 ? this.all[positions[0] ?? -1] : undefined;
  }

  private positionsOf(name: string): readonly number[] {
    return this.index.positions[this.index.numbers.get(name) ?? -1] ?? nowhere;
  }

  private listOf(number: number): readonly PlacedEntry[] {
    const known = this.lists[number];
    if (known !== undefined) return known;
    const positions = this.index.positions[number] ?? [];
    const list = positions.map((position) => this.all[position] as PlacedEntry);
    this.lists[number] = list;
    return list;
  }
}

const nowhere: readonly number[] = [];
