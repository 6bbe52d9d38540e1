// Definition, declaration, references, and highlights: the places that name what is at an offset.

import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location as FileRange,
  type LocationLink,
  type Range,
} from 'vscode-languageserver-types';
import { nameLocation, sourceLocation } from '../instance/expanded-values.ts';
import type { Instance, Location, PlacedService, Source } from '../instance/instance.ts';
import type { SourceText } from '../syntax/text.ts';
import { textsOf } from './diagnostics.ts';
import { documentationUri } from './documentation.ts';
import type { Occurrence } from './occurrences/index.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';
import { statementPair } from './statements.ts';
import { type FoundUse, findUses, findUsesInFile, usesAt } from './symbols/search.ts';
import type { ConfigurationSymbol, PlacedUse } from './symbols/symbol.ts';
import { symbolOfService } from './symbols/uses.ts';

/** A definition: the part of it that names the symbol, and all of it. */
interface Definition {
  readonly name: Location;
  readonly whole: Location;
}

/**
 * Where the symbol at an offset is defined. For a setting, the one in force there. For a word that Postfix defines, its
 * documentation.
 * @param offset UTF-16 code units from the start of the document
 */
export function definition(snapshot: Snapshot, offset: number): LocationLink[] {
  return links(snapshot, offset, (use) => definitionsOf(snapshot, use).slice(0, 1));
}

/** Like `definition`, followed by the settings that the one in force overrides, next in precedence first. */
export function declarations(snapshot: Snapshot, offset: number): LocationLink[] {
  return links(snapshot, offset, (use) => definitionsOf(snapshot, use));
}

function links(
  snapshot: Snapshot,
  offset: number,
  find: (use: FoundUse) => readonly Definition[],
): LocationLink[] {
  const textAt = textsOf(snapshot);
  const own = textOf(snapshot.document);
  for (const use of usesAt(snapshot, offset)) {
    const originSelectionRange = toRange(own, use.at);
    const { symbol } = use;
    const targets =
      symbol.kind === 'file'
        ? fileLinks(snapshot, symbol.uri)
        : find(use).flatMap((each) => linkTo(each, textAt));
    const found = targets.length > 0 ? targets : documentationLinks(snapshot, symbol);
    if (found.length > 0) return found.map((target) => ({ ...target, originSelectionRange }));
  }
  return [];
}

function linkTo(
  { name, whole }: Definition,
  textAt: (uri: string) => SourceText | undefined,
): LocationLink[] {
  const text = textAt(name.uri);
  if (text === undefined) return [];
  return [
    { targetUri: name.uri, targetRange: toRange(text, whole), targetSelectionRange: toRange(text, name) },
  ];
}

const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Empty for a missing file. */
function fileLinks({ tables, document }: Snapshot, uri: string): LocationLink[] {
  return uri === document.uri || tables.mayExist(uri)
    ? [{ targetUri: uri, targetRange: start, targetSelectionRange: start }]
    : [];
}

function documentationLinks(snapshot: Snapshot, symbol: ConfigurationSymbol): LocationLink[] {
  const targetUri = documentationUri(snapshot.instance, symbol);
  return targetUri === undefined ? [] : [{ targetUri, targetRange: start, targetSelectionRange: start }];
}

/** The definition in force first. */
function definitionsOf(snapshot: Snapshot, { symbol, occurrence }: FoundUse): readonly Definition[] {
  const { instance } = snapshot;
  switch (symbol.kind) {
    case 'parameter':
      return settingsOf(instance, symbol.name, serviceOf(occurrence)).flatMap((source) =>
        settingDefinition(instance, source),
      );
    case 'service':
    case 'inet-service':
      return instance.services
        .filter((service) => {
          const other = symbolOfService(service);
          return other.kind === symbol.kind && 'name' in other && other.name === symbol.name;
        })
        .flatMap((service) => serviceDefinition(instance, service));
    case 'source':
      return [...findUses(snapshot, symbol)].filter(({ defines }) => defines).map(definitionAt);
    case 'entry':
    case 'group':
      return [...findUsesInFile(snapshot, symbol.uri, symbol)]
        .filter(({ defines }) => defines)
        .map(definitionAt);
    default:
      return [];
  }
}

function definitionAt({ at }: PlacedUse): Definition {
  return { name: at, whole: at };
}

/** The service whose settings apply at an occurrence; undefined in main.cf and in tables. */
export function serviceOf(occurrence: Occurrence | undefined): PlacedService | undefined {
  if (occurrence === undefined) return undefined;
  if ('service' in occurrence) return occurrence.service;
  return 'value' in occurrence ? occurrence.value.service : undefined;
}

/** The one in force for the service, the ones that it overrides, and then those of other services. */
function settingsOf(instance: Instance, name: string, service: PlacedService | undefined): readonly Source[] {
  const value = instance.value(name, service);
  const inForce = value === undefined ? [] : [value.source, ...value.overrode];
  const elsewhere = instance.services
    .filter((each) => each !== service)
    .flatMap((each) =>
      instance
        .overridesOf(each, name)
        .map((override): Source => ({ kind: 'override', service: each, override })),
    );
  return [...inForce.filter(({ kind }) => kind === 'entry' || kind === 'override'), ...elsewhere];
}

function settingDefinition(instance: Instance, source: Source): Definition[] {
  const name = nameLocation(instance, source);
  const whole = sourceLocation(instance, source);
  return name === undefined || whole === undefined ? [] : [{ name, whole }];
}

function serviceDefinition(instance: Instance, { item, start: base }: PlacedService): Definition[] {
  const uri = instance.files.master?.uri;
  const [field] = item.fields;
  if (uri === undefined || field === undefined) return [];
  return [
    {
      name: { uri, start: base + field.start, end: base + field.end },
      whole: { uri, start: base, end: base + item.line.text.length },
    },
  ];
}

/**
 * Every place that names the symbol at an offset, in all files of the configuration.
 * @param withDefinitions whether the places that define it are wanted, too
 */
export function references(snapshot: Snapshot, offset: number, withDefinitions: boolean): FileRange[] {
  const [use] = usesAt(snapshot, offset);
  if (use === undefined) return [];
  const textAt = textsOf(snapshot);
  return [...findUses(snapshot, use.symbol)].flatMap(({ at, defines }) => {
    const text = textAt(at.uri);
    return text === undefined || (defines && !withDefinitions)
      ? []
      : [{ uri: at.uri, range: toRange(text, at) }];
  });
}

/** The places in the document that name the symbol at an offset, or the other statement of an `if`. */
export function highlights(snapshot: Snapshot, offset: number): DocumentHighlight[] {
  const text = textOf(snapshot.document);
  const pair = statementPair(snapshot, offset);
  if (pair !== undefined)
    return pair.map((at) => ({ range: toRange(text, at), kind: DocumentHighlightKind.Text }));
  const [use] = usesAt(snapshot, offset);
  if (use === undefined) return [];
  return [...findUsesInFile(snapshot, snapshot.document.uri, use.symbol)].map(({ at, defines }) => ({
    range: toRange(text, at),
    kind: defines ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
