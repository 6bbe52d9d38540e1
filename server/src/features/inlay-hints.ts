// Inlay hints: what a value amounts to, after the value itself.

import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver-types';
import { tableType } from '../catalog/table-types.ts';
import { chrootDefault } from '../instance/chroot.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import { isInPlace } from '../instance/paths.ts';
import { type MasterField, masterFields } from '../syntax/master-cf.ts';
import { parseInteger, parseTime, type TimeUnit } from '../syntax/scalars.ts';
import { addressCount, networkOf } from './hover/networks.ts';
import { sizeInWords, timeInWords } from './hover/scalars.ts';
import { type NodeOccurrence, type Occurrence, occurrencesIn } from './occurrences/index.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';

/** The kinds of hints. Each can be switched off. */
export interface InlayHintSettings {
  /** The value of a `$name`. */
  readonly expansions: boolean;
  /** Times without a unit, and sizes. */
  readonly units: boolean;
  /** How many addresses a network has. */
  readonly networks: boolean;
  /** The address class of a domain in a transport table. */
  readonly classes: boolean;
  /** Whether a mailbox is an mbox file or a Maildir. */
  readonly mailboxes: boolean;
  /** The meaning of `-` in master.cf. */
  readonly fields: boolean;
  /** Tables whose index does not exist or is out of date. */
  readonly indexes: boolean;
}

export const defaultInlayHints: InlayHintSettings = {
  expansions: true,
  units: true,
  networks: true,
  classes: true,
  mailboxes: true,
  fields: true,
  indexes: true,
};

/** Longer values would push the text out of the window. */
const maxLength = 40;

export function inlayHints(snapshot: Snapshot, settings: InlayHintSettings, range: Range): InlayHint[] {
  const text = textOf(snapshot.document);
  const span = { start: text.offsetAt(range.start), end: text.offsetAt(range.end) };
  const hints: InlayHint[] = [];
  for (const occurrence of occurrencesIn(snapshot, span)) {
    const { end } = occurrence.at;
    if (end < span.start || end > span.end) continue;
    const label = labelOf(snapshot, settings, occurrence);
    if (label === undefined) continue;
    const { end: position } = toRange(text, {
      start: end,
      end: closed(text.slice(end, end + 1), occurrence, end),
    });
    hints.push({ position, label, kind: InlayHintKind.Type, paddingLeft: true });
  }
  return hints;
}

/** After the brace of `${name}`. */
function closed(next: string, { kind }: Occurrence, end: number): number {
  return kind === 'reference' && (next === '}' || next === ')') ? end + 1 : end;
}

function labelOf(
  snapshot: Snapshot,
  settings: InlayHintSettings,
  occurrence: Occurrence,
): string | undefined {
  const { instance } = snapshot;
  switch (occurrence.kind) {
    case 'reference': {
      const { reference, value } = occurrence;
      const isCondition = reference.whenTrue !== undefined || reference.otherwise !== undefined;
      const isRaw = value.parameter !== undefined && instance.catalog.parameter(value.parameter)?.raw;
      if (!settings.expansions || isCondition || isRaw) return undefined;
      return shortened(instance.expanded(reference.name.text, value.service)?.text);
    }
    case 'field':
      return settings.fields && occurrence.field === 'command'
        ? fieldMeanings(instance, occurrence.service)
        : undefined;
    case 'node':
      return nodeLabel(snapshot, settings, occurrence);
    case 'network': {
      const { network } = occurrence;
      return settings.networks && network.bytes !== undefined && network.prefix !== undefined
        ? networkLabel(8 * network.bytes.length, network.length)
        : undefined;
    }
    case 'key':
      return settings.classes && occurrence.table.role === 'transport'
        ? domainClass(instance, occurrence.key.text)
        : undefined;
    default:
      return undefined;
  }
}

function shortened(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const line = text.replace(/\s+/g, ' ');
  return `= ${line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line}`;
}

/** What each `-` of a service means. One hint after the last field, so that the columns stay in line. */
function fieldMeanings(instance: Instance, { item }: PlacedService): string | undefined {
  const meanings = masterFields.flatMap((field, i) =>
    item.fields[i]?.text === '-' ? (fieldMeaning(instance, field) ?? []) : [],
  );
  return meanings.length === 0 ? undefined : meanings.join(', ');
}

function fieldMeaning(instance: Instance, field: MasterField): string | undefined {
  switch (field) {
    case 'private':
    case 'unprivileged':
      return field;
    case 'chroot':
      return chrootDefault(instance) === 'y' ? 'chroot' : 'no chroot';
    case 'process_limit': {
      const limit = instance.expanded('default_process_limit')?.text;
      return limit && `up to ${limit} processes`;
    }
    default:
      return undefined;
  }
}

function nodeLabel(
  snapshot: Snapshot,
  settings: InlayHintSettings,
  { node, part, value }: NodeOccurrence,
): string | undefined {
  switch (node.kind) {
    case 'word':
      if (part === 'member' || value.table !== undefined) return undefined;
      return wordLabel(settings, node.element, node.text, value.parameter);
    case 'address-pattern': {
      if (!settings.networks || node.form !== 'network') return undefined;
      const network = networkOf(node.text.replace(/^\[(.*)\](\/\d+)?$/, '$1$2'));
      return network?.bytes === undefined || network.prefix === undefined
        ? undefined
        : networkLabel(8 * network.bytes.length, network.length);
    }
    case 'table':
      return settings.indexes && part === 'name' && node.tables.length === 0
        ? indexLabel(snapshot, node.type.text, snapshot.instance.expand(node.name.text, value.service).text)
        : undefined;
    default:
      return undefined;
  }
}

function wordLabel(
  settings: InlayHintSettings,
  element: { readonly type: string; readonly unit?: TimeUnit; readonly what?: string },
  text: string,
  parameter: string | undefined,
): string | undefined {
  switch (element.type) {
    case 'time': {
      const time = settings.units && /^\d+$/.test(text) ? parseTime(text, element.unit ?? 's') : undefined;
      return time === undefined || time.seconds === 0 ? undefined : timeInWords(time.seconds);
    }
    case 'size': {
      const bytes = settings.units ? parseInteger(text) : undefined;
      return bytes === undefined || bytes < 1024 ? undefined : sizeInWords(bytes);
    }
    case 'path':
      if (!settings.mailboxes || text === '') return undefined;
      return element.what === 'mailbox' || parameter === 'mail_spool_directory'
        ? text.endsWith('/')
          ? 'Maildir'
          : parameter === 'mail_spool_directory'
            ? undefined
            : 'mbox'
        : undefined;
    default:
      return undefined;
  }
}

function networkLabel(bits: number, length: number | undefined): string | undefined {
  if (length === undefined || length > bits) return undefined;
  const count = addressCount(bits, length);
  return `${count} ${count === '1' ? 'address' : 'addresses'}`;
}

/** Only for a configuration in its final place. Silent if the host cannot check. */
function indexLabel({ instance, tables }: Snapshot, type: string, path: string): string | undefined {
  const { index = [] } = tableType(type) ?? {};
  if (!path.startsWith('/') || !isInPlace(instance)) return undefined;
  const source = tables.stamp(path);
  for (const suffix of index) {
    const stamp = tables.stamp(path + suffix);
    if (stamp === 'missing') return 'not indexed';
    if (typeof stamp === 'object' && typeof source === 'object' && source.modified > stamp.modified)
      return 'index is out of date';
  }
  return undefined;
}

/** The lists in the order in which Postfix searches them (trivial-rewrite, resolve.c). */
const classes = [
  ['mydestination', 'local domain'],
  ['virtual_alias_domains', 'virtual alias domain'],
  ['virtual_mailbox_domains', 'virtual mailbox domain'],
  ['relay_domains', 'relay domain'],
] as const;

/** Only for domains that a list itself names. */
function domainClass(instance: Instance, key: string): string | undefined {
  const domain = key.toLowerCase();
  if (!/^[a-z\d.-]+\.[a-z\d-]+$/.test(domain) || domain.startsWith('.')) return undefined;
  for (const [parameter, name] of classes) {
    const words = (instance.expanded(parameter)?.text ?? '').toLowerCase().split(/[\s,]+/);
    if (words.includes(domain)) return name;
  }
  return undefined;
}
