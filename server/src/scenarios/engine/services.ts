// Services in master.cf: adds a service, or the missing overrides of an existing one.

import type { PlacedService } from '../../instance/instance.ts';
import { portOf } from '../../instance/service-fields.ts';
import type { Argument } from '../../syntax/master-cf.ts';
import type { HaveService, ServiceOverride } from '../scenario.ts';
import type { Draft } from './draft.ts';
import { means, onOneLine } from './parameters.ts';

export function haveService(draft: Draft, change: HaveService): void {
  const { instance } = draft;
  const { master } = instance.files;
  const overrides = change.overrides.filter(({ name }) => instance.catalog.knows(name));
  if (master === undefined) {
    draft.remark(
      `There is no master.cf next to main.cf. It needs this service:\n${newService(change, overrides)}`,
    );
    return;
  }
  const service = serviceLike(draft, change);
  const label = `Set up ${service?.key ?? `${change.name}/${change.type}`}`;
  if (service === undefined) {
    const at = placeFor(draft, change);
    const text = master.tree.text;
    const needsLineBreak = at > 0 && text.slice(at - 1, at) !== '\n';
    const line = `${needsLineBreak ? '\n' : ''}${newService(change, overrides, neighbor(instance.services, at))}\n`;
    draft.edit(label, [{ at: { uri: master.uri, start: at, end: at }, text: line }]);
    return;
  }
  if (service.program !== change.program) {
    draft.remark(
      `master.cf already contains ${service.key}, which runs ${service.program}. ` +
        `Change its name or port, or make sure that ${change.program} runs with ${listOf(overrides)}.`,
    );
    return;
  }
  for (const override of overrides) completeService(draft, change, override, label);
}

function listOf(overrides: readonly ServiceOverride[]): string {
  return overrides.map(({ name, value }) => `-o ${name}=${value}`).join(' ');
}

function completeService(draft: Draft, change: HaveService, override: ServiceOverride, label: string): void {
  const { instance } = draft;
  const { master } = instance.files;
  const service = serviceLike(draft, change);
  if (service === undefined || master === undefined) return;
  const { name, value, existing, accepts } = override;
  const current = instance.expanded(name, service)?.text ?? '';
  if (existing === 'none' || means(instance, name, current, instance.expand(value, service).text)) return;
  const ownOverride = instance.overridesOf(service, name).at(-1);
  const otherValue = (other: string): string => instance.expanded(other, service)?.text ?? '';
  if (ownOverride !== undefined && accepts?.(current, otherValue)) return;
  if (ownOverride === undefined) {
    const at = service.start + endOfOptions(service);
    const place = { uri: master.uri, start: at, end: at };
    draft.edit(label, [{ at: place, text: `\n${indentOf(service)}-o ${name}=${value}` }]);
    return;
  }
  if (existing === 'any' || ownOverride.value === undefined) return;
  const at = {
    uri: master.uri,
    start: service.start + ownOverride.value.start,
    end: service.start + ownOverride.value.end,
  };
  const conflict = {
    id: `${service.key} ${name}`,
    setting: `${name} of ${service.key}`,
    current: onOneLine(ownOverride.value.text),
    wanted: value,
    whenKept: change.whenKept,
  };
  if (draft.replaces({ ...conflict, at })) draft.edit(label, [{ at, text: value }]);
}

/** After the first argument that is not an option, -o is not an option either. */
function endOfOptions({ item }: PlacedService): number {
  const isOption = (argument: Argument): boolean => argument.kind === 'override' || argument.option;
  const first = item.arguments.findIndex((argument) => !isOption(argument));
  const options = first < 0 ? item.arguments : item.arguments.slice(0, first);
  return (options.at(-1) ?? item.fields.at(-1))?.end ?? 0;
}

/** The indentation of the existing overrides. */
function indentOf({ item }: PlacedService): string {
  return /\n([ \t]+)-/.exec(item.line.text)?.[1] ?? '  ';
}

/** The service with this name, or with this port and address. */
export function serviceLike(
  { instance }: Draft,
  { name, type, alsoNamed = [] }: Pick<HaveService, 'name' | 'type' | 'alsoNamed'>,
): PlacedService | undefined {
  const names = [name, ...alsoNamed];
  return instance.services.findLast(
    (service) =>
      service.type === type &&
      (names.includes(service.name) ||
        (type === 'inet' &&
          portOf(service) === portOf({ ...service, name }) &&
          canBeSame(service.name, name))),
  );
}

/**
 * True if two listeners on one port can be the same: the addresses are equal, or the existing one is not only local.
 */
function canBeSame(one: string, other: string): boolean {
  const [a, b] = [addressOf(one), addressOf(other)];
  return a === b || (a !== '127.0.0.1' && b === '');
}

function addressOf(name: string): string {
  const address = name.includes(':') ? name.slice(0, name.lastIndexOf(':')) : '';
  return address === 'localhost' ? '127.0.0.1' : address;
}

/** @param like a service whose columns to use */
function newService(
  change: HaveService,
  overrides: readonly ServiceOverride[],
  like?: PlacedService | undefined,
): string {
  const widths = (like && columnsOf(like)) ?? usualColumns;
  const fields = [change.name, change.type, ...change.fields];
  const columns = fields.map((field, index) => `${field} `.padEnd(widths[index] ?? 0));
  const head = `${columns.join('')}${change.program}`;
  return [head, ...overrides.map(({ name, value }) => `  -o ${name}=${value}`)].join('\n');
}

/** The widths of the columns in the master.cf that comes with Postfix, with the space after each. */
const usualColumns: readonly number[] = [10, 6, 8, 8, 8, 8, 8];

/** The widths of the columns of a service; undefined if its fields are not all on one line, or not aligned by spaces. */
function columnsOf({ item }: PlacedService): readonly number[] | undefined {
  const { fields, line } = item;
  const head = line.text.slice(0, fields.at(-1)?.start);
  if (/[^\S ]/.test(head)) return undefined;
  return fields.slice(1).map(({ start }, index) => start - (fields[index]?.start ?? 0));
}

/** The service before a place, or the first one. */
function neighbor(services: readonly PlacedService[], at: number): PlacedService | undefined {
  return services.findLast(({ start }) => start < at) ?? services[0];
}

/** After a commented-out example of the service, after the last related service, or at the end. */
function placeFor(draft: Draft, { name, type, alsoNamed = [], after }: HaveService): number {
  const { instance } = draft;
  const text = instance.files.master?.tree.text;
  if (text === undefined) return 0;
  const example = exampleEnd(text.toString(), [name, ...alsoNamed], type);
  if (example !== undefined && !isContinued(text.toString(), example)) return example;
  const last = instance.services.findLast((service) => after.includes(service.key));
  return last?.end ?? text.length;
}

/** A line that begins with white space continues the previous line, even if comments are between them (readlline.c). */
function isContinued(text: string, at: number): boolean {
  const next = text
    .slice(at)
    .split('\n')
    .find((line) => !/^\s*(?:#|$)/.test(line));
  return next !== undefined && /^\s/.test(next);
}

/** The end of a block such as `#submission inet n - y - - smtpd` with its `#  -o …` lines. */
function exampleEnd(text: string, names: readonly string[], type: string): number | undefined {
  let at = 0;
  let end: number | undefined;
  let isIn = false;
  for (const line of text.split(/(?<=\n)/)) {
    at += line.length;
    const [, name = '', other] = /^#[ \t]?([\w.:[\]-]+)[ \t]+(inet|unix)[ \t]/.exec(line) ?? [];
    if (other !== undefined) isIn = end === undefined && names.includes(name) && other === type;
    else if (!/^#[ \t]{2,}\S/.test(line)) isIn = false;
    if (isIn) end = at;
  }
  return end;
}
