// One finding for the entries of a list that have the same fault.

import type { ExpandedValue } from '../../instance/expanded-values.ts';

interface Group<Member> {
  readonly value: ExpandedValue;
  readonly members: readonly [Member, ...Member[]];
}

export class GroupsByList<Member> {
  private readonly lists = new Map<ExpandedValue, Map<string, [Member, ...Member[]]>>();

  /** @param fault what the entries have in common */
  add(value: ExpandedValue, fault: string, member: Member): void {
    const list = this.lists.get(value) ?? new Map<string, [Member, ...Member[]]>();
    this.lists.set(value, list);
    const members = list.get(fault);
    if (members === undefined) list.set(fault, [member]);
    else members.push(member);
  }

  *all(): Generator<Group<Member>> {
    for (const [value, list] of this.lists) for (const members of list.values()) yield { value, members };
  }
}
