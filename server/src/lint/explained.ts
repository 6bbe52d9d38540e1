// One fault has one finding: drops findings that are only the consequence of another one (see `Rule.explains`).

import type { RuleFinding } from './placement.ts';
import type { Rule } from './rule.ts';

/** Leaves out the findings that a finding of another rule explains. */
export function withoutExplained(found: readonly RuleFinding[]): readonly RuleFinding[] {
  const explaining = new Map<Rule, Places>();
  for (const { rule, finding } of found) {
    if (rule.explains === undefined) continue;
    const places = explaining.get(rule) ?? new Places();
    explaining.set(rule, places);
    places.add(finding.at);
    if (finding.explains !== undefined) places.add(finding.explains);
  }
  if (explaining.size === 0) return found;
  const rules = [...explaining];
  return found.filter(
    ({ rule, finding: { at } }) =>
      !rules.some(
        ([other, places]) =>
          other !== rule &&
          // Of two rules, the one that explains the other has the reason.
          rule.explains?.includes(other.code) !== true &&
          (other.explains?.includes(rule.code) === true ? places.touch(at) : places.contain(at)),
      ),
  );
}

type Place = RuleFinding['finding']['at'];

/** Answers in logarithmic time, because a file may have thousands of findings. */
class Places {
  private readonly byUri = new Map<string, Place[]>();
  private readonly sorted = new Map<string, { readonly start: number; readonly furthest: number }[]>();

  add(place: Place): void {
    const list = this.byUri.get(place.uri);
    if (list === undefined) this.byUri.set(place.uri, [place]);
    else list.push(place);
  }

  contain({ uri, start, end }: Place): boolean {
    return this.furthestEnd(uri, start) >= end;
  }

  touch({ uri, start, end }: Place): boolean {
    return this.furthestEnd(uri, end - 1) > start;
  }

  /** The end of the place that extends furthest, of those that begin at or before an offset. */
  private furthestEnd(uri: string, offset: number): number {
    const list = this.sorted.get(uri) ?? this.sort(uri);
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return list[low - 1]?.furthest ?? -1;
  }

  private sort(uri: string) {
    let furthest = -1;
    const list = (this.byUri.get(uri) ?? [])
      .toSorted((a, b) => a.start - b.start)
      .map(({ start, end }) => {
        furthest = Math.max(furthest, end);
        return { start, furthest };
      });
    this.sorted.set(uri, list);
    return list;
  }
}
