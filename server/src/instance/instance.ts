// One configuration directory as Postfix sees it: the value in effect for any parameter and any service, and where the
// value comes from. An immutable view over two trees. Results are computed on demand and cached.

import { type Catalog, type Parameter, type ReleaseCatalog, readOnlyParameters } from '../catalog/catalog.ts';
import { atLeast, type Release } from '../catalog/release.ts';
import { derivedSuffixes } from '../catalog/services.ts';
import type { MachineFacts } from '../host.ts';
import type { Tree } from '../syntax/document.ts';
import type { Placed } from '../syntax/lines.ts';
import type { Entry, MainItem } from '../syntax/main-cf.ts';
import type { MasterItem, Override, Service } from '../syntax/master-cf.ts';
import { Memory, memoize } from '../syntax/memoize.ts';
import type { Span } from '../syntax/text.ts';
import { type ExpandOptions, type Expansion, expand, type Lookup } from './expand.ts';
import { Expansions } from './expansions.ts';
import { defaultNetworks } from './mynetworks.ts';
import type { TableRoles } from './table-roles.ts';

/** A file of the instance: its location and its tree. */
export interface InstanceFile<T> {
  readonly uri: string;
  readonly tree: Tree<T>;
}

export interface InstanceFiles {
  /** The directory's URI, without a trailing slash. */
  readonly directory: string;
  readonly main?: InstanceFile<MainItem>;
  readonly master?: InstanceFile<MasterItem>;
  /** The user's settings for what tables are used for. */
  readonly tableRoles?: TableRoles;
  /** Settings from a command line (`-o name=value`), which override main.cf. */
  readonly extra?: ReadonlyMap<string, string>;
}

/** An entry of main.cf with its location. */
export type PlacedEntry = Placed<Entry>;

/** An entry of main.cf and what it sets. */
export interface ParameterEntry {
  readonly name: string;
  readonly entry: PlacedEntry;
  /** The parameter that `Instance.parameterOf` returns. */
  readonly parameter: Parameter;
  /** False for a parameter that only other releases have. */
  readonly isRead: boolean;
}

/** A service of master.cf with its location. */
export interface PlacedService extends Placed<Service> {
  /** The name that postconf uses: `smtp/inet`. */
  readonly key: string;
  readonly name: string;
  readonly type: string;
  /** The program's base name: `smtpd`. */
  readonly program: string;
}

/** A span in one of the instance's files. Offsets count from the start of the document. */
export interface Location extends Span {
  readonly uri: string;
}

/** Where a value comes from. */
export type Source =
  | { readonly kind: 'entry'; readonly entry: PlacedEntry }
  | { readonly kind: 'override'; readonly service: PlacedService; readonly override: Override }
  /** The release's own default. For a service-derived name, `parameter` is the parameter that supplies the default. */
  | { readonly kind: 'default' }
  /** Set by Postfix itself for this service or this host. */
  | { readonly kind: 'computed' };

/** The value of a parameter for a service, and where it comes from. */
export interface EffectiveValue {
  readonly name: string;
  /** Before expansion. */
  readonly raw: string;
  readonly source: Source;
  /**
   * Overridden settings of the same name, next in precedence first: earlier overrides, main.cf's entry, earlier
   * entries.
   */
  readonly overrode: readonly Source[];
}

export class Instance extends Memory {
  readonly catalog: ReleaseCatalog;
  private entryList: readonly PlacedEntry[] | undefined;
  private byName: ReadonlyMap<string, readonly PlacedEntry[]> | undefined;
  private parameterList: readonly ParameterEntry[] | undefined;
  private repeated: readonly string[] | undefined;
  private serviceList: readonly PlacedService[] | undefined;
  private derived: ReadonlyMap<string, string> | undefined;
  private directoryPath: string | undefined;
  private readonly expansions: Expansions;

  constructor(
    readonly files: InstanceFiles,
    catalog: Catalog,
    readonly release: Release,
    readonly host: MachineFacts = {},
    /** The previous version of the same directory. Everything that an edit does not change is reused from it. */
    before?: Instance,
  ) {
    super();
    this.catalog = catalog.at(release);
    const isSameRelease = before?.catalog === this.catalog;
    this.expansions = new Expansions(this.expandOptions, isSameRelease ? before?.expansions : undefined);
  }

  get extra(): ReadonlyMap<string, string> {
    return this.files.extra ?? none;
  }

  /** The entries of main.cf, in the order of the file. */
  get entries(): readonly PlacedEntry[] {
    if (this.entryList === undefined) {
      const list: PlacedEntry[] = [];
      this.files.main?.tree.visit((item, start, end) => {
        if (item.kind === 'entry') list.push({ item, start, end });
      });
      this.entryList = list;
    }
    return this.entryList;
  }

  /** The entries with one name, in the order of the file. The last one wins. */
  entriesOf(name: string): readonly PlacedEntry[] {
    return this.entriesByName.get(name) ?? [];
  }

  /** Every name that main.cf sets, with its entries. */
  get entriesByName(): ReadonlyMap<string, readonly PlacedEntry[]> {
    if (this.byName === undefined) {
      const map = new Map<string, PlacedEntry[]>();
      for (const entry of this.entries) {
        const list = map.get(entry.item.name.text);
        if (list === undefined) map.set(entry.item.name.text, [entry]);
        else list.push(entry);
      }
      this.byName = map;
    }
    return this.byName;
  }

  /** The names that main.cf sets more than once, in the order of their first entries. */
  get repeatedNames(): readonly string[] {
    this.repeated ??= [...this.entriesByName.keys()].filter((name) => this.entriesOf(name).length > 1);
    return this.repeated;
  }

  /** The winning entries of main.cf that set parameters, in the order in which their names first appear. */
  get parameterEntries(): readonly ParameterEntry[] {
    if (this.parameterList === undefined) {
      const list: ParameterEntry[] = [];
      this.entriesByName.forEach((entries, name) => {
        const parameter = this.parameterOf(name);
        const entry = entries.at(-1);
        if (parameter === undefined || entry === undefined) return;
        list.push({
          name,
          entry,
          parameter,
          isRead: this.catalog.knows(name) || this.derivedNames.has(name),
        });
      });
      this.parameterList = list;
    }
    return this.parameterList;
  }

  /** The services of master.cf, in the order of the file. */
  get services(): readonly PlacedService[] {
    if (this.serviceList === undefined) {
      const list: PlacedService[] = [];
      this.files.master?.tree.visit((item, start, end) => {
        if (item.kind !== 'service') return;
        const [name = '', type = ''] = item.fields.map((f) => f.text);
        const program = (item.fields[7]?.text ?? '').replace(/^.*\//, '');
        list.push({ item, start, end, key: `${name}/${type}`, name, type, program });
      });
      this.serviceList = list;
    }
    return this.serviceList;
  }

  /** The overrides (`-o`) of a service, by name, in the order of the line. */
  overridesOf(service: PlacedService, name: string): readonly Override[] {
    return overridesByName(service.item).get(name) ?? [];
  }

  /** Each service-derived name (`relay_destination_recipient_limit`) with its default, such as `$default_…`. */
  get derivedNames(): ReadonlyMap<string, string> {
    if (this.derived === undefined) {
      const map = new Map<string, string>();
      for (const { item, name } of this.services) {
        // postconf compares the command as written, without splitting a path.
        for (const { suffix, default: base } of derivedSuffixes(item.fields[7]?.text ?? '', this.release)) {
          map.set(name + suffix, `$${base}`);
        }
      }
      this.derived = map;
    }
    return this.derived;
  }

  /**
   * The parameter that a name refers to: a built-in parameter, or the one that gives a service-derived name its meaning
   * and type (`default_destination_recipient_limit` for `relay_destination_recipient_limit`).
   */
  parameterOf(name: string): Parameter | undefined {
    const own = this.catalog.parameter(name);
    if (own !== undefined) return own;
    const base = this.derivedNames.get(name);
    return base === undefined ? undefined : this.catalog.parameter(base.slice(1));
  }

  /** The value in effect for a service, or for programs without overrides; undefined if nothing sets it. */
  value(name: string, service?: PlacedService): EffectiveValue | undefined {
    return effectiveValue(this, service, name);
  }

  /** The default of a name in the target release, including service-derived names. */
  defaultOf(name: string): string | undefined {
    return this.catalog.defaultOf(name) ?? this.derivedNames.get(name);
  }

  /** The expanded value of a parameter; undefined if nothing sets it. */
  expanded(name: string, service?: PlacedService): Expansion | undefined {
    return expansionOf(this, service, name);
  }

  /** Expands text as Postfix does for a service. */
  expand(text: string, service?: PlacedService): Expansion {
    return this.expansions.of(text, this.lookup(service));
  }

  /** Text that Postfix uses without expansion, including `$`. */
  unexpanded(text: string): Expansion {
    return this.expansions.of(text.replaceAll('$', '$$$$'), () => undefined);
  }

  /** The expansion features of the target release. */
  get expandOptions(): ExpandOptions {
    if (!atLeast(this.release, '3.11')) return {};
    return { functions: true, isRaw: (name) => this.catalog.parameter(name)?.raw ?? false };
  }

  lookup(service?: PlacedService): Lookup {
    return service === undefined ? this.lookupInMainCf : (name) => this.value(name, service)?.raw;
  }

  private readonly lookupInMainCf: Lookup = (name) => this.value(name)?.raw;

  /** The directory as it appears in Postfix's messages. */
  get path(): string {
    this.directoryPath ??= decodeURIComponent(
      this.files.directory.replace(/^[a-z][\w+.-]*:(?:\/\/[^/]*)?/i, ''),
    );
    return this.directoryPath;
  }

  /** Defaults that are built in or that Postfix computes at startup (postconf_builtin.c, mail_params.c). */
  hostDefault(name: string): string | undefined {
    const known = this.host.defaults?.get(name);
    if (known !== undefined) return known;
    if (name === 'config_directory') return this.path;
    if (name === 'mynetworks') return this.defaultNetworks();
    if (name === 'myhostname') return this.qualifiedHostname();
    if (name !== 'mydomain') return undefined;
    const host = this.fromMainCf('myhostname') ?? this.qualifiedHostname();
    if (host === undefined) return undefined;
    const dot = host.indexOf('.');
    return dot < 0 ? 'localdomain' : host.slice(dot + 1);
  }

  private defaultNetworks(): string | undefined {
    const { addresses } = this.host;
    if (addresses === undefined) return undefined;
    const setting = (name: string): string =>
      this.fromMainCf(name) ?? this.expand(this.defaultOf(name) ?? '').text;
    return defaultNetworks(addresses, {
      style: setting('mynetworks_style'),
      interfaces: setting('inet_interfaces'),
      protocols: setting('inet_protocols'),
    });
  }

  private qualifiedHostname(): string | undefined {
    const { hostname } = this.host;
    if (hostname === undefined || hostname.includes('.')) return hostname;
    return `${hostname}.${this.fromMainCf('mydomain') ?? 'localdomain'}`;
  }

  /** At that point, Postfix knows only main.cf. Defaults are not used in the expansion. */
  private fromMainCf(name: string): string | undefined {
    const raw = (n: string): string | undefined => {
      const entry = this.entriesOf(n).at(-1);
      return entry && rawText({ kind: 'entry', entry });
    };
    const value = raw(name);
    return value === undefined ? undefined : expand(value, raw).text;
  }
}

const none: ReadonlyMap<string, string> = new Map();

/** The overrides of a service that Postfix accepts, in order. */
export const overrides = memoize((service: Service): readonly Override[] =>
  service.arguments.filter((a): a is Override => a.kind === 'override' && a.problem === undefined),
);

const overridesByName = memoize((service: Service): ReadonlyMap<string, readonly Override[]> => {
  const map = new Map<string, Override[]>();
  for (const override of overrides(service)) {
    const key = override.name?.text ?? '';
    const list = map.get(key);
    if (list === undefined) map.set(key, [override]);
    else list.push(override);
  }
  return map;
});

/** A source's text before expansion; undefined for a default. */
export function rawText(source: Source): string | undefined {
  if (source.kind === 'entry') return source.entry.item.raw;
  return source.kind === 'override' ? (source.override.value?.text ?? '') : undefined;
}

const effectiveValue = memoize(
  (instance: Instance, service: PlacedService | undefined, name: string): EffectiveValue | undefined => {
    if (service !== undefined) {
      if (name === 'process_name') return computed(name, service.program);
      if (name === 'service_name') return computed(name, service.name);
    }
    const own = service === undefined ? [] : instance.overridesOf(service, name);
    if (!readOnlyParameters.has(name)) {
      const extra = instance.extra.get(name);
      if (extra !== undefined && own.length === 0) return computed(name, extra);
    }
    const entries = readOnlyParameters.has(name) ? [] : instance.entriesOf(name);
    if (entries.length > 0 || own.length > 0) {
      // Last in precedence first.
      const sources = entries.map((entry): Source => ({ kind: 'entry', entry }));
      if (service !== undefined)
        for (const override of own) sources.push({ kind: 'override', service, override });
      const source = sources.pop() ?? byDefault;
      return { name, raw: rawText(source) ?? '', source, overrode: sources.toReversed() };
    }
    const byHost = instance.hostDefault(name);
    if (byHost !== undefined) return computed(name, byHost);
    const fallback = instance.defaultOf(name);
    return fallback === undefined ? undefined : { name, raw: fallback, source: byDefault, overrode: [] };
  },
);

const byDefault: Source = { kind: 'default' };

function computed(name: string, raw: string): EffectiveValue {
  return { name, raw, source: { kind: 'computed' }, overrode: [] };
}

const expansionOf = memoize(
  (instance: Instance, service: PlacedService | undefined, name: string): Expansion | undefined => {
    const value = instance.value(name, service);
    if (value === undefined) return undefined;
    if (instance.catalog.parameter(name)?.raw) return instance.unexpanded(value.raw);
    return instance.expand(value.raw, service);
  },
);
