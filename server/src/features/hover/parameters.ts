// Parameters and `$name`: what they mean, what they are here and now, and how that came about.

import type { Parameter } from '../../catalog/catalog.ts';
import type { ParameterDoc } from '../../catalog/docs.ts';
import { isClass } from '../../instance/classes.ts';
import { namesIn } from '../../instance/expand.ts';
import type { EffectiveValue, Instance, PlacedService, Source } from '../../instance/instance.ts';
import { type ElementType, isList, type ValueType } from '../../syntax/value-type.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { type Description, manualLink, postconf } from './description.ts';
import { bullets, codeBlock, quote } from './markdown.ts';

/** The same as one text, for the list of completions. */
export function parameterText(snapshot: DocumentedSnapshot, name: string): string {
  const { paragraphs, manual } = describeParameter(snapshot, name, undefined);
  return [...paragraphs, ...(manual === undefined ? [] : [manualLink(manual)])].join('\n\n');
}

export function describeParameter(
  snapshot: DocumentedSnapshot,
  name: string,
  service: PlacedService | undefined,
): Description {
  const { instance } = snapshot;
  const parameter = instance.parameterOf(name);
  if (parameter === undefined) {
    const kind = isClass(instance, service, name) ? 'restriction class of your own' : 'a name of your own';
    return { paragraphs: [`**${name}** — ${kind}`, ...currentValue(snapshot, name, service)] };
  }
  const doc = documentation(snapshot, name);
  return {
    paragraphs: [
      `**${name}** — ${typeName(parameter)}`,
      ...doc.summary,
      ...deprecation(parameter),
      ...currentValue(snapshot, name, service),
      ...defaults(instance, name, parameter),
      ...(doc.more.length > 0 ? ['---', ...doc.more] : []),
    ],
    manual: postconf(parameter.name),
  };
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

/** The text about a parameter, or about the family or the parameter that it follows. */
export function textAbout({ docs, instance }: DocumentedSnapshot, name: string): ParameterDoc | undefined {
  const own = docs.parameter(name) ?? docs.parameter(familyName(instance, name));
  const mirrored = own?.mirrors === undefined ? undefined : docs.parameter(own.mirrors);
  return own && { ...mirrored, ...own };
}

/** What is written about a parameter: the summary, and what follows below. Both are empty where nothing is. */
function documentation(snapshot: DocumentedSnapshot, name: string): { summary: string[]; more: string[] } {
  const text = textAbout(snapshot, name);
  if (text === undefined) return { summary: [], more: [] };
  const { mirrors, details = [], values = [], example = [], see = [] } = text;
  const model = mirrors === undefined ? undefined : snapshot.docs.parameter(mirrors);
  const more = [
    ...details,
    bullets(values.map(({ value, meaning }) => `${quote(value)} — ${meaning}`)),
    example.length === 0 ? '' : codeBlock(example, 'postfix-main'),
    see.length === 0 ? '' : `See also: ${see.map((n) => `\`${n}\``).join(', ')}`,
  ];
  const summary =
    model === undefined ? [text.summary] : [model.summary, `As \`${mirrors}\`. ${text.summary}`];
  return { summary, more: more.filter((paragraph) => paragraph !== '') };
}

/** `relay_destination_recipient_limit` is one of the family that is described as `transport_destination_recipient_limit`. */
function familyName(instance: Instance, name: string): string {
  const service = instance.derivedNames.has(name)
    ? instance.services.find((s) => name.startsWith(`${s.name}_`))
    : undefined;
  return service === undefined ? name : `transport${name.slice(service.name.length)}`;
}

/** `$name` in the value of a parameter. */
export function describeReference(
  snapshot: DocumentedSnapshot,
  name: string,
  parameter: string | undefined,
  service: PlacedService | undefined,
): Description {
  const { instance } = snapshot;
  if (parameter !== undefined && instance.catalog.parameter(parameter)?.raw) {
    const filled = `The program that reads \`${parameter}\` fills it in when it uses the value.`;
    return { paragraphs: [`**$${name}**`, filled], manual: postconf(parameter) };
  }
  const known = currentValue(snapshot, name, service);
  const summary = textAbout(snapshot, name)?.summary;
  return {
    paragraphs: [
      `**$${name}**`,
      ...(known.length > 0 ? known : ['It has no value: Postfix puts nothing in its place.']),
      ...(summary === undefined ? [] : [summary]),
    ],
    ...(instance.parameterOf(name) !== undefined && { manual: postconf(name) }),
  };
}

/** The value in force, where it stands, what it overrides, and what became of each `$name` in it. */
export function currentValue(
  snapshot: DocumentedSnapshot,
  name: string,
  service: PlacedService | undefined,
): string[] {
  const { instance } = snapshot;
  const value = instance.value(name, service);
  if (value === undefined) return [];
  const lines = [`Value: ${quote(value.raw)}${sourceText(instance, value)}`];
  if (instance.catalog.parameter(name)?.raw) return lines;
  const expansion = instance.expanded(name, service);
  if (expansion !== undefined && expansion.problems.length > 0)
    return [...lines, `Postfix cannot expand it: ${expansion.problems.join('; ')}`];
  if (expansion === undefined || expansion.text === value.raw) return lines;
  return [...lines, bullets(steps(instance, value.raw, service)), `Expanded: ${quote(expansion.text)}`];
}

/** More steps than these help nobody. */
const maxSteps = 8;

/** Each name on the way, in the order in which a reader meets it. */
function steps(instance: Instance, raw: string, service: PlacedService | undefined): string[] {
  const names = new Set<string>();
  const visit = (text: string): void => {
    for (const name of namesIn(text)) {
      if (names.size > maxSteps) return;
      if (names.has(name)) continue;
      names.add(name);
      visit(instance.value(name, service)?.raw ?? '');
    }
  };
  visit(raw);
  const lines = [...names].slice(0, maxSteps).map((name) => {
    const value = instance.value(name, service);
    return value === undefined
      ? `\`$${name}\` has no value`
      : `\`$${name}\` is ${quote(value.raw)}${sourceText(instance, value)}`;
  });
  return names.size > maxSteps ? [...lines, '…'] : lines;
}

function sourceText(instance: Instance, { source, overrode }: EffectiveValue): string {
  const overridden =
    overrode.length === 0 ? '' : `, overriding ${overrode.map((s) => place(instance, s)).join(', ')}`;
  return `, from ${place(instance, source)}${overridden}`;
}

export function place(instance: Instance, source: Source): string {
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
