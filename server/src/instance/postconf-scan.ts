// What postconf warns about in a configuration as a whole: undefined names, unused and deprecated parameters, and the
// client files of databases (postconf_user.c, postconf_dbms.c, postconf_unused.c).

import { readOnlyParameters } from '../catalog/catalog.ts';
import { databaseKeys } from '../catalog/database-keys.ts';
import { atLeast } from '../catalog/release.ts';
import { ChunkParser, Tree } from '../syntax/document.ts';
import { parseMainLine } from '../syntax/main-cf.ts';
import { SourceText } from '../syntax/text.ts';
import { type DatabaseMention, databaseMentions } from './database-names.ts';
import { expand } from './expand.ts';
import type { Instance, PlacedService } from './instance.ts';
import type { Names } from './names.ts';
import { readSettings } from './postconf-files.ts';
import { readMacros } from './postconf-macros.ts';
import { Fatal, type Run } from './postconf-run.ts';
import {
  defaultValue,
  expansion,
  isSet,
  lookupIn,
  mainValue,
  readOrDie,
  servicesWithSettings,
  settingsOf,
} from './postconf-values.ts';

/** A database client's file: its text, or why it cannot be read. No problem is reported if access is denied. */
export type ClientFile = { readonly text: string } | { readonly problem: string | undefined };

export class Scan {
  /** Services share their settings with their namesakes, and postconf deletes a read-only one when it finds it. */
  private readonly deleted = new Set<string>();
  private readonly clientFiles = new Set<string>();
  private readonly fullPaths: boolean;
  private isDeprecationFound = false;

  constructor(
    private readonly instance: Instance,
    private readonly names: Names,
    private readonly run: Run,
    private readonly clientFile: (path: string) => ClientFile | undefined,
  ) {
    this.fullPaths = atLeast(instance.release, '3.8');
  }

  /** pcf_register_user_parameters(). */
  all(): void {
    const { instance } = this;
    for (const service of servicesWithSettings(instance))
      this.namespace(settingsOf(instance, service), service);
    this.defaults();
    this.namespace(mainSettings(instance), undefined);
  }

  /** pcf_scan_user_parameter_namespace(). */
  private namespace(settings: ReadonlyMap<string, string>, service: PlacedService | undefined): void {
    const { instance, run } = this;
    const classes = settings.get('smtpd_restriction_classes');
    if (classes !== undefined) {
      const space = service === undefined ? mainDictionary : service.key;
      for (const name of this.ownExpansion(classes, settings, space).split(/[, \t\r\n]+/))
        if (name !== '') this.use(name, service);
    }
    for (const [name, text] of settings) {
      if (readOnlyParameters.has(name)) {
        const id = `${service?.key ?? ''} ${name}`;
        if (!this.deleted.has(id))
          run.warn(`${this.path(service)}: read-only parameter assignment: ${name}=${text}`);
        this.deleted.add(id);
        continue;
      }
      if (instance.catalog.parameter(name)?.raw && instance.catalog.knows(name)) continue;
      this.macros(text, service);
      const isBuiltIn = instance.catalog.knows(name) && !instance.catalog.isLegacy(name);
      if (isBuiltIn || instance.derivedNames.has(name)) this.databases(text, service);
    }
  }

  /** Reports the names that a value uses and that nothing defines. */
  private macros(text: string, service: PlacedService | undefined): void {
    if (!text.includes('$')) return;
    const lookup = (name: string): undefined => this.use(name, service);
    const { functions = false } = this.instance.expandOptions;
    readOrDie(() => {
      readMacros(text, { lookup, warn: (warning) => this.run.warn(warning), scan: true, functions });
    });
  }

  /** pcf_flag_user_parameter(). */
  private use(name: string, service: PlacedService | undefined): undefined {
    if (!this.names.isDefined(name, service))
      this.run.warn(`${this.path(service)}: undefined parameter: ${name}`);
  }

  /** pcf_scan_default_parameter_values(): the defaults that depend on settings of main.cf. */
  private defaults(): void {
    const { instance } = this;
    if (!isSet(instance, 'myhostname') && isSet(instance, 'mydomain')) this.fromMain('mydomain');
    if (!isSet(instance, 'mydomain') && isSet(instance, 'myhostname')) this.fromMain('myhostname');
    if (isSet(instance, 'mynetworks')) return;
    this.fromMain('inet_interfaces');
    const style = this.fromMain('mynetworks_style');
    const protocols = this.fromMain('inet_protocols');
    oneOf('inet_protocols', ['all', 'ipv4', 'ipv6'], protocols);
    const styles = oneOf('mynetworks mask style', ['class', 'subnet', 'host'], style);
    if (styles.size !== 1) throw new Fatal(`bad mynetworks_style value: ${style}; specify exactly one value`);
  }

  /** mail_conf_lookup_eval(), or the default. */
  private fromMain(name: string): string {
    const value = isSet(this.instance, name) ? mainValue(this.instance, name) : undefined;
    if (value !== undefined) return this.ownExpansion(value, mainSettings(this.instance), mainDictionary);
    const text = defaultValue(this.instance, name) ?? '';
    return expansion(this.instance, text, lookupIn(this.instance, undefined), this.run);
  }

  /** dict_eval(): `$name` has only the values of the same file or service. */
  private ownExpansion(text: string, settings: ReadonlyMap<string, string>, space: string): string {
    const failure = `dictionary ${space}: macro processing error`;
    return expansion(this.instance, text, (name) => settings.get(name), this.run, failure);
  }

  /** pcf_register_dbms_parameters(). */
  private databases(text: string, service: PlacedService | undefined): void {
    const { instance, run } = this;
    const lookup = lookupIn(instance, service);
    const expanded = expansion(instance, text, lookup, run);
    if (!/[:{#]/.test(expanded)) return;
    const whole = expand(text, lookup, instance.expandOptions);
    for (const mention of databaseMentions(whole, instance.release)) this.mention(mention, service);
  }

  private mention(mention: DatabaseMention, service: PlacedService | undefined): void {
    if (mention.kind === 'setting') return;
    if (mention.kind === 'file') {
      this.readClientFile(mention.type, mention.path);
      return;
    }
    const name = service === undefined ? 'main.cf' : 'master.cf';
    const path = this.fullPaths ? `${this.instance.path}/${name}` : name;
    const scope = service === undefined || mention.kind === 'comment' ? '' : `:${service.key}`;
    this.run.warn(`${path}${scope}: ${mention.problem}`);
  }

  /** pcf_check_dbms_client(). */
  private readClientFile(type: string, path: string): void {
    const { run, instance } = this;
    const table = `${type}:${path}`;
    if (this.clientFiles.has(table)) return;
    this.clientFiles.add(table);
    const file = this.clientFile(path);
    if (file === undefined) return;
    if ('problem' in file) {
      if (file.problem !== undefined) run.warn(`open "${type}" configuration "${path}": ${file.problem}`);
      return;
    }
    const known = new Map<string, string>();
    const tree = new Tree(SourceText.of(file.text), new ChunkParser(parseMainLine));
    readSettings(tree, path, known, instance.release, run);
    const keys = new Set(databaseKeys(type, instance.release));
    for (const [name, value] of sorted(known))
      if (!keys.has(name)) run.warn(`${table}: unused parameter: ${name}=${value}`);
  }

  /** pcf_flag_unused_main_parameters(). */
  unusedInMain(): void {
    this.unused(mainSettings(this.instance), undefined);
  }

  /** pcf_flag_unused_master_parameters(). */
  unusedInMaster(): void {
    for (const service of servicesWithSettings(this.instance))
      this.unused(settingsOf(this.instance, service), service);
  }

  /** The last line of a run that found deprecated parameters. */
  end(): void {
    if (this.isDeprecationFound && atLeast(this.instance.release, '3.11'))
      this.run.warn('See https://www.postfix.org/DEPRECATION_README.html for details');
  }

  /** pcf_flag_unused_parameters(). */
  private unused(settings: ReadonlyMap<string, string>, service: PlacedService | undefined): void {
    const { names, run } = this;
    for (const [name, value] of sorted(settings)) {
      if (readOnlyParameters.has(name)) continue;
      const isKnown = service === undefined ? names.isKnown(name) : names.isKnownFor(name, service);
      const instead = this.alternative(name);
      if (instead !== undefined) {
        this.isDeprecationFound = true;
        const what = isKnown ? `"${name}" will be removed` : `${name} has been removed`;
        run.warn(`${this.path(service)}: support for parameter ${what}; instead, ${instead}`);
      } else if (!isKnown) run.warn(`${this.path(service)}: unused parameter: ${name}=${value}`);
    }
  }

  /** What postconf recommends in place of a deprecated parameter (pcf_depr_param_info). */
  private alternative(name: string): string | undefined {
    const { catalog } = this.instance;
    const parameter = catalog.parameter(name);
    if (parameter?.deprecated === undefined || !catalog.isDeprecated(parameter)) return undefined;
    const { replacement } = parameter.deprecated;
    if (name === 'lmtp_enforce_tls') return replacement;
    if (replacement !== undefined) return `specify "${replacement}"`;
    return name.endsWith('_cname_overrides_servername')
      ? 'do not specify'
      : 'do not specify (leave at default)';
  }

  private path(service: PlacedService | undefined): string {
    return `${this.instance.path}/${service === undefined ? 'main' : 'master'}.cf`;
  }
}

/** Postfix's name for the settings of main.cf. */
const mainDictionary = 'mail_dict';

/** The settings of main.cf with those of the command line. */
function mainSettings(instance: Instance): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const name of ['config_directory', ...instance.entriesByName.keys(), ...instance.extra.keys()])
    settings.set(name, mainValue(instance, name) ?? '');
  return settings;
}

/** Postfix's order is that of a hash table before 3.11, and then that of the names. */
function sorted(settings: ReadonlyMap<string, string>): [string, string][] {
  return [...settings].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** name_mask(): an unknown word is a fatal error. */
function oneOf(context: string, known: readonly string[], text: string): ReadonlySet<string> {
  const words = new Set(text.split(/[, \t\r\n]+/).filter((word) => word !== ''));
  for (const word of words)
    if (!known.includes(word)) throw new Fatal(`unknown ${context} value "${word}" in "${text}"`);
  return words;
}
