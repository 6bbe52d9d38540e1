// The facts about Postfix by release: parameters with their defaults and value types, restrictions, and table types.
// The data is in server/catalog/*.json. This file types it and answers questions about one release.

import legacyData from '../../catalog/legacy.json' with { type: 'json' };
import parameterData from '../../catalog/parameters.json' with { type: 'json' };
import valueTypeData from '../../catalog/value-types.json' with { type: 'json' };
import { parseExpression, references } from '../syntax/expression.ts';
import type { ValueType } from '../syntax/value-type.ts';
import { atLeast, exists, isNewer, type Lifetime, type Release, release } from './release.ts';

/** How a program reads a value when it starts. */
export interface Reading {
  readonly min?: number;
  readonly max?: number;
  /** Postfix does not expand `$name` in the value at startup, but later and in its own way. */
  readonly raw: boolean;
  /** The programs that use the parameter do not start if it is empty. */
  readonly required: boolean;
}

export interface Parameter extends Lifetime, Reading {
  readonly name: string;
  /** The first release that has the parameter; `2.0` means 2.0 or earlier. */
  readonly since: string;
  /**
   * How earlier releases read it, oldest first. ReleaseCatalog puts the reading of its release into the parameter
   * itself.
   */
  readonly former?: readonly { readonly until: string; readonly reading: Reading }[];
  /** The default from each release that changed it, oldest first. */
  readonly defaults: readonly { readonly from: string; readonly value: string }[];
  /** The default depends on the host or on how Postfix was built. */
  readonly hostDependent: boolean;
  /** Programs that read it; `global` means all programs. */
  readonly usedBy: readonly string[];
  readonly deprecated?: { readonly since: string; readonly replacement?: string; readonly advice?: string };
  readonly type: ValueType;
  /** Not built in: it exists only if master.cf has the service that its name contains. */
  readonly derived: boolean;
}

interface ReadingFacts {
  readonly kind: string;
  readonly min?: number;
  readonly max?: number;
  readonly required?: boolean;
}

interface ParameterFacts extends Lifetime, ReadingFacts {
  readonly name: string;
  readonly since: string;
  readonly former?: readonly (ReadingFacts & { readonly until: string })[];
  readonly defaults?: readonly { readonly from: string; readonly value: string }[];
  readonly build_or_host_dependent?: boolean;
  readonly used_by?: readonly string[];
  readonly deprecated?: {
    readonly warned_since: string;
    readonly replacement?: string;
    readonly advice?: string;
  };
}

const facts = parameterData as unknown as {
  readonly releases: readonly string[];
  readonly parameters: readonly ParameterFacts[];
};
const valueTypes: Readonly<Record<string, ValueType | undefined>> = valueTypeData.parameters as never;

/** The type of a parameter's value in any release. */
export function valueType(name: string): ValueType {
  return valueTypes[name] ?? { type: 'text' };
}

export const releases: readonly Release[] = facts.releases.map(release);

/** The newest stable release, without a patch level: the default target. */
export const newestRelease: Release = release(
  facts.parameters
    .find(({ name }) => name === 'mail_version')
    ?.defaults?.findLast(({ value }) => /^\d+\.\d+\.\d+$/.test(value))?.from ?? '',
);

/** Read-only parameters: Postfix sets them itself (postconf_builtin.c) and drops a setting in a file. */
export const readOnlyParameters: ReadonlySet<string> = new Set([
  'process_id',
  'process_name',
  'service_name',
]);

/** Entries of the manual that represent a family of names or are not parameters. */
const placeholders: ReadonlySet<string> = new Set(['family', 'function', 'unread']);

function readingOf({ kind, min, max, required = false }: ReadingFacts): Reading {
  return {
    raw: kind === 'raw-string',
    required,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

/** All parameters of all releases. Created once, on first use. */
export class Catalog {
  private readonly byName = new Map<string, Parameter>();
  private readonly views = new Map<number, ReleaseCatalog>();

  constructor() {
    for (const fact of facts.parameters) {
      if (placeholders.has(fact.kind)) continue;
      const { name, deprecated } = fact;
      this.byName.set(name, {
        name,
        since: fact.since,
        defaults: fact.defaults ?? [],
        hostDependent: fact.build_or_host_dependent ?? false,
        usedBy: fact.used_by ?? [],
        type: valueType(name),
        derived: fact.kind === 'service',
        ...readingOf(fact),
        ...(fact.former === undefined
          ? {}
          : {
              former: fact.former.map((each) => ({ until: each.until, reading: readingOf(each) })),
            }),
        ...(fact.last === undefined ? {} : { last: fact.last }),
        ...(fact.backports === undefined ? {} : { backports: fact.backports }),
        ...(deprecated === undefined
          ? {}
          : {
              deprecated: {
                since: deprecated.warned_since,
                ...(deprecated.replacement === undefined ? {} : { replacement: deprecated.replacement }),
                ...(deprecated.advice === undefined ? {} : { advice: deprecated.advice }),
              },
            }),
      });
    }
  }

  /** A parameter of any release. */
  parameter(name: string): Parameter | undefined {
    return this.byName.get(name);
  }

  parameters(): Iterable<Parameter> {
    return this.byName.values();
  }

  at(target: Release): ReleaseCatalog {
    let view = this.views.get(target.order);
    if (view === undefined) {
      view = new ReleaseCatalog(this, target);
      this.views.set(target.order, view);
    }
    return view;
  }
}

/** The facts of one release. Created once for each release in use. */
export class ReleaseCatalog {
  /** The parameters built into this release's postconf, with their defaults. */
  private readonly defaults = new Map<string, string>();
  private readonly legacy = new Set<string>();
  /** The parameters of all releases, with this release's readings. */
  private readonly byName = new Map<string, Parameter>();
  /** Known names that need no diagnostic of their own. */
  private readonly plain = new Set<string>();
  private references: ReadonlyMap<string, readonly string[]> | undefined;
  private nameList: readonly string[] | undefined;
  private others: readonly Parameter[] | undefined;

  constructor(
    catalog: Catalog,
    readonly release: Release,
  ) {
    const legacySince: Readonly<Record<string, string | undefined>> = legacyData.since;
    for (const parameter of catalog.parameters()) {
      const { name, defaults, former, min, max, ...rest } = parameter;
      const reading = former?.find(({ until }) => !isNewer(release, until))?.reading;
      this.byName.set(name, reading === undefined ? parameter : { ...rest, ...reading, defaults, name });
      if (parameter.derived) continue;
      const from = legacySince[name];
      if (exists(release, parameter))
        this.defaults.set(name, defaults.findLast((d) => atLeast(release, d.from))?.value ?? '');
      else if (from !== undefined && atLeast(release, from)) {
        this.defaults.set(name, '');
        this.legacy.add(name);
      }
      if (this.defaults.has(name) && !this.isDeprecated(parameter)) this.plain.add(name);
    }
  }

  /** A parameter of any release, with this release's reading. */
  parameter(name: string): Parameter | undefined {
    return this.byName.get(name);
  }

  /** The names that this release has or still accepts. Always returns the same list. */
  names(): readonly string[] {
    this.nameList ??= [...this.defaults.keys()];
    return this.nameList;
  }

  /** The parameters of other releases that this one does not have. Always returns the same list. */
  otherParameters(): readonly Parameter[] {
    this.others ??= [...this.byName.values()].filter((p) => !p.derived && !this.defaults.has(p.name));
    return this.others;
  }

  /** Whether the parameter is built into this release's postconf. */
  knows(name: string): boolean {
    return this.defaults.has(name);
  }

  /** Whether this release no longer reads the name but does not report it as unused. */
  isLegacy(name: string): boolean {
    return this.legacy.has(name);
  }

  /** Names that are not built in but that defaults of this release refer to, by the parameter with that default. */
  get defaultReferences(): ReadonlyMap<string, readonly string[]> {
    if (this.references === undefined) {
      const map = new Map<string, string[]>();
      for (const [name, value] of this.defaults) {
        if (!value.includes('$') || this.parameter(name)?.raw) continue;
        const used = [...references(parseExpression(value))].map((r) => r.name.text);
        const others = used.filter((other) => !this.knows(other));
        if (others.length > 0) map.set(name, others);
      }
      this.references = map;
    }
    return this.references;
  }

  /** Whether this release itself warns that the parameter will be removed. */
  isDeprecated({ deprecated }: Parameter): boolean {
    return deprecated !== undefined && atLeast(this.release, deprecated.since);
  }

  /** Whether this release has the parameter and does not warn that it will be removed. */
  isPlain(name: string): boolean {
    return this.plain.has(name);
  }

  /** The default in this release; undefined if the release does not have the parameter. */
  defaultOf(name: string): string | undefined {
    return this.defaults.get(name);
  }
}
