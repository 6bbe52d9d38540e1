// Expansions that survive an edit. An expansion depends on the expanded text and on the raw values of the names that it
// looked up. If none of these change, it is reused in every version of an instance.

import { type ExpandOptions, type Expansion, expand, type Lookup } from './expand.ts';

interface Traced {
  readonly expansion: Expansion;
  readonly lookedUp: readonly Looked[];
}

interface Looked {
  readonly name: string;
  readonly value: string | undefined;
}

export class Expansions {
  private readonly made = new Map<string, Traced>();
  private readonly before: ReadonlyMap<string, Traced>;

  /** @param before the expansions of the previous version, which has the same release */
  constructor(
    private readonly options: ExpandOptions,
    before: Expansions | undefined,
  ) {
    this.before = before?.made ?? new Map();
  }

  /** Returns the same object if nothing that it depends on has changed. */
  of(text: string, lookup: Lookup): Expansion {
    const known = this.made.get(text) ?? this.before.get(text);
    const traced = known !== undefined && holds(known, lookup) ? known : this.trace(text, lookup);
    this.made.set(text, traced);
    return traced.expansion;
  }

  private trace(text: string, lookup: Lookup): Traced {
    if (!text.includes('$')) return { expansion: expand(text, lookup), lookedUp: [] };
    const lookedUp = new Map<string, Looked>();
    const expansion = expand(
      text,
      (name) => {
        const value = lookup(name);
        lookedUp.set(name, { name, value });
        return value;
      },
      this.options,
    );
    return { expansion, lookedUp: [...lookedUp.values()] };
  }
}

function holds({ lookedUp }: Traced, lookup: Lookup): boolean {
  return lookedUp.every(({ name, value }) => lookup(name) === value);
}
