// Rename, in all files of a configuration: user-defined names, restriction classes, services with the parameters derived
// from them, the files of lookup tables, and `ldap:NAME` with its parameters. Names that Postfix defines cannot be
// renamed; the refusal says why.

import type { Range, RenameFile, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { restriction } from '../catalog/restrictions.ts';
import { derivedSuffixes, derivingService } from '../catalog/services.ts';
import { tableType } from '../catalog/table-types.ts';
import type { Instance } from '../instance/instance.ts';
import { isClass } from '../instance/restriction-classes.ts';
import { usesByUri } from '../instance/table-files.ts';
import { textsOf } from './diagnostics.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';
import { everyUse, type FoundUse, hasReference, isUsed, usesAt } from './symbols/search.ts';
import type { ConfigurationSymbol } from './symbols/symbol.ts';
import { databaseSettings, derivingServices } from './symbols/uses.ts';

/** Why something cannot be renamed, in one or two sentences. */
export interface Refusal {
  readonly refusal: string;
}

/** What an editor shows before it asks for the new name. */
export interface PreparedRename {
  readonly range: Range;
  readonly placeholder: string;
}

/** Undefined if there is no name at the offset. */
export function prepareRename(snapshot: Snapshot, offset: number): PreparedRename | Refusal | undefined {
  const [use] = usesAt(snapshot, offset);
  if (use === undefined) return undefined;
  const refusal = refusalOf(snapshot, use.symbol);
  if (refusal !== undefined) return { refusal };
  const name = nameOf(use.symbol);
  const span = nameSpan(use, name);
  const text = textOf(snapshot.document);
  if (text.slice(span.start, span.end) !== name) return { refusal: hiddenName(name) };
  return { range: toRange(text, span), placeholder: name };
}

/**
 * The edits in all files of the configuration. The files that get another name come after the edits.
 * @param newName for a file, its name without a folder
 */
export function rename(
  snapshot: Snapshot,
  offset: number,
  newName: string,
): WorkspaceEdit | Refusal | undefined {
  const prepared = prepareRename(snapshot, offset);
  if (prepared === undefined || 'refusal' in prepared) return prepared;
  const [use] = usesAt(snapshot, offset);
  const name = newName.trim();
  const { placeholder: old } = prepared;
  if (use === undefined || name === old) return { documentChanges: [] };
  const { symbol } = use;
  const refusal = problemOf(snapshot, symbol, name);
  if (refusal !== undefined) return { refusal };
  const textAt = textsOf(snapshot);
  const changes = new Map<string, TextEdit[]>();
  for (const { at } of everyUse(snapshot, symbol)) {
    const text = textAt(at.uri);
    const span = nameSpan({ at }, old);
    if (text?.slice(span.start, span.end) !== old) return { refusal: hiddenName(old) };
    const edits = changes.get(at.uri) ?? [];
    edits.push({ range: toRange(text, span), newText: name });
    changes.set(at.uri, edits);
  }
  return {
    documentChanges: [
      ...[...changes].map(([uri, edits]) => ({ textDocument: { uri, version: null }, edits })),
      ...(symbol.kind === 'file' ? renamedFiles(snapshot, symbol.uri, name) : []),
    ],
  };
}

function hiddenName(name: string): string {
  return `"${name}" appears in a value only after Postfix expands a $name. Replace the $name with its value first.`;
}

/** The part of a use that is the name: for a file, the end of its path. */
function nameSpan(
  { at }: Pick<FoundUse, 'at'>,
  name: string,
): { readonly start: number; readonly end: number } {
  return { start: Math.max(at.start, at.end - name.length), end: at.end };
}

function nameOf(symbol: ConfigurationSymbol): string {
  if (symbol.kind === 'file') return fileNameOf(symbol.uri);
  if (symbol.kind === 'group') return String(symbol.number);
  return symbol.kind === 'entry' ? symbol.key : symbol.name;
}

function refusalOf({ instance }: Snapshot, symbol: ConfigurationSymbol): string | undefined {
  switch (symbol.kind) {
    case 'parameter':
      return parameterRefusal(instance, symbol.name);
    case 'service':
      return serviceRefusal(instance, symbol.name);
    case 'inet-service':
      return `The name of this service is its port or address. Change "${symbol.name}" and the settings that refer to it manually.`;
    case 'file':
    case 'source':
      return undefined;
    case 'group':
      return 'A group in a regular expression has a number, not a name.';
    case 'entry':
      return 'A lookup key is an address or a name outside the configuration. It cannot be renamed.';
    case 'built-in':
      return `Postfix defines "${symbol.name}". It cannot be renamed.`;
  }
}

function parameterRefusal(instance: Instance, name: string): string | undefined {
  if (instance.catalog.parameter(name) !== undefined)
    return `Postfix defines the parameter ${name}. It cannot be renamed.`;
  const table = databaseSettings(instance).get(name);
  if (table !== undefined)
    return `${name} belongs to the table ${table.type}:${table.source}. Rename the table to rename its parameters.`;
  const service = derivingServices(instance).get(name) ?? derivingService(name);
  return service === undefined
    ? undefined
    : `${name} belongs to the service "${service}". Rename the service to rename its parameters.`;
}

/** The services without a parameter for their name (anvil_clnt.c, qmgr_transport.c). */
const fixedNames: ReadonlySet<string> = new Set(['anvil', 'retry']);

function serviceRefusal(instance: Instance, name: string): string | undefined {
  if (!instance.services.some((service) => service.name === name && service.type !== 'inet'))
    return `master.cf has no service "${name}".`;
  if (fixedNames.has(name)) return `Postfix itself connects to the service "${name}". It cannot be renamed.`;
  const parameter = defaultUser(instance, name);
  return parameter === undefined
    ? undefined
    : `${parameter} refers to the service "${name}" by default. Add ${parameter} = ${instance.catalog.defaultOf(parameter)} to main.cf before you rename the service.`;
}

/** A parameter that refers to the service by default, so that no file names it. */
function defaultUser({ catalog, entriesByName }: Instance, name: string): string | undefined {
  return catalog.names().find((parameter) => {
    const type = catalog.parameter(parameter)?.type;
    const element = (type?.of ?? type)?.type;
    if ((element !== 'service' && element !== 'transport') || entriesByName.has(parameter)) return false;
    return catalog.defaultOf(parameter)?.split(/[:\s]/, 1)[0] === name;
  });
}

/** What is wrong with a new name; undefined if it can be used. */
function problemOf(snapshot: Snapshot, symbol: ConfigurationSymbol, name: string): string | undefined {
  const { instance } = snapshot;
  if (symbol.kind === 'file') return fileNameProblem(snapshot, symbol.uri, name);
  if (symbol.kind === 'service') return serviceNameProblem(snapshot, symbol.name, name);
  if (!/^\w+$/.test(name)) return 'A name consists of letters, digits, and underscores.';
  if (symbol.kind === 'source') return sourceNameProblem(instance, symbol.name, name);
  if (instance.catalog.parameter(name) !== undefined) return `${name} is a parameter of Postfix.`;
  if (
    symbol.kind === 'parameter' &&
    isClass(instance, undefined, symbol.name) &&
    restriction(name) !== undefined
  )
    return `${name} is a restriction of Postfix.`;
  const isTaken = derivingServices(instance).has(name) || isUsed(snapshot, name);
  return isTaken ? `The configuration already uses the name ${name}.` : undefined;
}

function serviceNameProblem(snapshot: Snapshot, old: string, name: string): string | undefined {
  const { instance } = snapshot;
  if (!/^[\w.-]+$/.test(name))
    return 'The name of a service consists of letters, digits, underscores, hyphens, and dots.';
  const isTaken = instance.services.some((service) => service.name === name && service.type !== 'inet');
  if (isTaken) return `master.cf already has a service "${name}".`;
  const suffixes = instance.services
    .filter((service) => service.name === old)
    .flatMap(({ item }) => derivedSuffixes(item.fields[7]?.text ?? '', instance.release))
    .map(({ suffix }) => suffix);
  const derived = suffixes
    .map((suffix) => name + suffix)
    .find((each) => instance.catalog.knows(each) || instance.entriesOf(each).length > 0);
  if (derived !== undefined)
    return `The parameter ${derived} already exists, and would also apply to the renamed service.`;
  const referred = /^\w+$/.test(name)
    ? undefined
    : suffixes.map((suffix) => old + suffix).find((each) => hasReference(snapshot, each));
  return (
    referred &&
    `The configuration refers to $${referred}, and a name after $ can contain only letters, digits, and underscores.`
  );
}

function sourceNameProblem(instance: Instance, old: string, name: string): string | undefined {
  const taken = [...databaseSettings(instance)]
    .filter(([, { source }]) => source === old)
    .map(([setting]) => name + setting.slice(old.length))
    .find((each) => instance.catalog.knows(each) || instance.entriesOf(each).length > 0);
  return taken && `The parameter ${taken} already exists.`;
}

function fileNameProblem({ tables }: Snapshot, uri: string, name: string): string | undefined {
  if (!/^[\w.+@-]+$/.test(name) || /^\.{1,2}$/.test(name))
    return 'Enter a file name without a folder, spaces, or special characters.';
  const to = sibling(uri, name);
  return tables.exists(to) || tables.text(to) !== undefined ? existingFile(to) : undefined;
}

/** Why a file cannot be given the name of an existing file. */
export function existingFile(uri: string): string {
  return `A file named "${fileNameOf(uri)}" already exists.`;
}

export function missingFile(uri: string): string {
  return `The file "${fileNameOf(uri)}" does not exist.`;
}

function fileNameOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}

/** Why a file that another configuration also uses cannot be changed. */
export function sharedFile(uri: string, { path }: Instance): string {
  return `The configuration in ${path} also uses the file "${fileNameOf(uri)}". Change the name manually in both configurations.`;
}

/** The source of a table, and its indexes. */
function renamedFiles(snapshot: Snapshot, uri: string, name: string): RenameFile[] {
  const { instance, tables } = snapshot;
  const types = new Set((usesByUri(instance).get(uri) ?? []).map(({ type }) => type));
  const suffixes = new Set(['', ...[...types].flatMap((type) => tableType(type)?.index ?? [])]);
  return [...suffixes]
    .filter((suffix) => {
      const file = uri + suffix;
      // The host knows the files that main.cf and master.cf name, but not those that tables name.
      return suffix === '' ? file === snapshot.document.uri || tables.mayExist(file) : tables.exists(file);
    })
    .map((suffix) => ({ kind: 'rename', oldUri: uri + suffix, newUri: sibling(uri, name) + suffix }));
}

function sibling(uri: string, name: string): string {
  return uri.slice(0, uri.lastIndexOf('/') + 1) + encodeURIComponent(name);
}
