// The values that programs read: the one in effect for each built-in parameter that main.cf sets, and for each service
// the overrides that its program reads. Each value is expanded when a rule first needs it, once for all rules.

import { type Parameter, readOnlyParameters } from '../catalog/catalog.ts';
import { program as programFacts } from '../catalog/services.ts';
import { memoize } from '../syntax/memoize.ts';
import type { Span } from '../syntax/text.ts';
import { isList } from '../syntax/value-type.ts';
import {
  type ExpandedValue,
  expandedValue,
  nameLocation,
  sourceLocation,
  valueLocation,
} from './expanded-values.ts';
import {
  type Instance,
  type Location,
  overrides,
  type PlacedService,
  rawText,
  type Source,
} from './instance.ts';

/** A setting that is written in a file. */
type Written = Exclude<Source, { readonly kind: 'default' | 'computed' }>;

export class ReadValue {
  private known: ExpandedValue | undefined;
  /** The value before expansion. */
  readonly raw: string;
  /** The file contains the value exactly as the program receives it, so a fix can replace it. */
  readonly isLiteral: boolean;

  constructor(
    private readonly instance: Instance,
    readonly parameter: Parameter,
    /**
     * The name as written: `relay_destination_recipient_limit`, where `parameter` is the one that supplies the default.
     */
    readonly name: string,
    readonly source: Written,
    /** The service whose override it is; undefined for main.cf. */
    readonly service: PlacedService | undefined,
  ) {
    this.raw = rawText(source) ?? '';
    this.isLiteral = !this.raw.includes('$');
  }

  /** The value that the program receives; undefined if it is unknown or if the program never reads it. */
  get text(): string | undefined {
    const { raw } = this;
    if (this.isLiteral) return raw;
    const expansion = this.parameter.raw ? this.instance.unexpanded(raw) : this.expanded.expansion;
    const { problems, undefinedNames, text } = expansion;
    return problems.length > 0 || undefinedNames.length > 0 ? undefined : text;
  }

  /** The same for uses that need no locations: for several lines, without the text between them. */
  get joined(): string | undefined {
    const { source } = this;
    return this.isLiteral && source.kind === 'entry' ? source.entry.item.text : this.text;
  }

  /** A comment follows the value. The rule `trailing-comment` reports the consequences. */
  get hasComment(): boolean {
    const { raw } = this;
    return raw.includes('#') && /(?:^|\s)#/.test(raw);
  }

  /** The value, expanded and split into words by its type. */
  get expanded(): ExpandedValue {
    const known = this.known ?? expandedValue(this.instance, this.name, this.service);
    if (known === undefined) throw new Error(`${this.name} is set and has no value`);
    this.known = known;
    return known;
  }

  /** The location of a span of `text`, or of all of it; the whole setting if the value is empty. */
  locate(span?: Span): Location {
    return this.expanded.locate(span ?? { start: 0, end: this.text?.length ?? 0 }) ?? this.location;
  }

  /** The location of the whole setting: the entry of main.cf, or `-o name=value`. */
  get location(): Location {
    return this.placed(sourceLocation(this.instance, this.source));
  }

  get valueLocation(): Location {
    return this.placed(valueLocation(this.instance, this.source));
  }

  get nameLocation(): Location {
    return this.placed(nameLocation(this.instance, this.source));
  }

  private placed(location: Location | undefined): Location {
    if (location === undefined) throw new Error(`${this.name} is not set in any file`);
    return location;
  }
}

/** The values of all parameters of one type (`boolean`, `list`), in the order of the files. */
export function valuesOfType(instance: Instance, type: string): readonly ReadValue[] {
  return byType(instance).get(type) ?? [];
}

/** The values of all lists whose elements have this type (`domain-pattern`), in the order of the files. */
export function listsOf(instance: Instance, element: string): readonly ReadValue[] {
  return listsByElement(instance).get(element) ?? [];
}

const listsByElement = memoize(
  (instance: Instance): ReadonlyMap<string, readonly ReadValue[]> =>
    groupBy(valuesOfType(instance, 'list'), ({ parameter: { type } }) => (isList(type) ? type.of.type : '')),
);

/** The values of the parameters with these names, in main.cf and in services. */
export function valuesNamed(instance: Instance, ...names: readonly string[]): readonly ReadValue[] {
  const [name = '', ...others] = names;
  const values = byName(instance).get(name) ?? [];
  return others.length === 0 ? values : allValues(instance).filter((value) => names.includes(value.name));
}

/** The values that contain a `$`. */
export const referringValues = memoize((instance: Instance): readonly ReadValue[] =>
  allValues(instance).filter(({ isLiteral }) => !isLiteral),
);

/** The values of every type, one type after the other. */
export const allValues = memoize((instance: Instance): readonly ReadValue[] =>
  [...byType(instance).values()].flat(),
);

const byName = memoize(
  (instance: Instance): ReadonlyMap<string, readonly ReadValue[]> =>
    groupBy(allValues(instance), ({ name }) => name),
);

const byType = memoize(
  (instance: Instance): ReadonlyMap<string, readonly ReadValue[]> =>
    groupBy(readValues(instance), ({ parameter: { type } }) => type.type),
);

function readValues(instance: Instance): readonly ReadValue[] {
  const values: ReadValue[] = [];
  for (const { name, parameter, isRead } of instance.parameters) {
    const entry = instance.lastEntry(name);
    if (entry !== undefined && isRead && !readOnlyParameters.has(name) && !instance.extra.has(name))
      values.push(new ReadValue(instance, parameter, name, { kind: 'entry', entry }, undefined));
  }
  for (const service of instance.services) {
    const names = new Set(overrides(service.item).map((override) => override.name?.text ?? ''));
    for (const name of names) {
      const parameter = knownParameter(instance, name);
      const override = instance.overridesOf(service, name).at(-1);
      // A program ignores the values of parameters that it does not read.
      if (parameter === undefined || override === undefined || !reads(service.program, parameter)) continue;
      values.push(new ReadValue(instance, parameter, name, { kind: 'override', service, override }, service));
    }
  }
  return values;
}

function groupBy<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** The parameter that the target release has under this name, or from which the name is derived. */
function knownParameter(instance: Instance, name: string): Parameter | undefined {
  if (readOnlyParameters.has(name)) return undefined;
  const isKnown = instance.catalog.knows(name) || instance.derivedNames.has(name);
  return isKnown ? instance.parameterOf(name) : undefined;
}

/**
 * Whether a program uses the parameter: directly, or through the TLS library.
 */
export function uses(program: string, parameter: Parameter): boolean {
  return reads(program, parameter) || (parameter.usedBy.includes('tls') && tlsPrograms.has(program));
}

/** The same, and true also if the catalog cannot tell. */
export function mayRead(instance: Instance, program: string, name: string): boolean {
  const parameter = instance.parameterOf(name);
  return (
    programFacts(program) === undefined ||
    parameter === undefined ||
    parameter.usedBy.length === 0 ||
    uses(program, parameter)
  );
}

const tlsPrograms: ReadonlySet<string> = new Set([
  'smtpd',
  'smtp',
  'lmtp',
  'tlsproxy',
  'tlsmgr',
  'postscreen',
]);

/** Whether a program reads the parameter when it starts. */
export function reads(program: string, { usedBy }: Parameter): boolean {
  return usedBy.includes(program) || usedBy.includes('global');
}
