// The values that programs read: for each built-in parameter that main.cf sets, the one in force, and for each
// service the overrides that its program looks at. Each is expanded when a rule asks for it, and once for all rules.

import type { Parameter } from '../catalog/catalog.ts';
import {
  type EffectiveValue,
  type Instance,
  type Location,
  overrides,
  type PlacedService,
} from '../instance/instance.ts';
import { type ExpandedValue, expandedValue, nameLocation, sourceLocation } from '../instance/words.ts';
import type { Span } from '../syntax/text.ts';

export class ReadValue {
  private known: ExpandedValue | undefined;

  constructor(
    private readonly instance: Instance,
    readonly parameter: Parameter,
    /** As it is before expansion, and where it stands. */
    readonly value: EffectiveValue,
    /** The service that has it to itself; undefined for main.cf. */
    readonly service: PlacedService | undefined,
  ) {}

  /** The parameter's name as it is written: `relay_destination_recipient_limit` where `parameter` is the default's. */
  get name(): string {
    return this.value.name;
  }

  /** What the program gets; undefined where that cannot be known, and where it does not come to reading it. */
  get text(): string | undefined {
    const { raw } = this.value;
    if (this.isLiteral) return raw;
    const expansion = this.parameter.raw ? this.instance.unexpanded(raw) : this.expanded.expansion;
    const { problems, undefinedNames, text } = expansion;
    return problems.length > 0 || undefinedNames.length > 0 ? undefined : text;
  }

  /** It stands in the file as the program gets it: a fix can put another in its place. */
  get isLiteral(): boolean {
    return !this.value.raw.includes('$');
  }

  /** A comment stands behind it: `trailing-comment` has said what becomes of that. */
  get hasComment(): boolean {
    return /(?:^|\s)#/.test(this.value.raw);
  }

  /** The value, expanded and cut into words by its type. */
  get expanded(): ExpandedValue {
    const known = this.known ?? expandedValue(this.instance, this.name, this.service);
    if (known === undefined) throw new Error(`${this.name} is set and has no value`);
    this.known = known;
    return known;
  }

  /** Where a stretch of `text` stands, or all of it; the whole setting when the value is empty. */
  locate(span?: Span): Location {
    return this.expanded.locate(span ?? { start: 0, end: this.text?.length ?? 0 }) ?? this.location;
  }

  /** The whole setting: the entry of main.cf, or `-o name=value`. */
  get location(): Location {
    return this.placed(sourceLocation(this.instance, this.value.source));
  }

  get nameLocation(): Location {
    return this.placed(nameLocation(this.instance, this.value.source));
  }

  private placed(location: Location | undefined): Location {
    if (location === undefined) throw new Error(`${this.name} stands in no file`);
    return location;
  }
}

const memory = new WeakMap<Instance, ReadonlyMap<string, readonly ReadValue[]>>();

/** The values of all parameters of one type (`boolean`, `list`), in the order of the files. */
export function valuesOfType(instance: Instance, type: string): readonly ReadValue[] {
  return byType(instance).get(type) ?? [];
}

/** The values of every type. */
export function* allValues(instance: Instance): Generator<ReadValue> {
  for (const values of byType(instance).values()) yield* values;
}

function byType(instance: Instance): ReadonlyMap<string, readonly ReadValue[]> {
  let known = memory.get(instance);
  if (known === undefined) {
    const map = new Map<string, ReadValue[]>();
    for (const value of read(instance)) {
      const { type } = value.parameter.type;
      const list = map.get(type);
      if (list === undefined) map.set(type, [value]);
      else list.push(value);
    }
    known = map;
    memory.set(instance, known);
  }
  return known;
}

function* read(instance: Instance): Generator<ReadValue> {
  for (const name of instance.entriesByName.keys()) {
    const parameter = knownParameter(instance, name);
    const value = parameter && instance.value(name);
    if (value?.source.kind === 'entry')
      yield new ReadValue(instance, parameter as Parameter, value, undefined);
  }
  for (const service of instance.services) {
    const names = new Set(overrides(service.item).map((override) => override.name?.text ?? ''));
    for (const name of names) {
      const parameter = knownParameter(instance, name);
      // A program that does not read the parameter does not look at its value.
      if (parameter === undefined || !reads(service.program, parameter)) continue;
      const value = instance.value(name, service);
      if (value?.source.kind === 'override') yield new ReadValue(instance, parameter, value, service);
    }
  }
}

/** The parameter that the target release has by this name, or that the name is derived from. */
function knownParameter(instance: Instance, name: string): Parameter | undefined {
  const isKnown = instance.catalog.knows(name) || instance.derivedNames.has(name);
  return isKnown ? instance.parameterOf(name) : undefined;
}

/** Whether a program asks for the parameter when it starts. */
export function reads(program: string, { usedBy }: Parameter): boolean {
  return usedBy.includes(program) || usedBy.includes('global');
}
