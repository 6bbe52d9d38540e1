// The output of postconf for an instance, byte for byte (src/postconf): an offline version of `postconf -n`, `-x`,
// `-d`, `-M`, and `-P`. Decode texts as Latin-1 so that all bytes are preserved.

import { readOnlyParameters } from '../catalog/catalog.ts';
import { logicalText } from '../syntax/lines.ts';
import type { MalformedLine } from '../syntax/main-cf.ts';
import { masterFields } from '../syntax/master-cf.ts';
import { type Expansion, expand } from './expand.ts';
import type { Instance, PlacedService } from './instance.ts';
import type { Names } from './names.ts';
import { expectsValue, isOption, postconfOptions, postconfWords } from './postconf-options.ts';

export interface ShowOptions {
  /** `-n`: only parameters that main.cf sets. */
  readonly set?: boolean;
  /** `-d`: the release's defaults. */
  readonly defaults?: boolean;
  /** `-x`: with `$name` expanded. */
  readonly expanded?: boolean;
  /** Parameters, or `service/type` patterns; empty for all. */
  readonly names: readonly string[];
}

/** Standard output, warnings in postconf's order, and the fatal error that ended it, if any. */
export interface Shown {
  readonly output: string;
  readonly warnings: readonly string[];
  readonly fatal?: string;
}

/** `postconf [-n] [-d] [-x] [NAME…]`. */
export function showParameters(instance: Instance, names: Names, options: ShowOptions): Shown {
  const run = new Run();
  return run.result(() => {
    if (!options.defaults) readMain(instance, run);
    readMaster(instance, run);
    if (!options.defaults) scanWarnings(instance, names, run);
    const all = options.names.length === 0;
    for (const name of all ? listedNames(instance, names, options) : options.names) {
      if (!all && !isListed(instance, names, name, options)) {
        run.warn(`${name}: unknown parameter`);
        continue;
      }
      const value = lookUp(instance, name, options);
      if (value === undefined) continue;
      const isRaw = instance.catalog.parameter(name)?.raw ?? false;
      const text =
        options.expanded && !isRaw ? run.expansion(expandFor(instance, value, undefined, options)) : value;
      run.print(normalize(`${name} = ${text}`));
    }
    if (!options.defaults) {
      unusedInMain(instance, names, run);
      unusedInMaster(instance, names, run);
    }
  });
}

/** `postconf -M [-x] [SERVICE[/TYPE]…]`. */
export function showServices(instance: Instance, names: Names, options: ShowOptions): Shown {
  const run = new Run();
  return run.result(() => {
    readMaster(instance, run);
    readMain(instance, run);
    scanWarnings(instance, names, run);
    for (const service of instance.services) {
      for (const pattern of patterns(options.names, 2)) {
        if (matches(pattern, service)) run.print(serviceLine(instance, service, options, run));
      }
    }
    unusedInMaster(instance, names, run);
  });
}

/** `postconf -P [-x] [SERVICE[/TYPE[/PARAMETER]]…]`. */
export function showOverrides(instance: Instance, names: Names, options: ShowOptions): Shown {
  const run = new Run();
  return run.result(() => {
    readMaster(instance, run);
    readMain(instance, run);
    scanWarnings(instance, names, run);
    const begun = new Set<string>();
    for (const service of instance.services) {
      // A service shares the overrides of its namesakes, starting from the first of them that has any.
      if (postconfOptions(service.item).length === 0 && !begun.has(service.key)) continue;
      begun.add(service.key);
      const set = settingsOf(instance, service.key);
      for (const pattern of patterns(options.names, 3)) {
        if (!matches(pattern, service)) continue;
        for (const name of [...set.keys()].sort(byBytes)) {
          if (pattern[2] !== '*' && pattern[2] !== name) continue;
          const value = set.get(name) ?? '';
          const text = options.expanded ? run.expansion(expandFor(instance, value, service, options)) : value;
          run.print(normalize(`${service.key}/${name} = ${text}`));
        }
      }
    }
    unusedInMaster(instance, names, run);
  });
}

/** Thrown when postconf would exit with a fatal error. */
class Fatal extends Error {}

class Run {
  readonly warnings: string[] = [];
  private output = '';

  print(line: string): void {
    this.output += `${line}\n`;
  }

  /** msg(3) replaces each character that is not printable ASCII with a question mark. */
  warn(text: string): void {
    this.warnings.push(text.replace(/[^ -~]/g, '?'));
  }

  expansion({ text, problems }: Expansion): string {
    if (problems.length === 0) return text;
    for (const problem of problems) this.warn(problem);
    throw new Fatal('macro processing error');
  }

  result(work: () => void): Shown {
    try {
      work();
      return { output: this.output, warnings: this.warnings };
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      // Postfix writes its output in blocks and does not write the last one after a fatal error (vstream.c).
      const written = this.output.slice(0, this.output.length - (this.output.length % bufferSize));
      return { output: written, warnings: this.warnings, fatal: error.message };
    }
  }
}

const bufferSize = 4096;

/** dict_load_file_xt() for main.cf. */
function readMain(instance: Instance, run: Run): void {
  const { main } = instance.files;
  if (main === undefined) throw new Fatal(`open ${instance.path}/main.cf: No such file or directory`);
  const known = new Map([['config_directory', instance.path]]);
  for (const { item, start } of main.tree.items()) {
    const line = main.tree.text.positionAt(start).line + 1;
    if (item.kind === 'malformed') {
      const text = logicalText(item.line, { start: 0, end: item.line.text.length });
      if (item.problem === 'leading-whitespace') {
        run.warn(
          `${instance.path}/main.cf: logical line must not start with whitespace: "${text.slice(0, 30)}${text.length > 30 ? '...' : ''}"`,
        );
        continue;
      }
      throw new Fatal(`${instance.path}/main.cf, line ${line}: ${fatalWords[item.problem]}: "${text}"`);
    }
    const { name, text } = item;
    const before = known.get(name.text);
    if (before !== undefined && before !== text) {
      run.warn(`${instance.path}/main.cf, line ${line}: overriding earlier entry: ${name.text}=${before}`);
    }
    known.set(name.text, text);
  }
}

const fatalWords: Readonly<Record<MalformedLine['problem'], string>> = {
  'missing-equals': "missing '=' after attribute name",
  'missing-name': 'missing attribute name',
  'leading-whitespace': '',
};

/** pcf_read_master() and pcf_check_master_entry(). */
function readMaster(instance: Instance, run: Run): void {
  const { master } = instance.files;
  if (master === undefined) {
    run.warn(`open ${instance.path}/master.cf: No such file or directory`);
    return;
  }
  for (const { item, start } of master.tree.items()) {
    const text = logicalText(item.line, { start: 0, end: item.line.text.length });
    if (item.kind === 'malformed') {
      if (item.problem === 'leading-whitespace') {
        run.warn(
          `${instance.path}/master.cf: logical line must not start with whitespace: "${text.slice(0, 30)}${text.length > 30 ? '...' : ''}"`,
        );
        continue;
      }
      const line = master.tree.text.positionAt(start).line + 1;
      throw new Fatal(`file ${instance.path}/master.cf: line ${line}: bad field count`);
    }
    const [, type = '', priv = '', unpriv = '', chroot = '', wakeup = '', limit = ''] = item.fields.map(
      (f) => f.text,
    );
    const bad = (field: string, value: string): Fatal =>
      new Fatal(`invalid ${field} field "${value}" in "${text}"`);
    if (!['unix', 'fifo', 'inet', 'pass', 'unix-dgram'].includes(type)) throw bad('type', type);
    for (const [field, value] of [
      ['private', priv],
      ['unprivileged', unpriv],
      ['chroot', chroot],
    ] as const) {
      if (!/^[yn-]$/.test(value)) throw bad(field, value);
    }
    if (!/^(-\??|[0-9]*\??)$/.test(wakeup)) throw bad('wakeup', wakeup);
    if (!/^(-|[0-9]*)$/.test(limit)) throw bad('process_limit', limit);
  }
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

/** Postfix sets config_directory itself before it reads main.cf (postconf_misc.c). */
function isSet(instance: Instance, name: string): boolean {
  return (
    name === 'config_directory' ||
    ((instance.entriesByName.has(name) || instance.extra.has(name)) && !readOnlyParameters.has(name))
  );
}

function lookUp(instance: Instance, name: string, options: ShowOptions): string | undefined {
  if (options.defaults) return defaultValue(instance, name);
  if (!isSet(instance, name)) return options.set ? undefined : instance.value(name)?.raw;
  return mainValue(instance, name);
}

/** The value in main.cf, exactly as postconf holds it in memory. */
function mainValue(instance: Instance, name: string): string | undefined {
  const value = instance.extra.get(name) ?? instance.entriesOf(name).at(-1)?.item.text;
  return value ?? (name === 'config_directory' ? instance.path : undefined);
}

/** A default that does not depend on main.cf. */
function defaultValue(instance: Instance, name: string): string | undefined {
  // The directory that postconf was given is a setting; the default is built in.
  if (name === 'config_directory') return instance.defaultOf(name);
  return instance.hostDefault(name) ?? instance.defaultOf(name);
}

function expandFor(
  instance: Instance,
  text: string,
  service: PlacedService | undefined,
  options: Pick<ShowOptions, 'defaults'>,
): Expansion {
  const settings = service && settingsOf(instance, service.key);
  return expand(
    text,
    (name) => {
      if (options.defaults) return defaultValue(instance, name);
      if (service !== undefined) {
        if (name === 'process_name') return service.program;
        if (name === 'service_name') return service.name;
        const own = settings?.get(name);
        if (own !== undefined) return own;
      }
      return isSet(instance, name) ? mainValue(instance, name) : instance.value(name)?.raw;
    },
    instance.expandOptions,
  );
}

/** The overrides of all services with one key. postconf stores them together, and the last one wins. */
function settingsOf(instance: Instance, key: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const service of instance.services) {
    if (service.key !== key) continue;
    for (const { name, text: value } of postconfOptions(service.item))
      if (!readOnlyParameters.has(name)) settings.set(name, value);
  }
  return settings;
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
      word === '-o' && options.expanded ? run.expansion(expandFor(instance, value, service, options)) : value;
    line += hasBlank(text) ? ` {${text}}` : ` ${text}`;
  }
  return line;
}

function hasBlank(text: string): boolean {
  return /[ \t\r\n]/.test(text);
}

/** pcf_parse_service_pattern(). */
function patterns(names: readonly string[], fields: number): string[][] {
  if (names.length === 0) return [Array(fields).fill('*')];
  return names.map((name) => {
    const parts = name.split('/').filter((p) => p !== '');
    const badStar = parts.some((p) => p !== '*' && p.includes('*'));
    if (name.startsWith('/') || parts.length === 0 || parts.length > fields || badStar) {
      throw new Fatal(
        fields === 2
          ? '-M option requires service_name[/type]'
          : '-P option requires service_name[/type[/parameter]]',
      );
    }
    return [...parts, ...Array(fields - parts.length).fill('*')];
  });
}

function matches([name, type]: readonly string[], service: PlacedService): boolean {
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

/** pcf_register_user_parameters(): the warnings and fatal errors of its scan. */
function scanWarnings(instance: Instance, names: Names, run: Run): void {
  for (const service of instance.services) {
    for (const { name, text: value } of postconfOptions(service.item)) {
      if (readOnlyParameters.has(name))
        run.warn(`${instance.path}/master.cf: read-only parameter assignment: ${name}=${value}`);
      else scanTables(instance, name, value, service, run);
    }
  }
  for (const { name, scope } of names.undefinedUses) {
    run.warn(`${instance.path}/${scope === undefined ? 'main' : 'master'}.cf: undefined parameter: ${name}`);
  }
  // The default of mynetworks depends on these three parameters.
  if (!isSet(instance, 'mynetworks')) {
    const [, style, protocols] = ['inet_interfaces', 'mynetworks_style', 'inet_protocols'].map((name) =>
      run.expansion(
        expandFor(instance, mainValue(instance, name) ?? defaultValue(instance, name) ?? '', undefined, {}),
      ),
    );
    oneOf('inet_protocols', ['all', 'ipv4', 'ipv6'], protocols ?? '');
    oneOf('mynetworks mask style', ['class', 'subnet', 'host'], style ?? '');
  }
  for (const name of instance.entriesByName.keys()) {
    const value = mainValue(instance, name) ?? '';
    if (readOnlyParameters.has(name))
      run.warn(
        `${instance.path}/main.cf: read-only parameter assignment: ${name}=${instance.entriesOf(name).at(-1)?.item.text}`,
      );
    else scanTables(instance, name, value, undefined, run);
  }
}

/** name_mask(): an unknown word is a fatal error. */
function oneOf(context: string, known: readonly string[], text: string): void {
  for (const word of text.split(/[, \t\r\n]+/)) {
    if (word !== '' && !known.includes(word))
      throw new Fatal(`unknown ${context} value "${word}" in "${text}"`);
  }
}

/**
 * postconf expands the value of every built-in parameter to look for tables, and exits with a fatal error if it cannot.
 */
function scanTables(
  instance: Instance,
  name: string,
  value: string,
  service: PlacedService | undefined,
  run: Run,
): void {
  if (instance.catalog.isLegacy(name) || instance.catalog.parameter(name)?.raw) return;
  if (!instance.catalog.knows(name) && !instance.derivedNames.has(name)) return;
  run.expansion(expandFor(instance, value, service, {}));
}

/** pcf_flag_unused_main_parameters(). */
function unusedInMain(instance: Instance, names: Names, run: Run): void {
  for (const name of instance.entriesByName.keys()) {
    if (readOnlyParameters.has(name) || names.isKnown(name)) continue;
    run.warn(`${instance.path}/main.cf: unused parameter: ${name}=${mainValue(instance, name)}`);
  }
}

function unusedInMaster(instance: Instance, names: Names, run: Run): void {
  for (const service of instance.services) {
    for (const [name, value] of settingsOf(instance, service.key)) {
      if (readOnlyParameters.has(name) || names.isKnownFor(name, service)) continue;
      run.warn(`${instance.path}/master.cf: unused parameter: ${name}=${value}`);
    }
  }
}
