// What "fix all" applies: the safe fixes of all findings that do not conflict with each other.

import type { Edit } from '../edits/edit.ts';
import type { Finding } from './rule.ts';

/** Edits that can be applied together. A second pass can apply fixes that were left out because of a conflict. */
export function safeEdits(findings: Iterable<Finding>): Edit[] {
  const taken = new Taken();
  for (const { fixes } of findings) {
    const edits = fixes?.find(({ safe }) => safe)?.edits ?? [];
    if (edits.every((edit) => taken.isFree(edit))) for (const edit of edits) taken.add(edit);
  }
  return taken.all();
}

/** Edits by file, in the order of their places. */
class Taken {
  private readonly files = new Map<string, Edit[]>();

  isFree({ at }: Edit): boolean {
    const list = this.files.get(at.uri) ?? [];
    const i = firstFrom(list, at.start);
    const [before, after] = [list[i - 1], list[i]];
    return (
      (before === undefined || before.at.end < at.start) && (after === undefined || after.at.start > at.end)
    );
  }

  add(edit: Edit): void {
    const list = this.files.get(edit.at.uri) ?? [];
    list.splice(firstFrom(list, edit.at.start), 0, edit);
    this.files.set(edit.at.uri, list);
  }

  all(): Edit[] {
    return [...this.files.values()].flat();
  }
}

/** The index of the first edit that begins at or after an offset. */
function firstFrom(list: readonly Edit[], offset: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
