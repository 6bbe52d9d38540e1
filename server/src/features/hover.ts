// Hover: what the word under the mouse means, and what it is here and now.

import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { Parameter } from '../catalog/catalog.ts';
import { parameterDoc, type WordKind, wordDoc } from '../catalog/docs.ts';
import { restriction } from '../catalog/restrictions.ts';
import { program } from '../catalog/services.ts';
import { tableType } from '../catalog/table-types.ts';
import type { EffectiveValue, Instance, PlacedService, Source } from '../instance/instance.ts';
import type { MasterField } from '../syntax/master-cf.ts';
import { parseInteger, parseTime } from '../syntax/scalars.ts';
import type { TableReference, Word } from '../syntax/value.ts';
import { type ElementType, isList, type ValueType } from '../syntax/value-type.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';
import { type NodeSpot, type Spot, spotAt } from './spot.ts';

/** `offset` counts UTF-16 code units from the document's start. Undefined where nothing is to be said. */
export function hover(snapshot: Snapshot, offset: number): Hover | undefined {
  const spot = spotAt(snapshot, offset);
  const text = spot && describe(snapshot, spot);
  if (spot === undefined || text === undefined) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: text },
    range: toRange(textOf(snapshot.document), spot.at),
  };
}

function describe(snapshot: Snapshot, spot: Spot): string | undefined {
  switch (spot.kind) {
    case 'parameter':
      return describeParameter(snapshot, spot.name, spot.service);
    case 'reference':
      return describeReference(snapshot, spot.reference.name.text, spot.value.service);
    case 'node':
      return describeNode(snapshot, spot);
    case 'field':
      return spot.field === 'command' ? describeProgram(spot.text) : describeField(spot.field, spot.text);
    default:
      return undefined;
  }
}

export function describeParameter(
  snapshot: Snapshot,
  name: string,
  service: PlacedService | undefined,
): string {
  const parameter = snapshot.instance.parameterOf(name);
  const kind = parameter === undefined ? 'a name of your own' : typeName(parameter);
  const doc = documentation(snapshot.instance, name);
  return [
    `**${name}** — ${kind}`,
    ...doc.summary,
    ...(parameter === undefined ? [] : deprecation(parameter)),
    ...currentValue(snapshot, name, service),
    ...(parameter === undefined ? [] : defaults(snapshot.instance, name, parameter)),
    ...(doc.more.length > 0 ? ['---', ...doc.more] : []),
    ...(parameter === undefined ? [] : [`[postconf(5)](${manualAddress(parameter.name)})`]),
  ].join('\n\n');
}

function deprecation({ deprecated }: Parameter): string[] {
  if (deprecated === undefined) return [];
  const { since, successor } = deprecated;
  const instead = successor === undefined ? 'leave it at its default' : `specify \`${successor}\``;
  return [`*Deprecated* since Postfix ${since}: ${instead}.`];
}

function defaults(instance: Instance, name: string, parameter: Parameter): string[] {
  const { since, last, backports, hostDependent } = parameter;
  const release = instance.release.name;
  const also = backports === undefined ? '' : ` (and ${backports.join(', ')})`;
  const age = since === '2.0' ? '' : ` · since Postfix ${since}${also}`;
  const end = last === undefined ? '' : ` · last in ${last}`;
  const fallback = instance.defaultOf(name);
  if (fallback === undefined) return [`Postfix ${release} does not have it${age}${end}.`];
  const condition = hostDependent ? ' (depends on the build or the host)' : '';
  return [`Default in ${release}: ${quote(fallback)}${condition}${age}${end}`];
}

/** What is written about a parameter: the summary, and what follows below. Both are empty where nothing is. */
function documentation(instance: Instance, name: string): { summary: string[]; more: string[] } {
  const own = parameterDoc(name) ?? parameterDoc(familyName(instance, name));
  if (own === undefined) return { summary: [], more: [] };
  const { mirrors } = own;
  const text = (mirrors === undefined ? undefined : parameterDoc(mirrors)) ?? own;
  const { details = [], values = [], example = [], see = [] } = { ...text, ...own };
  const more = [
    ...details,
    values.map(({ value, meaning }) => `- ${quote(value)} — ${meaning}`).join('\n'),
    example.length === 0 ? '' : ['```postfix-main', ...example, '```'].join('\n'),
    see.length === 0 ? '' : `See also: ${see.map((n) => `\`${n}\``).join(', ')}`,
  ];
  const summary = text === own ? [own.summary] : [text.summary, `As \`${mirrors}\`. ${own.summary}`];
  return { summary, more: more.filter((paragraph) => paragraph !== '') };
}

/** `relay_destination_recipient_limit` is one of the family that is described as `transport_destination_recipient_limit`. */
function familyName(instance: Instance, name: string): string {
  const service = instance.derivedNames.has(name)
    ? instance.services.find((s) => name.startsWith(`${s.name}_`))
    : undefined;
  return service === undefined ? name : `transport${name.slice(service.name.length)}`;
}

function describeReference(snapshot: Snapshot, name: string, service: PlacedService | undefined): string {
  const known = currentValue(snapshot, name, service);
  return [
    `**$${name}**`,
    ...(known.length > 0 ? known : ['It has no value: Postfix puts nothing in its place.']),
  ].join('\n\n');
}

function currentValue(snapshot: Snapshot, name: string, service: PlacedService | undefined): string[] {
  const { instance } = snapshot;
  const value = instance.value(name, service);
  if (value === undefined) return [];
  const expansion = instance.expanded(name, service);
  const lines = [`Value: ${quote(value.raw)}${sourceText(snapshot, value)}`];
  if (expansion !== undefined && expansion.problems.length > 0)
    lines.push(`Postfix cannot expand it: ${expansion.problems.join('; ')}`);
  else if (expansion !== undefined && expansion.text !== value.raw)
    lines.push(`Expanded: ${quote(expansion.text)}`);
  return lines;
}

function sourceText({ instance }: Snapshot, { source, overrode }: EffectiveValue): string {
  const overridden =
    overrode.length === 0 ? '' : `, overriding ${overrode.map((s) => place(instance, s)).join(', ')}`;
  return `, from ${place(instance, source)}${overridden}`;
}

function place(instance: Instance, source: Source): string {
  switch (source.kind) {
    case 'entry':
      return `main.cf line ${line(instance.files.main?.tree.text.positionAt(source.entry.start).line)}`;
    case 'override': {
      const { master } = instance.files;
      return `master.cf line ${line(master?.tree.text.positionAt(source.service.start + source.override.start).line)} (${source.service.key})`;
    }
    case 'default':
      return 'the default';
    case 'computed':
      return 'this host';
  }
}

function line(fromZero: number | undefined): number {
  return (fromZero ?? 0) + 1;
}

function describeNode(snapshot: Snapshot, { node, part }: NodeSpot): string | undefined {
  switch (node.kind) {
    case 'word':
      return describeScalar(node);
    case 'table':
      return part === 'type' ? describeTableType(node.type.text) : undefined;
    case 'restriction':
      return describeRestriction(
        snapshot,
        node.name.text,
        node.argument?.kind === 'table' ? node.argument : undefined,
      );
    default:
      return undefined;
  }
}

/** Times and sizes in units that people think in. */
function describeScalar({ element, text }: Word): string | undefined {
  if (element.type === 'size') {
    const bytes = parseInteger(text);
    return bytes === undefined
      ? undefined
      : `**${text}** bytes — ${inUnits(bytes, ['bytes', 'KiB', 'MiB', 'GiB'])}`;
  }
  if (element.type !== 'time') return undefined;
  const time = parseTime(text, element.unit ?? 's');
  if (time === undefined) return undefined;
  const { seconds, ignored } = time;
  const warning =
    ignored === '' ? [] : [`Postfix reads only the first letter of a unit: ${quote(ignored)} is ignored.`];
  return [`**${text}** — ${inWords(seconds)}`, ...warning].join('\n\n');
}

function inUnits(amount: number, units: readonly string[]): string {
  let unit = 0;
  let value = amount;
  while (value >= 1024 && unit + 1 < units.length) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

/** `90000` is "1 day 1 hour". */
function inWords(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [name, length] of [
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.length === 0 ? 'no time' : parts.join(' ');
}

function describeRestriction(
  { instance }: Snapshot,
  name: string,
  table: TableReference | undefined,
): string | undefined {
  const facts = restriction(name);
  if (facts === undefined) return undefined;
  const { aliasOf, removed, deprecated, successor } = facts;
  const instead = successor === undefined ? '' : `: specify \`${successor}\``;
  return [
    `**${name}** — access restriction`,
    ...(aliasOf === undefined ? [] : [`Another name of \`${aliasOf}\`.`]),
    ...(removed === undefined ? [] : [`*Removed* in Postfix ${removed}${instead}.`]),
    ...(removed !== undefined || deprecated === undefined
      ? []
      : [`*Deprecated* since Postfix ${deprecated}${instead}.`]),
    ...wordText('restriction', name.toLowerCase()),
    ...(facts.since === '2.0'
      ? []
      : [`Since Postfix ${facts.since}. The target is ${instance.release.name}.`]),
    ...(table === undefined ? [] : ['---', describeTableType(table.type.text) ?? '']),
    `[postconf(5)](${manualAddress(name.toLowerCase())})`,
  ].join('\n\n');
}

function describeTableType(name: string): string | undefined {
  const facts = tableType(name);
  if (facts === undefined) return undefined;
  const age = facts.since === '2.0' ? [] : [`Since Postfix ${facts.since}`];
  const removed = facts.removed === undefined ? [] : [`Removed in Postfix ${facts.removed}`];
  return [`**${name}:** — lookup table type`, ...wordText('table', name), ...age, ...removed].join('\n\n');
}

function describeProgram(name: string): string | undefined {
  const facts = program(name);
  if (facts === undefined) return undefined;
  return [
    `**${name}(8)** — Postfix service program`,
    ...wordText('program', name),
    ...(facts.since === '2.0' ? [] : [`Since Postfix ${facts.since}`]),
    `[${name}(8)](https://www.postfix.org/${name}.8.html)`,
  ].join('\n\n');
}

function describeField(field: MasterField, text: string): string {
  return [
    `**${field.replace('_', ' ')}**: ${quote(text)} — field of master.cf`,
    ...wordText('field', field),
  ].join('\n\n');
}

function wordText(kind: WordKind, name: string): string[] {
  const doc = wordDoc(kind, name);
  if (doc === undefined) return [];
  const { summary, details = [], example = [] } = doc;
  return [summary, ...details, ...(example.length === 0 ? [] : [['```', ...example, '```'].join('\n')])];
}

export function manualAddress(anchor: string): string {
  return `https://www.postfix.org/postconf.5.html#${anchor}`;
}

/** Text in backquotes, on one line, whatever it holds. */
function quote(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat === '') return '*empty*';
  const fence = '`'.repeat(1 + Math.max(0, ...[...flat.matchAll(/`+/g)].map((m) => m[0].length)));
  const padded = flat.startsWith('`') || flat.endsWith('`') ? ` ${flat} ` : flat;
  return `${fence}${padded}${fence}`;
}

/** A type in words: "list of table references". */
function typeName({ type }: Parameter): string {
  return isList(type) ? `list of ${elementName(type.of)}s` : elementName(type);
}

function elementName(type: ElementType | ValueType): string {
  switch (type.type) {
    case 'boolean':
      return 'yes or no';
    case 'table':
      return 'lookup table';
    case 'nexthop':
      return 'next hop';
    case 'enum':
      return 'word';
    default:
      return type.type.replaceAll('-', ' ');
  }
}
