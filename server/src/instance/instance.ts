// One configuration directory as Postfix sees it: the value in effect for any parameter and any service, and where the
// value comes from. An immutable view over two trees. Results are computed on demand and cached.

import { type Catalog, type Parameter, type ReleaseCatalog, readOnlyParameters } from '../catalog/catalog.ts';
import { atLeast, type Release } from '../catalog/release.ts';
import { derivedSuffixes } from '../catalog/services.ts';
import type { MachineFacts } from '../host.ts';
import { type ChunkParser, Tree } from '../syntax/document.ts';
import type { Placed } from '../syntax/lines.ts';
import type { Entry, MainItem } from '../syntax/main-cf.ts';
import type { MasterItem, Override, Service } from '../syntax/master-cf.ts';
import { Memory, memoize, noteRead, watch } from '../syntax/memoize.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import { EntriesByName, type NameIndex } from './entries-by-name.ts';
import { type ExpandOptions, type Expansion, expand, type Lookup } from './expand.ts';
import { Expansions } from './expansions.ts';
import { defaultNetworks } from './mynetworks.ts';
import { isReferredTo, isReplacedInServices } from './replaced-values.ts';
import { shiftBetween } from './shift.ts';
import type { TableRoles } from './table-roles.ts';

/** A file of the instance: its location and its tree. */
export interface InstanceFile<T> {
  readonly uri: string;
  readonly tree: Tree<T>;
}

export interface InstanceFiles {
  /** The directory's URI, without a trailing slash. */
  readonly directory: string;
  /** For a copy: the directory that it is meant for, if its values show that and it is not /etc/postfix. */
  readonly home?: string;
  readonly main?: InstanceFile<MainItem>;
  readonly master?: InstanceFile<MasterItem>;
  /** The user's settings for what tables are used for. */
  readonly tableRoles?: TableRoles;
  /** Settings from a command line (`-o name=value`), which override main.cf. */
  readonly extra?: ReadonlyMap<string, string>;
}

/** An entry of main.cf with its location. */
export type PlacedEntry = Placed<Entry>;

/** A parameter that main.cf sets. */
export interface SetParameter {
  /** As written: `relay_destination_recipient_limit`. */
  readonly name: string;
  /** The parameter that `Instance.parameterOf` returns. */
  readonly parameter: Parameter;
  /** False for a parameter that only other releases have, or that all services replace that read it. */
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

/**
 * What the files of an instance say, apart from the comments and blank lines of main.cf: carries results that such text
 * and the places in main.cf do not affect. Versions of an instance that differ in nothing else share it.
 */
export class Contents extends Memory {}

/** main.cf, so that a computation that reads its tree is noted: the tree is more than settings and their places. */
function noted({ uri, tree }: InstanceFile<MainItem>): InstanceFile<MainItem> {
  return {
    uri,
    get tree() {
      noteRead();
      return tree;
    },
  };
}

export class Instance extends Memory {
  readonly catalog: ReleaseCatalog;
  readonly files: InstanceFiles;
  readonly contents: Contents;
  /** The tree of main.cf, for readers that use only its logical lines and their places. */
  readonly mainTree: Tree<MainItem> | undefined;
  private entryList: readonly PlacedEntry[] | undefined;
  private byName: EntriesByName | undefined;
  private parameterList: readonly SetParameter[] | undefined;
  private readonly namesBefore: NameIndex | undefined;
  private entriesBefore: readonly PlacedEntry[] | undefined;
  private directoryPath: string | undefined;
  private readonly expansions: Expansions;

  constructor(
    files: InstanceFiles,
    catalog: Catalog,
    readonly release: Release,
    readonly host: MachineFacts = {},
    /** The previous version of the same directory. Everything that an edit does not change is reused from it. */
    before?: Instance,
  ) {
    super();
    const { main } = files;
    this.mainTree = main?.tree;
    this.files = main === undefined ? files : { ...files, main: noted(main) };
    this.catalog = catalog.at(release);
    this.contents = before !== undefined && this.saysTheSameAs(before) ? before.contents : new Contents();
    this.namesBefore = before?.byName?.index ?? before?.namesBefore;
    this.entriesBefore = before?.entryList ?? before?.entriesBefore;
    const isSameRelease = before?.catalog === this.catalog;
    this.expansions = new Expansions(this.expandOptions, isSameRelease ? before?.expansions : undefined);
  }

  private saysTheSameAs({ files, mainTree, catalog, host }: Instance): boolean {
    const { directory, main, master, extra, tableRoles } = this.files;
    return (
      catalog === this.catalog &&
      host === this.host &&
      files.directory === directory &&
      files.extra === extra &&
      files.tableRoles === tableRoles &&
      files.main?.uri === main?.uri &&
      files.master?.uri === master?.uri &&
      files.master?.tree.text === master?.tree.text &&
      files.master?.tree.parser === master?.tree.parser &&
      (mainTree === undefined ||
        this.mainTree === undefined ||
        shiftBetween(mainTree, this.mainTree) !== undefined)
    );
  }

  get extra(): ReadonlyMap<string, string> {
    return this.files.extra ?? none;
  }

  /** The entries of main.cf, in the order of the file. */
  get entries(): readonly PlacedEntry[] {
    if (this.entryList === undefined) {
      const list: PlacedEntry[] = [];
      this.mainTree?.visit((item, start, end) => {
        if (item.kind !== 'entry') return;
        const before = this.entriesBefore?.[list.length];
        const isSame = before?.item === item && before.start === start && before.end === end;
        list.push(isSame ? before : { item, start, end });
      });
      this.entryList = list;
      this.entriesBefore = undefined;
    }
    return this.entryList;
  }

  /** The entries with one name, in the order of the file. The last one wins. */
  entriesOf(name: string): readonly PlacedEntry[] {
    return this.entriesByName.get(name) ?? noEntries;
  }

  /** Every name that main.cf sets, with its entries. */
  get entriesByName(): EntriesByName {
    this.byName ??= new EntriesByName(this.entries, this.namesBefore);
    return this.byName;
  }

  /** The entry that wins for a name: the last one. */
  lastEntry(name: string): PlacedEntry | undefined {
    return this.entriesByName.last(name);
  }

  /** The names that main.cf sets more than once, in the order of their first entries. */
  get repeatedNames(): readonly string[] {
    return this.entriesByName.index.repeated;
  }

  /** The parameters that main.cf sets, in the order in which their names first appear. */
  get parameters(): readonly SetParameter[] {
    if (this.parameterList === undefined) {
      const { all, replaced } = parametersIn(this.entriesByName.index, this.catalog, this.services);
      const unread = new Set(replaced.filter((name) => !isReferredTo(this, name)));
      // Versions of main.cf with the same names share the list.
      this.parameterList =
        unread.size === 0
          ? all
          : all.map((each) => (unread.has(each.name) ? { ...each, isRead: false } : each));
    }
    return this.parameterList;
  }

  /** The services of master.cf, in the order of the file. */
  get services(): readonly PlacedService[] {
    const { tree } = this.files.master ?? {};
    return tree === undefined ? noServices : servicesIn(tree.text, tree.parser);
  }

  /** The overrides (`-o`) of a service, by name, in the order of the line. */
  overridesOf(service: PlacedService, name: string): readonly Override[] {
    return overridesByName(service.item).get(name) ?? noOverrides;
  }

  /** Each service-derived name (`relay_destination_recipient_limit`) with its default, such as `$default_…`. */
  get derivedNames(): ReadonlyMap<string, string> {
    return derivedNamesOf(this.services, this.catalog);
  }

  /**
   * The parameter that a name refers to: a built-in parameter, or the one that gives a service-derived name its meaning
   * and type (`default_destination_recipient_limit` for `relay_destination_recipient_limit`).
   */
  parameterOf(name: string): Parameter | undefined {
    return parameterOf(name, this.catalog, this.derivedNames);
  }

  /** The value in effect for a service, or for programs without overrides; undefined if nothing sets it. */
  value(name: string, service?: PlacedService): EffectiveValue | undefined {
    return answerOf(this, service, name).value;
  }

  /** The default of a name in the target release, including service-derived names. */
  defaultOf(name: string): string | undefined {
    return this.catalog.defaultOf(name) ?? this.derivedNames.get(name);
  }

  /** The expanded value of a parameter; undefined if nothing sets it. */
  expanded(name: string, service?: PlacedService): Expansion | undefined {
    const answer = answerOf(this, service, name);
    if (answer.value !== undefined) answer.expansion ??= this.expansionOf(answer.value, service);
    return answer.expansion;
  }

  private expansionOf({ name, raw }: EffectiveValue, service: PlacedService | undefined): Expansion {
    return this.catalog.parameter(name)?.raw ? this.unexpanded(raw) : this.expand(raw, service);
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

/**
 * Like `memoize`, for results that contain no places in main.cf and nothing that leads to such places. They are kept
 * until a setting changes.
 */
export function memoizeByContents<Value>(
  compute: (instance: Instance) => Value,
): (instance: Instance) => Value {
  const cell = memoize((_: Contents): { kept?: { readonly value: Value } } => ({}));
  return (instance) => {
    const known = cell(instance.contents);
    if (known.kept !== undefined) return known.kept.value;
    const { value, hasRead } = watch(() => compute(instance));
    if (!hasRead) known.kept = { value };
    return value;
  };
}

const none: ReadonlyMap<string, string> = new Map();
const noEntries: readonly PlacedEntry[] = [];

const noServices: readonly PlacedService[] = [];

const servicesIn = memoize((text: SourceText, parser: ChunkParser<MasterItem>): readonly PlacedService[] => {
  const list: PlacedService[] = [];
  new Tree(text, parser).visit((item, start, end) => {
    if (item.kind !== 'service') return;
    const [name = '', type = ''] = item.fields.map((f) => f.text);
    const program = (item.fields[7]?.text ?? '').replace(/^.*\//, '');
    list.push({ item, start, end, key: `${name}/${type}`, name, type, program });
  });
  return list;
});

const derivedNamesOf = memoize(
  (services: readonly PlacedService[], { release }: ReleaseCatalog): ReadonlyMap<string, string> => {
    const map = new Map<string, string>();
    for (const { item, name } of services) {
      // postconf compares the command as written, without splitting a path.
      for (const { suffix, default: base } of derivedSuffixes(item.fields[7]?.text ?? '', release)) {
        map.set(name + suffix, `$${base}`);
      }
    }
    return map;
  },
);

interface Parameters {
  readonly all: readonly SetParameter[];
  /** The names of those that each service that reads them replaces. */
  readonly replaced: readonly string[];
}

const parametersIn = memoize(
  ({ numbers }: NameIndex, catalog: ReleaseCatalog, services: readonly PlacedService[]): Parameters => {
    const derived = derivedNamesOf(services, catalog);
    const all = [...numbers.keys()].flatMap((name): SetParameter[] => {
      const parameter = parameterOf(name, catalog, derived);
      return parameter === undefined
        ? []
        : [{ name, parameter, isRead: catalog.knows(name) || derived.has(name) }];
    });
    const replaced = all.filter(({ name, parameter }) => isReplacedInServices(services, name, parameter));
    return { all, replaced: replaced.map(({ name }) => name) };
  },
);

function parameterOf(
  name: string,
  catalog: ReleaseCatalog,
  derived: ReadonlyMap<string, string>,
): Parameter | undefined {
  const own = catalog.parameter(name);
  if (own !== undefined) return own;
  const base = derived.get(name);
  return base === undefined ? undefined : catalog.parameter(base.slice(1));
}

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

/** The value of a name for a service, and its expansion once that is known. */
interface Answer {
  readonly value: EffectiveValue | undefined;
  expansion: Expansion | undefined;
}

const answerOf = memoize(
  (instance: Instance, service: PlacedService | undefined, name: string): Answer => ({
    value: effectiveValue(instance, service, name),
    expansion: undefined,
  }),
);

function effectiveValue(
  instance: Instance,
  service: PlacedService | undefined,
  name: string,
): EffectiveValue | undefined {
  if (service !== undefined) {
    if (name === 'process_name') return computed(name, service.program);
    if (name === 'service_name') return computed(name, service.name);
  }
  const own = service === undefined ? noOverrides : instance.overridesOf(service, name);
  const isReadOnly = readOnlyParameters.has(name);
  if (!isReadOnly) {
    const extra = instance.extra.get(name);
    if (extra !== undefined && own.length === 0) return computed(name, extra);
  }
  const entry = isReadOnly || own.length > 0 ? undefined : instance.entriesByName.only(name);
  if (entry !== undefined)
    return { name, raw: entry.item.raw, source: { kind: 'entry', entry }, overrode: noSources };
  const entries = isReadOnly ? noEntries : instance.entriesOf(name);
  if (entries.length > 0 || own.length > 0) {
    // Last in precedence first.
    const sources = entries.map((each): Source => ({ kind: 'entry', entry: each }));
    if (service !== undefined)
      for (const override of own) sources.push({ kind: 'override', service, override });
    const source = sources.pop() ?? byDefault;
    return { name, raw: rawText(source) ?? '', source, overrode: sources.toReversed() };
  }
  const byHost = instance.hostDefault(name);
  if (byHost !== undefined) return computed(name, byHost);
  const fallback = instance.defaultOf(name);
  return fallback === undefined ? undefined : { name, raw: fallback, source: byDefault, overrode: noSources };
}

const noOverrides: readonly Override[] = [];
const noSources: readonly Source[] = [];
const byDefault: Source = { kind: 'default' };

function computed(name: string, raw: string): EffectiveValue {
  return { name, raw, source: { kind: 'computed' }, overrode: noSources };
}
