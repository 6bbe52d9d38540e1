// The output of postconf for an instance, byte for byte (src/postconf): an offline version of `postconf -n`, `-x`,
// `-d`, `-M`, and `-P`. Decode texts as Latin-1 so that all bytes are preserved.

import { readOnlyParameters } from '../catalog/catalog.ts';
import { masterFields } from '../syntax/master-cf.ts';
import type { Instance, PlacedService } from './instance.ts';
import type { Names } from './names.ts';
import { readMain, readMaster } from './postconf-files.ts';
import { expectsValue, isOption, postconfWords } from './postconf-options.ts';
import { Fatal, Run, type Shown } from './postconf-run.ts';
import { type ClientFile, Scan } from './postconf-scan.ts';
import {
  defaultValue,
  expansion,
  isSet,
  lookupIn,
  mainValue,
  servicesWithSettings,
  settingsOf,
} from './postconf-values.ts';

export type { Shown } from './postconf-run.ts';

export interface ShowOptions {
  /** `-n`: only parameters that main.cf sets. */
  readonly set?: boolean;
  /** `-d`: the release's defaults. */
  readonly defaults?: boolean;
  /** `-x`: with `$name` expanded. */
  readonly expanded?: boolean;
  /** Parameters, or `service/type` patterns; empty for all. */
  readonly names: readonly string[];
  /** Reads the client file of a database, which postconf checks. Undefined if the file is unknown. */
  readonly clientFile?: (path: string) => ClientFile | undefined;
}

/** `postconf [-n] [-d] [-x] [NAME…]`. */
export function showParameters(instance: Instance, names: Names, options: ShowOptions): Shown {
  const run = new Run();
  const scan = scanFor(instance, names, options, run);
  return run.result(() => {
    if (!options.defaults) readMain(instance, run);
    readMaster(instance, run, false);
    if (!options.defaults) scan.all();
    const lookup = lookupIn(instance, undefined, options.defaults);
    const all = options.names.length === 0;
    for (const name of all ? listedNames(instance, names, options) : options.names) {
      if (!all && !isListed(instance, names, name, options) && !instance.catalog.isLegacy(name)) {
        run.warn(`${name}: unknown parameter`);
        continue;
      }
      const value = lookUp(instance, name, options);
      if (value === undefined) continue;
      const isRaw = instance.catalog.parameter(name)?.raw ?? false;
      const text = options.expanded && !isRaw ? expansion(instance, value, lookup, run) : value;
      run.print(normalize(`${name} = ${text}`));
    }
    if (options.defaults) return;
    scan.unusedInMain();
    scan.unusedInMaster();
    scan.end();
  });
}

/** `postconf -M [-x] [SERVICE[/TYPE]…]`. */
export function showServices(instance: Instance, names: Names, options: ShowOptions): Shown {
  return ofServices(instance, names, options, (run) => {
    const requests = requestsFor(options.names, 2);
    for (const service of instance.services) {
      for (const request of requests) {
        if (!matches(request, service)) continue;
        request.isMatched = true;
        run.print(serviceLine(instance, service, options, run));
      }
    }
    return requests;
  });
}

/** `postconf -P [-x] [SERVICE[/TYPE[/PARAMETER]]…]`. */
export function showOverrides(instance: Instance, names: Names, options: ShowOptions): Shown {
  return ofServices(instance, names, options, (run) => {
    const requests = requestsFor(options.names, 3);
    for (const service of servicesWithSettings(instance)) {
      const set = settingsOf(instance, service);
      for (const request of requests) {
        if (!matches(request, service)) continue;
        const wanted = request.fields[2] ?? '*';
        for (const name of [...set.keys()].sort(byBytes)) {
          if (readOnlyParameters.has(name) || (wanted !== '*' && wanted !== name)) continue;
          request.isMatched = true;
          const value = set.get(name) ?? '';
          const text = options.expanded
            ? expansion(instance, value, lookupIn(instance, service), run)
            : value;
          run.print(normalize(`${service.key}/${name} = ${text}`));
        }
        if (wanted === '*') request.isMatched = true;
      }
    }
    return requests;
  });
}

/** What postconf lists of a configuration, also of one that it could not read. */
export interface Listing {
  /** `postconf -n`: the parameters that main.cf sets. Without config_directory, which main.cf cannot set. */
  readonly parameters: string;
  /** `postconf -d` for the same parameters. Those without a default are left out. */
  readonly defaults: string;
  /** `postconf -M`: the services of master.cf. */
  readonly services: string;
}

/**
 * Unlike postconf, reports no problems: other features do.
 * @param bare the same configuration without main.cf, on which some defaults depend
 */
export function listing(instance: Instance, names: Names, bare: Instance): Listing {
  const run = new Run();
  const set = listedNames(instance, names, { names: [], set: true }).filter(
    (name) => name !== 'config_directory' && isSet(instance, name),
  );
  const lines = (value: (name: string) => string | undefined): string =>
    set
      .map((name) => ({ name, text: value(name) }))
      .flatMap(({ name, text }) => (text === undefined ? [] : `${normalize(`${name} = ${text}`)}\n`))
      .join('');
  return {
    parameters: lines((name) => mainValue(instance, name)),
    defaults: lines((name) => defaultValue(bare, name)),
    services: instance.services
      .map((service) => `${serviceLine(instance, service, { names: [] }, run)}\n`)
      .join(''),
  };
}

/** What -M and -P have in common. */
function ofServices(
  instance: Instance,
  names: Names,
  options: ShowOptions,
  show: (run: Run) => readonly Request[],
): Shown {
  const run = new Run();
  const scan = scanFor(instance, names, options, run);
  return run.result(() => {
    readMaster(instance, run, true);
    readMain(instance, run);
    scan.all();
    for (const { text, isMatched } of show(run)) {
      if (text !== undefined && !isMatched) run.warn(`unmatched request: "${text}"`);
    }
    scan.unusedInMaster();
    scan.end();
  });
}

function scanFor(instance: Instance, names: Names, { clientFile }: ShowOptions, run: Run): Scan {
  return new Scan(instance, names, run, clientFile ?? (() => undefined));
}

/** The names that postconf lists by default, in its order. */
function listedNames(instance: Instance, names: Names, options: ShowOptions): string[] {
  const all = new Set([...instance.catalog.names(), ...instance.derivedNames.keys()]);
  if (!options.defaults) for (const name of names.userNames) all.add(name);
  return [...all].filter((name) => isListed(instance, names, name, options)).sort(byBytes);
}

function isListed(instance: Instance, names: Names, name: string, options: ShowOptions): boolean {
  // A legacy name is shown if it is set.
  if (instance.catalog.isLegacy(name)) return !options.defaults && isSet(instance, name);
  return (
    instance.catalog.knows(name) ||
    instance.derivedNames.has(name) ||
    (!options.defaults && names.userNames.has(name))
  );
}

function lookUp(instance: Instance, name: string, options: ShowOptions): string | undefined {
  if (instance.catalog.isLegacy(name) && (options.defaults || !isSet(instance, name)))
    return options.set ? undefined : '';
  if (options.defaults) return defaultValue(instance, name);
  if (!isSet(instance, name)) return options.set ? undefined : instance.value(name)?.raw;
  return mainValue(instance, name);
}

const columns = [0, 11, 17, 25, 33, 41, 49, 57];

/** pcf_print_master_entry(). */
function serviceLine(instance: Instance, service: PlacedService, options: ShowOptions, run: Run): string {
  let line = '';
  const words = postconfWords(service.item);
  words.slice(0, masterFields.length).forEach((text, i) => {
    if (line !== '') line = `${line} `.padEnd(columns[i] ?? 0);
    line += text;
  });
  let inOptions = true;
  for (let i = masterFields.length; i < words.length; i++) {
    const word = words[i] ?? '';
    if (inOptions && !isOption(word)) {
      // From the first word that is not an option, braces are never restored.
      inOptions = false;
      line += ` ${word}`;
      continue;
    }
    if (!inOptions) {
      line += hasBlank(word) ? ` {${word}}` : ` ${word}`;
      continue;
    }
    line += ` ${word}`;
    const value = words[i + 1];
    if (!expectsValue(word) || value === undefined) continue;
    i++;
    const text =
      word === '-o' && options.expanded
        ? expansion(instance, value, lookupIn(instance, service), run)
        : value;
    line += hasBlank(text) ? ` {${text}}` : ` ${text}`;
  }
  return line;
}

function hasBlank(text: string): boolean {
  return /[ \t\r\n]/.test(text);
}

/** One argument of postconf: the fields of its pattern. */
interface Request {
  readonly fields: readonly string[];
  /** As written; undefined for the request for all services. */
  readonly text?: string;
  isMatched: boolean;
}

/** pcf_parse_service_pattern(). */
function requestsFor(names: readonly string[], count: number): Request[] {
  if (names.length === 0) return [{ fields: Array(count).fill('*'), isMatched: false }];
  return names.map((name) => {
    const parts = name.split('/').filter((p) => p !== '');
    const badStar = parts.some((p) => p !== '*' && p.includes('*'));
    if (name.startsWith('/') || parts.length === 0 || parts.length > count || badStar) {
      throw new Fatal(
        count === 2
          ? '-M option requires service_name[/type]'
          : '-P option requires service_name[/type[/parameter]]',
      );
    }
    return { fields: [...parts, ...Array(count - parts.length).fill('*')], text: name, isMatched: false };
  });
}

function matches({ fields: [name, type] }: Request, service: PlacedService): boolean {
  return (name === '*' || name === service.name) && (type === '*' || type === service.type);
}

/** pcf_print_line(): each run of white space becomes one space. */
function normalize(text: string): string {
  return text
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== '')
    .join(' ');
}

/** strcmp(): in Latin-1 text, the order of code units is the order of bytes. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
