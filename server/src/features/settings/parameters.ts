// Parameters for commands that show or change one of them.

import type { TextEdit } from 'vscode-languageserver-types';
import { exists } from '../../catalog/release.ts';
import { changeValue } from '../../edits/change-value.ts';
import type { Instance } from '../../instance/instance.ts';
import { isList, type ValueType } from '../../syntax/value-type.ts';
import { documentedValues } from '../completion/context.ts';
import { rankedNames } from '../completion/parameter-names.ts';
import { parameterText, textAbout } from '../hover/parameters.ts';
import { typeName } from '../hover/type-names.ts';
import { type DocumentedSnapshot, toRange } from '../snapshot.ts';
import { listedNames, type Place, placeOf, serviceValues, unusedNames, valueText } from './listed.ts';

/** One parameter in a list. */
export interface ParameterSummary {
  readonly name: string;
  /** The value in force, before expansion, on one line. */
  readonly value: string;
  readonly origin: 'file' | 'host' | 'default';
  /** Where it is set. */
  readonly place?: Place;
  /** The services that override it: `submission/inet`. */
  readonly overriddenFor: readonly string[];
  /** One sentence. */
  readonly summary?: string;
  readonly isDeprecated?: boolean;
}

/** One parameter, before it is changed. */
export interface ParameterDetails extends ParameterSummary {
  /** The same text as in a hover, in Markdown. */
  readonly text: string;
  /** `time`, `list of networks`; undefined for names that the user defines. */
  readonly type?: string;
  /** The values to choose from; empty if there are too many. */
  readonly choices: readonly ParameterChoice[];
  /** Other values than the choices are possible. */
  readonly isOpen: boolean;
}

export interface ParameterChoice {
  readonly value: string;
  readonly meaning?: string;
}

/** Parameters that main.cf sets come first, then the others, the most common ones first. */
export function parameterList(snapshot: DocumentedSnapshot): ParameterSummary[] {
  const { instance, names } = snapshot;
  const listed = listedNames(instance, names);
  const known = new Set(listed);
  const set = listed.filter((name) => instance.entriesByName.has(name));
  const ordered = [...set, ...rankedNames(instance.catalog).filter((name) => known.has(name)), ...listed];
  return [...new Set([...ordered, ...unusedNames(instance, names)])].flatMap(
    (name) => summaryOf(snapshot, name) ?? [],
  );
}

/** Undefined if the parameter has no value: neither the release nor main.cf knows it. */
export function parameterDetails(snapshot: DocumentedSnapshot, name: string): ParameterDetails | undefined {
  const summary = summaryOf(snapshot, name);
  if (summary === undefined) return undefined;
  const { instance, docs } = snapshot;
  const type = instance.parameterOf(name)?.type;
  const meanings = new Map(documentedValues(docs, name).map(({ value, meaning }) => [value, meaning]));
  const choices = type === undefined ? [] : wordsOf(instance, type);
  return {
    ...summary,
    text: parameterText(snapshot, name),
    ...(type !== undefined && { type: typeName(type) }),
    choices: choices.map((value) => {
      const meaning = meanings.get(value);
      return { value, ...(meaning !== undefined && { meaning }) };
    }),
    isOpen: type === undefined || isList(type) || type.type !== 'boolean',
  };
}

function summaryOf(snapshot: DocumentedSnapshot, name: string): ParameterSummary | undefined {
  const { instance } = snapshot;
  const value = instance.value(name);
  if (value === undefined) return undefined;
  const place = placeOf(instance, value.source);
  const summary = textAbout(snapshot, name)?.summary;
  const parameter = instance.catalog.parameter(name);
  return {
    name,
    value: valueText(value),
    origin: place !== undefined ? 'file' : value.source.kind === 'computed' ? 'host' : 'default',
    ...(place && { place }),
    overriddenFor: (serviceValues(instance).get(name) ?? []).map(({ service }) => service.key),
    ...(summary !== undefined && { summary: plain(summary) }),
    ...(parameter !== undefined && instance.catalog.isDeprecated(parameter) && { isDeprecated: true }),
  };
}

/** Markdown without its marks. */
function plain(text: string): string {
  return text
    .replace(/`([^`]*)`/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*+/g, '');
}

/** The words that a single value can be. */
function wordsOf(instance: Instance, type: ValueType): string[] {
  if (isList(type)) return [];
  if (type.type === 'boolean') return ['yes', 'no'];
  const existing = (type.words ?? []).filter(
    (word) => typeof word === 'string' || exists(instance.release, word),
  );
  return existing.map((word) => (typeof word === 'string' ? word : word.word));
}

/** The edits of main.cf that give a parameter a value. */
export interface ParameterEdit {
  readonly uri: string;
  readonly edits: readonly TextEdit[];
}

/** Undefined without a main.cf. */
export function parameterEdit(instance: Instance, name: string, value: string): ParameterEdit | undefined {
  const { main } = instance.files;
  const edits = changeValue(instance, name, value);
  if (main === undefined || edits === undefined) return undefined;
  return {
    uri: main.uri,
    edits: edits.map(({ at, text }) => ({ range: toRange(main.tree.text, at), newText: text })),
  };
}
