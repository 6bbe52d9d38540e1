// Old forms that are more than a single word: how to recognize each, and how to rewrite it if the current form is
// certain. The catalog says what they meant, under the name of the shape.

import type { Edit } from '../../edits/edit.ts';
import { literalPlace, removeWord } from '../../edits/lists.ts';
import { setParameter } from '../../edits/parameters.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { isReference } from '../../instance/settings.ts';
import { isRestriction, type RestrictionWord, restrictionWords } from '../../mail/restriction-words.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { withTransport } from '../../mail/transports.ts';
import { hostnameProblem } from '../../syntax/hostname.ts';
import type { Override } from '../../syntax/master-cf.ts';
import type { NodeOccurrence, Occurrence } from '../occurrences/index.ts';
import type { Snapshot } from '../snapshot.ts';

export interface Rewriting {
  /** The current form, for the editor's menu. */
  readonly text: string;
  readonly edits: readonly Edit[];
}

export interface Shape {
  readonly name: string;
  isAt(snapshot: Snapshot, occurrence: Occurrence): boolean;
  /** Undefined if a person has to decide. Absent if a rule has the fix. */
  rewrite?(snapshot: Snapshot, occurrence: Occurrence): Rewriting | undefined;
}

export const shapes: readonly Shape[] = [
  {
    name: 'backslash',
    isAt: (_, occurrence) => occurrence.kind === 'node' && wordOf(occurrence) === '\\',
  },
  {
    name: 'client-list-for-users',
    isAt: ({ instance }, occurrence) => clientListForUsers(instance, occurrence) !== undefined,
    rewrite: relayListForUsers,
  },
  {
    name: 'content-filter-address',
    isAt: (_, occurrence) =>
      occurrence.kind === 'node' &&
      occurrence.node.kind === 'transport' &&
      occurrence.value.parameter === 'content_filter' &&
      withTransport({
        name: occurrence.node.name.text,
        ...(occurrence.node.nextHop && { nextHop: occurrence.node.nextHop.text }),
      }) !== undefined,
  },
  {
    name: 'dollar-on-left',
    isAt: (_, occurrence) => occurrence.kind === 'parameter' && isReference(occurrence.name),
  },
  {
    name: 'relay-check-among-recipient-restrictions',
    isAt: ({ instance }, occurrence) =>
      isWord(occurrence, 'reject_unauth_destination', 'defer_unauth_destination') &&
      occurrence.value.parameter === 'smtpd_recipient_restrictions' &&
      occurrence.value.service === undefined &&
      instance.entriesOf('smtpd_relay_restrictions').length === 0,
    rewrite: separateRelayList,
  },
  {
    name: 'mx-backup',
    isAt: (_, occurrence) => isWord(occurrence, 'permit_mx_backup'),
    rewrite: domainsByName,
  },
  {
    name: 'noplaintext-without-tls',
    isAt: ({ instance }, occurrence) =>
      occurrence.kind === 'node' &&
      occurrence.value.parameter === 'smtpd_sasl_security_options' &&
      occurrence.value.service === undefined &&
      wordOf(occurrence) === 'noplaintext' &&
      expandedText(instance, 'smtpd_tls_auth_only') !== 'yes' &&
      /\bnoplaintext\b/i.test(expandedText(instance, 'smtpd_sasl_tls_security_options')),
    rewrite: loginsInsideTls,
  },
  {
    name: 'permit-then-reject',
    isAt: (snapshot, occurrence) =>
      isWord(occurrence, 'permit_auth_destination') && rejectAfter(snapshot, occurrence) !== undefined,
    rewrite: rejectUnauthDestination,
  },
];

type RestrictionOccurrence = NodeOccurrence & { readonly at: Occurrence['at'] };

function isWord(occurrence: Occurrence, ...words: readonly string[]): occurrence is RestrictionOccurrence {
  return occurrence.kind === 'node' && isRestriction(occurrence.node, ...words);
}

function wordOf({ node }: NodeOccurrence): string {
  return (node.kind === 'restriction' ? node.name.text : 'text' in node ? node.text : '').toLowerCase();
}

/** The word at an occurrence, in a list that is in effect. */
function listWordAt({ instance, document }: Snapshot, { at }: Occurrence): RestrictionWord | undefined {
  return restrictionWords(instance).find(
    (word) => word.at.uri === document.uri && word.at.start === at.start,
  );
}

/** The override that an occurrence belongs to, in a service that uses its client restrictions to permit logged-in users. */
function clientListForUsers(
  instance: Instance,
  occurrence: Occurrence,
): { readonly service: PlacedService; readonly override: Override } | undefined {
  const [parameter, service] =
    occurrence.kind === 'parameter'
      ? [occurrence.name, occurrence.service]
      : occurrence.kind === 'node'
        ? [occurrence.value.parameter, occurrence.value.service]
        : [];
  if (parameter !== 'smtpd_client_restrictions' || service === undefined) return undefined;
  const others = ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions'];
  if (others.some((name) => instance.overridesOf(service, name).length > 0)) return undefined;
  const [override, ...more] = instance.overridesOf(service, parameter);
  const isOld = /^\s*permit_sasl_authenticated[\s,]+reject\s*$/.test(override?.value?.text ?? '');
  return override !== undefined && isOld && more.length === 0 ? { service, override } : undefined;
}

/** The client restrictions of main.cf remain disabled for the users of the service. */
function relayListForUsers({ instance, document }: Snapshot, occurrence: Occurrence): Rewriting | undefined {
  const found = clientListForUsers(instance, occurrence);
  const { name } = found?.override ?? {};
  if (found === undefined || name === undefined) return undefined;
  const { service, override } = found;
  const at = { uri: document.uri, start: service.start + name.start, end: service.start + name.end };
  const rename: Edit = { at, text: 'smtpd_relay_restrictions' };
  const isEmpty = expandedText(instance, 'smtpd_client_restrictions') === '';
  const start = service.start + override.start;
  const [indent] = /\n[ \t]+$/.exec(service.item.line.text.slice(0, override.start)) ?? [' '];
  const empty: Edit = {
    at: { uri: document.uri, start, end: start },
    text: `-o smtpd_client_restrictions=${indent}`,
  };
  return { text: 'smtpd_relay_restrictions', edits: isEmpty ? [rename] : [empty, rename] };
}

/**
 * Moves the relay check, and the clients that may relay, to smtpd_relay_restrictions. Only if Postfix then accepts and
 * rejects the same mail: no other clients may relay, and no service depends on the existing list.
 */
function separateRelayList(snapshot: Snapshot, occurrence: Occurrence): Rewriting | undefined {
  const { instance, document } = snapshot;
  const found = listWordAt(snapshot, occurrence);
  const source = found?.list.value.value.source;
  if (found === undefined || source?.kind !== 'entry') return undefined;
  const { value, parameter } = found.list;
  if (parameter !== 'smtpd_recipient_restrictions') return undefined;
  const passing = value.nodes.slice(0, found.index);
  if (!passing.every((node) => isRestriction(node, 'permit_mynetworks', 'permit_sasl_authenticated')))
    return undefined;
  if (!passing.some((node) => isRestriction(node, 'permit_mynetworks'))) return undefined;
  const admitsUsers = passing.some((node) => isRestriction(node, 'permit_sasl_authenticated'));
  if (
    !admitsUsers &&
    instance.services.some((s) => expandedText(instance, 'smtpd_sasl_auth_enable', s) === 'yes')
  )
    return undefined;
  if (isListUsedElsewhere(instance, parameter)) return undefined;
  const { entry } = source;
  const { name } = entry.item;
  const nameAt = { uri: document.uri, start: entry.start + name.start, end: entry.start + name.end };
  const text = 'smtpd_relay_restrictions';
  if (found.index === value.nodes.length - 1) return { text, edits: [{ at: nameAt, text }] };
  const removed = removeWord(instance, value, found.node);
  if (removed === undefined) return undefined;
  const words = value.nodes.slice(0, found.index + 1).map((node) => spelled(value.expansion.text, node));
  const line = `${text} = ${words.join(', ')}\n`;
  return { text, edits: [{ at: { ...nameAt, end: nameAt.start }, text: line }, removed] };
}

/** Whether another setting refers to the list, or a service overrides it while the relay list is empty. */
function isListUsedElsewhere(instance: Instance, parameter: string): boolean {
  const { main, master } = instance.files;
  const reference = `$${parameter}`;
  for (const file of [main, master]) {
    const text = file?.tree.text.toString() ?? '';
    if (text.includes(reference) || text.includes(`{${parameter}`)) return true;
  }
  return (
    expandedText(instance, 'smtpd_relay_restrictions') === '' &&
    instance.services.some((service) => instance.overridesOf(service, parameter).length > 0)
  );
}

/** The domains that main.cf already lists; otherwise, those that a transport table has a route for. */
function domainsByName(snapshot: Snapshot, occurrence: Occurrence): Rewriting | undefined {
  const { instance } = snapshot;
  const found = listWordAt(snapshot, occurrence);
  const source = found?.list.value.value.source;
  const removed = found && removeWord(instance, found.list.value, found.node);
  if (removed === undefined || source === undefined) return undefined;
  const hasDomains =
    instance.entriesOf('relay_domains').length > 0 && expandedText(instance, 'relay_domains') !== '';
  if (hasDomains) return { text: 'relay_domains', edits: [removed] };
  const domains = domainsWithRoute(snapshot);
  const entry = source.kind === 'entry' ? source.entry : undefined;
  const set = setParameter(instance, 'relay_domains', domains.join(', '), entry);
  if (domains.length === 0 || set === undefined) return undefined;
  return { text: `relay_domains = ${domains.join(', ')}`, edits: [removed, set] };
}

/** A longer list belongs in a table. */
const maxDomains = 10;

function domainsWithRoute({ instance, tables }: Snapshot): readonly string[] {
  const own = expandedText(instance, 'mydestination').split(/[\s,]+/);
  const domains: string[] = [];
  for (const table of tables.all()) {
    if (table.language !== 'postfix-table' || table.role !== 'transport') continue;
    for (const { item } of table.tree.items()) {
      const domain = item.kind === 'table-entry' ? item.key.text : '';
      if (!domain.includes('.') || hostnameProblem(domain) !== undefined || own.includes(domain)) continue;
      domains.push(domain);
      if (domains.length > maxDomains) return [];
    }
  }
  return domains;
}

/** Only if TLS is enabled: without TLS, no one could log in anymore. */
function loginsInsideTls({ instance }: Snapshot, occurrence: Occurrence): Rewriting | undefined {
  const value = expandedValue(instance, 'smtpd_sasl_security_options');
  const source = value?.value.source;
  const level = new SmtpdSettings(instance, undefined).level;
  if (value === undefined || source?.kind !== 'entry' || level === undefined || level === 'none')
    return undefined;
  const node = value.nodes.find((each) => value.locate(each)?.start === occurrence.at.start);
  if (node === undefined || value.nodes.length < 2) return undefined;
  const removed = removeWord(instance, value, node);
  const set = setParameter(instance, 'smtpd_tls_auth_only', 'yes', source.entry);
  if (removed === undefined || set === undefined) return undefined;
  return { text: 'smtpd_tls_auth_only = yes', edits: [removed, set] };
}

/** The `reject` that follows a word at the end of a list. */
function rejectAfter(snapshot: Snapshot, occurrence: Occurrence): RestrictionWord['node'] | undefined {
  const found = listWordAt(snapshot, occurrence);
  const [next, ...others] = found?.list.value.nodes.slice(found.index + 1) ?? [];
  return isRestriction(next, 'reject') && others.length === 0 ? next : undefined;
}

function rejectUnauthDestination(snapshot: Snapshot, occurrence: Occurrence): Rewriting | undefined {
  const { instance } = snapshot;
  const found = listWordAt(snapshot, occurrence);
  const reject = rejectAfter(snapshot, occurrence);
  const place = found && literalPlace(instance, found.list.value, found.node);
  const removed = found && reject && removeWord(instance, found.list.value, reject);
  if (place === undefined || removed === undefined) return undefined;
  const text = 'reject_unauth_destination';
  return { text, edits: [{ at: place, text }, removed] };
}

function spelled(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(start, end);
}

function expandedText(instance: Instance, name: string, service?: PlacedService): string {
  return instance.expanded(name, service)?.text ?? '';
}
