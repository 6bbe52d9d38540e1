// Programs that master.cf runs, and the parameters derived from service names. Data: services.json.

import data from '../../catalog/services.json' with { type: 'json' };
import type { ValueType } from '../syntax/value-type.ts';
import { atLeast, type Release } from './release.ts';

export interface Program {
  readonly since: string;
  /** `delivery` for programs that deliver mail (transports). */
  readonly role?: string;
  /** The program that an old name refers to. */
  readonly aliasOf?: string;
  /** The key of the set of service-derived parameters. */
  readonly parameters?: string;
  /** The arguments in the form `name=value` that may follow the program. */
  readonly attributes?: Readonly<Record<string, Attribute | undefined>>;
  /** The macros that it expands in its command, each with the release that introduced it. */
  readonly macros?: Readonly<Record<string, string | undefined>>;
}

/** A `name=value` argument of pipe(8) or a similar program. */
export interface Attribute {
  readonly since: string;
  readonly type: ValueType;
  /** If the value is a sequence of letters: each letter with the release that introduced it. */
  readonly letters?: Readonly<Record<string, string | undefined>>;
  /** The program does not run without this argument. */
  readonly required?: boolean;
  /** The rest of the line belongs to this argument. */
  readonly last?: boolean;
}

const programs: Readonly<Record<string, Program | undefined>> = data.programs as never;
const suffixes: Readonly<Record<string, { readonly since: string; readonly default: string }>> =
  data.suffixes;
const sets: Readonly<Record<string, readonly string[] | undefined>> = data.parameterSets;

export const programNames: readonly string[] = Object.keys(data.programs);

/** The types of service endpoints, the usual ones first, each with the release that introduced it. */
export const serviceTypes: Readonly<Record<string, string>> = Object.fromEntries(
  (['inet', 'unix', 'unix-dgram', 'fifo', 'pass'] as const).map((name) => [name, data.types[name]]),
);

/** An entry of the master.cf that comes with Postfix. If `commented`, it is commented out in that file. */
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

/** Whether a name has the form of a service-derived parameter, even if no such service exists. */
export function isServiceDerived(name: string): boolean {
  return derivingService(name) !== undefined;
}

/** The service name within a service-derived parameter name: `slow` in `slow_destination_rate_delay`. */
export function derivingService(name: string): string | undefined {
  const suffix = Object.keys(suffixes).find((each) => name.endsWith(`_${each}`));
  return suffix === undefined ? undefined : name.slice(0, -suffix.length - 1);
}

/**
 * The suffixes of the service-derived parameters of a program (`_destination_recipient_limit`), each with the parameter
 * that is the default (postconf_service.c).
 */
export function derivedSuffixes(name: string, release: Release): { suffix: string; default: string }[] {
  return (sets[program(name)?.parameters ?? ''] ?? [])
    .map((key) => ({ key, facts: suffixes[key] }))
    .filter(({ facts }) => facts !== undefined && atLeast(release, facts.since))
    .map(({ key, facts }) => ({ suffix: `_${key}`, default: facts?.default ?? '' }));
}
