// Code lenses: facts about a whole line or file, above it.

import type { CodeLens } from 'vscode-languageserver-types';
import { tableType } from '../catalog/table-types.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import { isInPlace } from '../instance/paths.ts';
import type { TableFile, Tables } from '../instance/table-files.ts';
import { insider, type Mail, stranger, user } from '../mail/mail.ts';
import { relay, relayWords } from '../mail/relay.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import { count, enumeration } from './hover/markdown.ts';
import { entriesOf } from './hover/table-references.ts';
import { type DocumentedSnapshot, type Snapshot, textOf, toRange } from './snapshot.ts';
import { lensOfAddress, recipientOf, requestTo } from './trace/address-end.ts';

/** What a client can do with a lens. */
export interface LensAbilities {
  /** The client has the command `postfix.postmap`, which indexes the table in a file. */
  readonly indexesTables: boolean;
  /** The client has `postfix.showEhlo`, and a `postfix.traceMail` that asks for missing parts of the mail. */
  readonly tracesMail: boolean;
}

export interface LensSettings {
  /** Shows where mail to the addresses in a table goes. */
  readonly traces: boolean;
}

export const defaultLenses: LensSettings = { traces: true };

export function codeLenses(
  snapshot: DocumentedSnapshot,
  abilities: LensAbilities,
  settings: LensSettings = defaultLenses,
): CodeLens[] {
  const { document } = snapshot;
  switch (document.language) {
    case 'other':
      return [];
    case 'postfix-main':
      return settingLenses(snapshot);
    case 'postfix-master':
      return serviceLenses(snapshot, abilities);
    default:
      return [
        ...tableLenses(snapshot, document, abilities),
        ...(settings.traces ? traceLenses(snapshot, document) : []),
      ];
  }
}

function lensAt(snapshot: DocumentedSnapshot, start: number, title: string): CodeLens {
  const range = toRange(textOf(snapshot.document), { start, end: start });
  return { range, command: { title, command: '' } };
}

/** Settings that are set more than once, or that services override. */
function settingLenses(snapshot: DocumentedSnapshot): CodeLens[] {
  const { instance, document } = snapshot;
  // A document of effective settings has its own text.
  if (instance.files.main !== undefined && instance.files.main.uri !== document.uri) return [];
  const text = textOf(document);
  const lineOf = (offset: number): number => text.positionAt(offset).line + 1;
  const lenses: CodeLens[] = [];
  for (const [name, entries] of instance.entriesByName) {
    const last = entries.at(-1);
    if (last === undefined) continue;
    for (const entry of entries.slice(0, -1))
      lenses.push(lensAt(snapshot, entry.start, `overridden by line ${lineOf(last.start)}`));
    const facts = [
      ...(entries.length > 1
        ? [`overrides ${lines(entries.slice(0, -1).map(({ start }) => lineOf(start)))}`]
        : []),
      ...overriders(instance, name),
    ];
    if (facts.length > 0) lenses.push(lensAt(snapshot, last.start, facts.join(' · ')));
  }
  return lenses.sort((a, b) => a.range.start.line - b.range.start.line);
}

function lines(numbers: readonly number[]): string {
  return `${numbers.length === 1 ? 'line' : 'lines'} ${enumeration(numbers.map(String), 3)}`;
}

function overriders(instance: Instance, name: string): string[] {
  const services = instance.services.filter((service) => instance.overridesOf(service, name).length > 0);
  return services.length === 0
    ? []
    : [
        `overridden for ${enumeration(
          services.map(({ key }) => key),
          3,
        )}`,
      ];
}

function serviceLenses(snapshot: DocumentedSnapshot, { tracesMail }: LensAbilities): CodeLens[] {
  const { instance, docs, tables, document } = snapshot;
  return instance.services.flatMap((service): CodeLens[] => {
    if (service.program === 'smtpd') {
      const facts = lensAt(snapshot, service.start, relayFacts(instance, tables, service).join(' · '));
      if (!tracesMail || service.type !== 'inet') return [facts];
      const trace = { command: 'postfix.traceMail', arguments: [document.uri, { service: service.name }] };
      const ehlo = { command: 'postfix.showEhlo', arguments: [document.uri, service.name] };
      return [
        facts,
        { range: facts.range, command: { title: 'Trace mail', ...trace } },
        { range: facts.range, command: { title: 'EHLO', ...ehlo } },
      ];
    }
    const purpose = docs.word('program', service.program)?.summary;
    return purpose === undefined
      ? []
      : [lensAt(snapshot, service.start, firstClause(sentenceAbout(service.name, purpose) ?? purpose))];
  });
}

/** The sentence about what a program does under a service name that changes its task. */
function sentenceAbout(service: string, text: string): string | undefined {
  return text
    .split(/(?<=\.) /)
    .find((sentence) =>
      ['Under the service name', 'As'].some((start) => sentence.startsWith(`${start} \`${service}\``)),
    );
}

function firstClause(text: string): string {
  return (/^.*?(?=[.:;](?:\s|$))/.exec(text)?.[0] ?? text).replaceAll('`', '');
}

/** What happens to a message to a domain that is not ours, by the client that sends it. */
function relayFacts(instance: Instance, tables: Tables, service: PlacedService): string[] {
  const verdict = (mail: Mail) => relay({ instance, tables }, service, mail).verdict;
  const offersLogin = parseBoolean(instance.expanded('smtpd_sasl_auth_enable', service)?.text ?? '') === true;
  const strangers = verdict(stranger);
  if (strangers === 'dies') return [relayWords.dies];
  return [
    `strangers: ${relayWords[strangers]}`,
    `mynetworks: ${relayWords[verdict(insider)]}`,
    `logins: ${offersLogin ? relayWords[verdict(user)] : 'not offered'}`,
  ];
}

function tableLenses(
  snapshot: DocumentedSnapshot,
  document: TableFile,
  { indexesTables }: LensAbilities,
): CodeLens[] {
  if (document.language === 'postfix-database') return [];
  const parameters = [
    ...new Set(document.uses.map(({ restriction, parameter }) => restriction ?? parameter)),
  ];
  const types = [...new Set(document.uses.map(({ type }) => type))];
  const facts = [
    ...(types.length === 0 ? [] : [types.join(', ')]),
    count(entriesOf(document), 'entry', 'entries'),
    parameters.length === 0 ? 'not used by this configuration' : `used by ${enumeration(parameters, 3)}`,
  ];
  const state = indexState(snapshot, document);
  const lens = lensAt(snapshot, 0, [...facts, ...(state === undefined ? [] : [state])].join(' · '));
  if (state === undefined || state === upToDate || !indexesTables) return [lens];
  const command = { title: 'Index this table', command: 'postfix.postmap', arguments: [document.uri] };
  return [lens, { range: lens.range, command }];
}

const upToDate = 'index is up to date';

/** Undefined for a table without an index, and if the host cannot check. */
function indexState({ instance, tables }: DocumentedSnapshot, { uses }: TableFile): string | undefined {
  if (!isInPlace(instance)) return undefined;
  const states = uses.flatMap(({ type, path }) =>
    (tableType(type)?.index ?? []).flatMap((suffix) => {
      const [source, stamp] = [tables.stamp(path), tables.stamp(path + suffix)];
      if (stamp === undefined) return [];
      if (stamp === 'missing') return ['not indexed'];
      return typeof source === 'object' && source.modified > stamp.modified
        ? ['index is older than this file']
        : [upToDate];
    }),
  );
  return states.find((state) => state !== upToDate) ?? states[0];
}

/** In a longer table, a line above each entry would hide the table. */
const maxTraced = 25;

/** What a lens needs for its text, which is computed when the lens is visible. */
interface TraceLensData {
  readonly uri: string;
  readonly address: string;
}

/** Lenses without texts, above the entries whose keys are recipients. */
function traceLenses({ instance }: Snapshot, table: TableFile): CodeLens[] {
  if (table.language === 'postfix-database' || table.uses.length === 0 || entriesOf(table) > maxTraced)
    return [];
  return keysOf(table).flatMap(({ text, start }) => {
    const address = recipientOf(instance, table, text);
    if (address === undefined) return [];
    const data: TraceLensData = { uri: table.uri, address };
    return [{ range: toRange(table.tree.text, { start, end: start }), data }];
  });
}

/** The keys of a table that has no patterns; offsets count from the start of the file. */
function keysOf({ tree }: TableFile): readonly { readonly text: string; readonly start: number }[] {
  const keys: { text: string; start: number }[] = [];
  tree.visit((item, start) => {
    const key = item.kind === 'table-entry' ? item.key : item.kind === 'alias' ? item.name : undefined;
    if (key !== undefined) keys.push({ text: key.text, start: start + key.start });
  });
  return keys;
}

/** The file of a lens without a text; undefined for any other lens. */
export function tracedFile({ data }: CodeLens): string | undefined {
  return isTraceLensData(data) ? data.uri : undefined;
}

/** The lens with its text: where mail to the address goes. */
export function resolveCodeLens({ tables }: Snapshot, lens: CodeLens): CodeLens {
  const { data, range } = lens;
  if (!isTraceLensData(data)) return lens;
  const { uri, address } = data;
  const command = { command: 'postfix.traceMail', arguments: [uri, requestTo(address)] };
  return { range, command: { ...lensOfAddress(tables, address), ...command } };
}

function isTraceLensData(data: unknown): data is TraceLensData {
  const { uri, address } = (data ?? {}) as Partial<TraceLensData>;
  return typeof uri === 'string' && typeof address === 'string';
}
