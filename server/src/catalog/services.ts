// Programs that master.cf runs, and the parameters that a service's name gives rise to. Data: services.json.

import data from '../../catalog/services.json' with { type: 'json' };
import type { ValueType } from '../syntax/value-type.ts';
import { atLeast, type Release } from './release.ts';

export interface Program {
  readonly since: string;
  /** `delivery` for programs that deliver mail: transports. */
  readonly role?: string;
  /** The program that an old name refers to. */
  readonly aliasOf?: string;
  /** The key of the set of service-derived parameters. */
  readonly parameters?: string;
  /** What may stand behind the program as `name=value`. */
  readonly attributes?: Readonly<Record<string, Attribute | undefined>>;
  /** The names that it replaces in its command, each with the release that brought it. */
  readonly macros?: Readonly<Record<string, string | undefined>>;
}

/** `name=value` of pipe(8) and its kin. */
export interface Attribute {
  readonly since: string;
  readonly type: ValueType;
  /** The value is a row of letters; each with the release that brought it. */
  readonly letters?: Readonly<Record<string, string | undefined>>;
  /** The program does not run without it. */
  readonly required?: boolean;
  /** All that follows belongs to it. */
  readonly last?: boolean;
}

const programs: Readonly<Record<string, Program | undefined>> = data.programs as never;
const suffixes: Readonly<Record<string, { readonly since: string; readonly default: string }>> =
  data.suffixes;
const sets: Readonly<Record<string, readonly string[] | undefined>> = data.parameterSets;

export const programNames: readonly string[] = Object.keys(data.programs);

/** The types of service endpoints, with the release that brought each. */
export const serviceTypes: Readonly<Record<string, string>> = data.types;

/** An entry of the master.cf that Postfix itself brings along; with `commented` it is only a proposal there. */
export interface StockService {
  readonly service: string;
  readonly type: string;
  readonly private: string;
  readonly unpriv: string;
  readonly chroot: string;
  readonly wakeup: string;
  readonly maxproc: string;
  readonly program: string;
  readonly commented?: boolean;
}

export const stockServices: readonly StockService[] = data.stock;

export function program(name: string): Program | undefined {
  return Object.hasOwn(programs, name) ? programs[name] : undefined;
}

export function attributeOf(programName: string, name: string): Attribute | undefined {
  const { attributes = {} } = program(programName) ?? {};
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Whether a name has the form of a parameter that a service gives rise to, whether or not there is the service. */
export function isServiceDerived(name: string): boolean {
  return derivingService(name) !== undefined;
}

/** The name of the service in the name of a parameter that it gives rise to: `slow` in `slow_destination_rate_delay`. */
export function derivingService(name: string): string | undefined {
  const suffix = Object.keys(suffixes).find((each) => name.endsWith(`_${each}`));
  return suffix === undefined ? undefined : name.slice(0, -suffix.length - 1);
}

/**
 * What a service that runs a program adds to its name (`_destination_recipient_limit`), with the parameter
 * that is the default (postconf_service.c).
 */
export function derivedSuffixes(name: string, release: Release): { suffix: string; default: string }[] {
  return (sets[program(name)?.parameters ?? ''] ?? [])
    .map((key) => ({ key, facts: suffixes[key] }))
    .filter(({ facts }) => facts !== undefined && atLeast(release, facts.since))
    .map(({ key, facts }) => ({ suffix: `_${key}`, default: facts?.default ?? '' }));
}
