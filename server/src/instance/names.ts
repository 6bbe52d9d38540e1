// Which names have a meaning in an instance (postconf_user.c, postconf_unused.c). A name that a value uses as $name, or
// that is a restriction class, is user-defined. Any other name that is not built in is unused.

import { readOnlyParameters } from '../catalog/catalog.ts';
import { atLeast, type Release } from '../catalog/release.ts';
import type { Entry } from '../syntax/main-cf.ts';
import { memoize } from '../syntax/memoize.ts';
import { commaOrSpace, splitWords } from '../syntax/words.ts';
import { databaseMentions } from './database-names.ts';
import { type Instance, type PlacedService, rawText } from './instance.ts';
import { MacroFatal, readMacros } from './postconf-macros.ts';
import { type PostconfOption, postconfOptions } from './postconf-options.ts';

/** Where a value that refers to names comes from: main.cf, a service's overrides, or Postfix's defaults. */
export type Scope = PlacedService | undefined;

export interface Names {
  /** Whether main.cf may set the name: it is built in, derived from a service, or used by a value. */
  isKnown(name: string): boolean;
  /** The same for an override of a service. */
  isKnownFor(name: string, service: Scope): boolean;
  /** Whether `$name` can have a value in this scope: it is set somewhere or built in. */
  isDefined(name: string, scope: Scope): boolean;
  /** Names that are known only because the configuration itself uses them. */
  readonly userNames: ReadonlySet<string>;
  /** Every use of a name that has neither a value nor a default. */
  readonly undefinedUses: readonly UndefinedUse[];
}

/** A `$name` without a value. Postfix expands it to nothing. */
export interface UndefinedUse {
  readonly name: string;
  /** The parameter whose value uses the name; smtpd_restriction_classes for a class without a definition. */
  readonly parameter: string;
  readonly scope: Scope;
}

export const namesOf = memoize((instance: Instance): Names => new NameTable(instance));

class NameTable implements Names {
  readonly userNames = new Set<string>();
  readonly undefinedUses: UndefinedUse[] = [];
  /** Names that apply only to one service key. Services with the same key share them. */
  private readonly local = new Map<string, Set<string>>();
  private readonly setIn = new Map<string, Set<string>>();

  constructor(private readonly instance: Instance) {
    for (const service of instance.services) {
      const names = this.setIn.get(service.key) ?? new Set();
      for (const { name } of postconfOptions(service.item)) names.add(name);
      this.setIn.set(service.key, names);
    }
    for (const service of instance.services) this.scanService(service);
    this.scanMainCf();
  }

  isKnown(name: string): boolean {
    return this.isBuiltIn(name) || this.userNames.has(name);
  }

  isKnownFor(name: string, service: Scope): boolean {
    return this.isKnown(name) || (service !== undefined && (this.local.get(service.key)?.has(name) ?? false));
  }

  isDefined(name: string, scope: Scope): boolean {
    if (this.isBuiltIn(name) || this.isSetInMainCf(name)) return true;
    if (scope !== undefined) return this.setIn.get(scope.key)?.has(name) ?? false;
    for (const names of this.setIn.values()) if (names.has(name)) return true;
    return false;
  }

  private isBuiltIn(name: string): boolean {
    return this.instance.catalog.knows(name) || this.instance.derivedNames.has(name);
  }

  private isSetInMainCf(name: string): boolean {
    const { entriesByName, extra } = this.instance;
    return (entriesByName.has(name) || extra.has(name)) && !readOnlyParameters.has(name);
  }

  private classNames(): string[] {
    const entry = this.instance.entriesOf('smtpd_restriction_classes').at(-1);
    const raw =
      this.instance.extra.get('smtpd_restriction_classes') ?? (entry && rawText({ kind: 'entry', entry }));
    if (raw === undefined) return [];
    const { text } = this.instance.expand(raw);
    return splitWords(text, 0, text.length, { separator: commaOrSpace }).map((w) =>
      text.slice(w.start, w.end),
    );
  }

  /** `-o name=value` of one service. */
  private scanService(service: PlacedService): void {
    for (const option of postconfOptions(service.item)) {
      const { name, text } = option;
      if (readOnlyParameters.has(name)) continue;
      if (name === 'smtpd_restriction_classes') {
        const classes = this.instance.expand(text, service).text;
        for (const w of splitWords(classes, 0, classes.length, { separator: commaOrSpace })) {
          this.use(classes.slice(w.start, w.end), service, name);
        }
      }
      this.scanValue(name, option, service);
    }
  }

  private scanMainCf(): void {
    const { instance } = this;
    for (const name of this.classNames()) this.use(name, undefined, 'smtpd_restriction_classes');
    for (const name of instance.entriesByName.keys()) {
      const entry = instance.lastEntry(name);
      if (entry === undefined || readOnlyParameters.has(name) || instance.extra.has(name)) continue;
      this.scanValue(name, entry.item, undefined);
    }
    for (const [name, text] of instance.extra)
      if (!readOnlyParameters.has(name)) this.scanValue(name, { name, text }, undefined);
    // Defaults also refer to parameters of older releases.
    for (const [name, used] of instance.catalog.defaultReferences) {
      if (!instance.entriesByName.has(name)) for (const u of used) this.use(u, undefined, name);
    }
  }

  private scanValue(name: string, value: Value, scope: Scope): void {
    const uses = usesIn(value, this.instance.release);
    const mayNameDatabases = textOf(value).includes(':');
    if (uses.length === 0 && !mayNameDatabases) return;
    if (this.instance.catalog.parameter(name)?.raw) return;
    for (const each of uses) this.use(each, scope, name);
    if (!mayNameDatabases || !this.isBuiltIn(name)) return;
    const expansion = this.instance.expand(textOf(value), scope);
    for (const mention of databaseMentions(expansion, this.instance.release))
      if (mention.kind === 'setting') this.makeKnown(mention.name, scope);
  }

  /** pcf_flag_user_parameter(): if a value uses a name, the name becomes known in the scope that sets it. */
  private use(name: string, scope: Scope, parameter: string): void {
    this.makeKnown(name, scope);
    if (!this.isDefined(name, scope)) this.undefinedUses.push({ name, parameter, scope });
  }

  private makeKnown(name: string, scope: Scope): void {
    if (this.isBuiltIn(name)) return;
    if (scope !== undefined && this.setIn.get(scope.key)?.has(name)) {
      this.flagLocal(name, scope.key);
      return;
    }
    if (this.isSetInMainCf(name)) this.userNames.add(name);
    if (scope === undefined)
      for (const [key, names] of this.setIn) if (names.has(name)) this.flagLocal(name, key);
  }

  private flagLocal(name: string, key: string): void {
    const names = this.local.get(key);
    if (names === undefined) this.local.set(key, new Set([name]));
    else names.add(name);
  }
}

/** A value of main.cf or of an override. */
type Value = Pick<Entry, 'raw'> | PostconfOption;

function textOf(value: Value): string {
  return 'raw' in value ? value.raw : value.text;
}

/** The names that a value uses. Cached with the value, which survives a keystroke elsewhere. */
function usesIn(value: Value, release: Release): readonly string[] {
  return textOf(value).includes('$') ? namesUsed(value, atLeast(release, '3.11')) : none;
}

/** The names that postconf looks up, also in values that Postfix cannot expand. */
const namesUsed = memoize((value: Value, functions: boolean): readonly string[] => {
  const names: string[] = [];
  const lookup = (name: string): undefined => {
    names.push(name);
  };
  try {
    readMacros(textOf(value), { lookup, warn: () => {}, scan: true, functions });
  } catch (error) {
    if (!(error instanceof MacroFatal)) throw error;
  }
  return names;
});

const none: readonly string[] = [];
