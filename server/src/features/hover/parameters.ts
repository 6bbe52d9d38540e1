// Parameters and `$name`: what they mean, their value in this configuration, and where the value comes from.

import type { Parameter } from '../../catalog/catalog.ts';
import type { ParameterDoc } from '../../catalog/docs.ts';
import { namesIn } from '../../instance/expand.ts';
import type { EffectiveValue, Instance, PlacedService, Source } from '../../instance/instance.ts';
import { isClass } from '../../instance/restriction-classes.ts';
import { parameterPage } from '../pages.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { type Description, postconf } from './description.ts';
import { layOut } from './layout.ts';
import { bullets, codeBlock, enumeration, quote } from './markdown.ts';
import { typeName } from './type-names.ts';

/** The hover of a parameter as Markdown, for the list of completions. */
export function parameterText(snapshot: DocumentedSnapshot, name: string): string {
  return layOut(describeParameter(snapshot, name, undefined));
}

export function describeParameter(
  snapshot: DocumentedSnapshot,
  name: string,
  service: PlacedService | undefined,
): Description {
  const { instance } = snapshot;
  const parameter = instance.parameterOf(name);
  if (parameter === undefined) {
    const kind = isClass(instance, service, name) ? 'user-defined restriction class' : 'user-defined name';
    return { paragraphs: [`**${name}** — ${kind}`, ...currentValue(snapshot, name, service)] };
  }
  return aboutParameter(snapshot, name, parameter, currentValue(snapshot, name, service));
}

/** What is true of a parameter in every configuration; undefined for a name that Postfix does not know. */
export function documentedParameter(snapshot: DocumentedSnapshot, name: string): Description | undefined {
  const parameter = snapshot.instance.parameterOf(name);
  return parameter && aboutParameter(snapshot, name, parameter, []);
}

/** @param value what its value is in a configuration */
function aboutParameter(
  snapshot: DocumentedSnapshot,
  name: string,
  parameter: Parameter,
  value: readonly string[],
): Description {
  const doc = textAbout(snapshot, name);
  return {
    paragraphs: [
      `**${name}** — ${typeName(parameter.type)}`,
      ...(doc === undefined ? [] : [doc.summary]),
      ...deprecation(parameter),
      ...value,
      defaultValue(snapshot.instance, name, parameter),
    ],
    details: doc === undefined ? [] : detailsOf(doc),
    ...pageOf(snapshot, name),
    manual: { ...postconf(parameter.name), describesWord: true },
  };
}

function deprecation({ deprecated }: Parameter): string[] {
  if (deprecated === undefined) return [];
  const { since, replacement } = deprecated;
  const instead = replacement === undefined ? 'Do not set it.' : `Use \`${replacement}\` instead.`;
  return [`*Deprecated* since Postfix ${since}. ${instead}`];
}

function defaultValue(instance: Instance, name: string, parameter: Parameter): string {
  const { since, last, backports, hostDependent } = parameter;
  const release = instance.release.name;
  const patches = backports === undefined ? '' : ` (also in ${backports.join(', ')})`;
  const age = since === '2.0' ? '' : ` · added in Postfix ${since}${patches}`;
  const end = last === undefined ? '' : ` · removed after Postfix ${last}`;
  const value = instance.defaultOf(name);
  if (value === undefined) return `Not available in Postfix ${release}${age}${end}`;
  const condition = hostDependent ? ' (depends on the build or the host)' : '';
  return `Default in Postfix ${release}: ${quote(value, maxDefaultLength)}${condition}${age}${end}`;
}

const maxDefaultLength = 160;

/** A text about a parameter, with the details of the parameter that it mirrors, if any. */
interface ParameterText extends ParameterDoc {
  /** The parameter whose details these are. */
  readonly detailsOf?: string;
}

/** The text about a parameter, or about its family of service-derived parameters. */
export function textAbout({ docs, instance }: DocumentedSnapshot, name: string): ParameterText | undefined {
  const own = docs.parameter(name) ?? docs.parameter(familyName(instance, name));
  const mirrored = own?.mirrors === undefined ? undefined : docs.parameter(own.mirrors);
  if (own === undefined || mirrored === undefined) return own;
  const borrowed = own.details === undefined && mirrored.details !== undefined;
  return { ...mirrored, ...own, ...(borrowed && own.mirrors !== undefined && { detailsOf: own.mirrors }) };
}

function detailsOf({
  details = [],
  values = [],
  example = [],
  see = [],
  detailsOf,
}: ParameterText): string[] {
  return [
    ...(detailsOf === undefined ? [] : [`*From the description of \`${detailsOf}\`:*`]),
    ...details,
    ...(values.length === 0
      ? []
      : [bullets(values.map(({ value, meaning }) => `${quote(value)} — ${meaning}`))]),
    ...(example.length === 0 ? [] : [codeBlock(example, 'postfix-main')]),
    ...(see.length === 0 ? [] : [`See also: ${see.map((n) => `\`${n}\``).join(', ')}`]),
  ];
}

function pageOf({ docs, instance, page }: DocumentedSnapshot, name: string): { page?: string } {
  const entry = docs.parameter(name) === undefined ? familyName(instance, name) : name;
  const family = docs.family(entry);
  const address = family === undefined ? undefined : page(parameterPage(family, entry));
  return address === undefined ? {} : { page: address };
}

/** `relay_destination_recipient_limit` is described as `transport_destination_recipient_limit`. */
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
    const expander = `The program that uses \`${parameter}\` replaces this name when it uses the value.`;
    return { paragraphs: [`**$${name}**`, expander], manual: postconf(parameter) };
  }
  const value = currentValue(snapshot, name, service);
  const summary = textAbout(snapshot, name)?.summary;
  return {
    paragraphs: [
      `**$${name}**`,
      ...(summary === undefined ? [] : [summary]),
      ...(value.length > 0
        ? value
        : [`\`${name}\` is not defined, so Postfix expands \`$${name}\` to nothing.`]),
    ],
    ...(instance.parameterOf(name) !== undefined && { manual: postconf(name) }),
  };
}

/** The value in force with its origin, and the values of the names in it. */
export function currentValue(
  snapshot: DocumentedSnapshot,
  name: string,
  service: PlacedService | undefined,
): string[] {
  const { instance } = snapshot;
  const value = instance.value(name, service);
  if (value === undefined) return [];
  const lines = [`Value: ${quote(value.raw)}${originOf(instance, value)}`];
  if (instance.catalog.parameter(name)?.raw) return lines;
  const expansion = instance.expanded(name, service);
  if (expansion !== undefined && expansion.problems.length > 0)
    return [...lines, `Postfix cannot expand this value: ${expansion.problems.join('; ')}`];
  if (expansion === undefined || expansion.text === value.raw) return lines;
  return [
    ...lines,
    bullets(valuesOfNames(instance, value.raw, service)),
    `Expanded: ${quote(expansion.text)}`,
  ];
}

/** Longer lists do not fit into a hover. */
const maxNames = 5;
const maxNameValueLength = 60;

/** The value of each name in a text, and of the names in these values. */
function valuesOfNames(instance: Instance, raw: string, service: PlacedService | undefined): string[] {
  const names = new Set<string>();
  const visit = (text: string): void => {
    for (const name of namesIn(text)) {
      if (names.size > maxNames) return;
      if (names.has(name)) continue;
      names.add(name);
      visit(instance.value(name, service)?.raw ?? '');
    }
  };
  visit(raw);
  const lines = [...names].slice(0, maxNames).map((name) => {
    const value = instance.value(name, service);
    return value === undefined
      ? `\`$${name}\` is not defined`
      : `\`$${name}\` is ${quote(value.raw, maxNameValueLength)}${originOf(instance, value)}`;
  });
  return names.size > maxNames ? [...lines, '…'] : lines;
}

function originOf(instance: Instance, { source, overrode }: EffectiveValue): string {
  if (source.kind === 'default') return ' (the default)';
  const overridden =
    overrode.length === 0
      ? ''
      : `, overriding ${enumeration(
          overrode.map((each) => place(instance, each)),
          maxOverridden,
        )}`;
  return `, from ${place(instance, source)}${overridden}`;
}

const maxOverridden = 2;

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
