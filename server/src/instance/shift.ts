// Two versions of main.cf that have the same logical lines and differ only in comments, blank lines, and places. All
// settings are the same, so what one version says about them is true of the other, at places that have shifted.

import type { Tree } from '../syntax/document.ts';
import type { Placed } from '../syntax/lines.ts';
import type { MainItem } from '../syntax/main-cf.ts';

/** Where the places in the old version are in the new one. */
export class Shift {
  /**
   * @param same places before this one are the same
   * @param moved places after this one have moved
   */
  constructor(
    private readonly same: number,
    private readonly moved: number,
    private readonly by: number,
  ) {}

  static readonly none = Shift.ofAll(0);

  static ofAll(by: number): Shift {
    return new Shift(-1, 0, by);
  }

  /** Undefined for a place between two logical lines that are now at another distance from each other. */
  of(offset: number): number | undefined {
    if (this.by === 0 || offset < this.same) return offset;
    return offset >= this.moved && offset > this.same ? offset + this.by : undefined;
  }
}

/** Undefined if a logical line was added, removed, or changed. */
export function shiftBetween(old: Tree<MainItem>, now: Tree<MainItem>): Shift | undefined {
  if (old.parser !== now.parser) return undefined;
  const [from, to] = [old.text, now.text];
  const by = to.length - from.length;
  const shorter = Math.min(from.chunks.length, to.chunks.length);
  let first = 0;
  while (first < shorter && from.chunks[first] === to.chunks[first]) first++;
  let after = 0;
  while (after < shorter - first && from.chunks.at(-1 - after) === to.chunks.at(-1 - after)) after++;
  const before = itemsIn(old, first, from.chunks.length - after);
  const items = itemsIn(now, first, to.chunks.length - after);
  if (before.length !== items.length) return undefined;
  let same = from.chunkStart(first);
  let moved = from.chunkStart(from.chunks.length - after);
  let isMoved = false;
  for (const [i, item] of items.entries()) {
    const other = before[i];
    if (other === undefined || !isSameLine(other.item, item.item)) return undefined;
    if (item.start === other.start && !isMoved) same = Math.min(item.end, other.end);
    else if (item.start !== other.start + by) return undefined;
    else if (!isMoved) {
      moved = other.start;
      isMoved = true;
    }
  }
  return new Shift(same, moved, by);
}

function itemsIn(tree: Tree<MainItem>, first: number, after: number): Placed<MainItem>[] {
  const items: Placed<MainItem>[] = [];
  tree.visit((item, start, end) => items.push({ item, start, end }), first, after);
  return items;
}

/** What a line means depends only on its text. */
function isSameLine(one: MainItem, other: MainItem): boolean {
  return one === other || one.line.text === other.line.text;
}
