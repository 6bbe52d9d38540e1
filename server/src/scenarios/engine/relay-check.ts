// The relay check, which keeps strangers from relaying, and the restrictions that must come before it.

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { RelayCheck } from '../scenario.ts';
import type { Draft } from './draft.ts';
import { firstOfEnd, insertBefore, isEnd, laidOut, removeOne } from './lists.ts';
import { insertParameter, onOneLine, replaceValue } from './parameters.ts';
import { isSame } from './same.ts';
import { plainWords, type WrittenList, type WrittenWord, writtenList } from './written.ts';

const relayCheck = 'reject_unauth_destination';

export function ensureRelayCheck(draft: Draft, change: RelayCheck): void {
  const { instance } = draft;
  const name = listWithCheck(instance);
  const wanted = newList(instance, name, change.admit ?? []);
  const list = writtenList(instance, name);
  const entry = draft.entry(name);
  if (list === undefined || entry === undefined) {
    insertParameter(draft, name, laidOut(wanted));
    return;
  }
  if (list.words.length === 0) {
    replaceValue(draft, entry, wanted.join(', '));
    return;
  }
  const { words } = list;
  const isOther = hasOtherPurpose(words, change);
  const isTemporary = isWord(words[checkIndex(words)], 'defer_unauth_destination');
  const isOwn = change.permanent === true && isTemporary && !isDefault(words);
  if (isOther || isOwn) {
    const conflict = {
      id: name,
      setting: name,
      current: onOneLine(instance.value(name)?.raw ?? ''),
      wanted: (isOther ? wanted : completed(words, change)).join(', '),
      whenKept: change.whenKept,
    };
    if (!draft.replaces({ ...conflict, at: draft.entryLocation(entry) })) return;
    if (isOther) {
      replaceValue(draft, entry, wanted.join(', '));
      return;
    }
  }
  const end = firstOfEnd(list);
  // After a reject, no relay check is needed.
  if (checkIndex(words) < 0 && (end === undefined || isWord(end, 'permit')))
    insertBefore(draft, name, relayCheck, end);
  if (change.networks) ensureBefore(draft, name, 'permit_mynetworks', 'first');
  // With permit_mynetworks, the list may become the default list.
  const isStandard = isDefault(words) || isDefault(writtenList(draft.instance, name)?.words ?? []);
  for (const restriction of change.admit ?? []) ensureBefore(draft, name, restriction, 'last');
  if (isTemporary && (change.permanent || isStandard)) swap(draft, name);
}

/** The list permits everyone before the relay check, or rejects strangers that must be able to send to our domains. */
function hasOtherPurpose(words: readonly WrittenWord[], { open }: RelayCheck): boolean {
  const position = checkIndex(words);
  const end = words.findIndex(isEnd);
  if (end < 0 || end === position) return false;
  const isPermit = isWord(words[end], 'permit');
  const isBefore = position < 0 || end < position;
  return isPermit ? isBefore && position >= 0 : isBefore && open === true;
}

/** The resulting list, as text for the user. */
function completed(words: readonly WrittenWord[], { networks, admit = [] }: RelayCheck): readonly string[] {
  const texts = words.map((word, i) => (i === checkIndex(words) ? relayCheck : word.text));
  const missing = (restriction: string): boolean => !texts.join(' ').includes(restriction);
  const front = networks && missing('permit_mynetworks') ? ['permit_mynetworks'] : [];
  return [...front, ...texts.slice(0, -1), ...admit.filter(missing), ...texts.slice(-1)];
}

/**
 * The list that contains the relay check. Before 2.10 there is only one list. If the new list is empty, either in
 * main.cf or by default, the old one is used: a relay check in the new list would reject clients that the old one
 * permits.
 */
export function listWithCheck(instance: Instance): string {
  const [name, old] = ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions'];
  if (!instance.catalog.knows(name)) return old;
  const isEmpty = instance.expanded(name)?.text.trim() === '';
  const isInOld = checkIndex(writtenList(instance, old)?.words ?? []) >= 0;
  return isEmpty && (isInOld || instance.entriesOf(name).length > 0) ? old : name;
}

function newList(instance: Instance, name: string, admit: readonly string[]): readonly string[] {
  const logsIn = name === 'smtpd_relay_restrictions' || saslIsOn(instance);
  // The admitted clients replace those that log in, unless logins are enabled.
  const users = logsIn && (admit.length === 0 || saslIsOn(instance));
  return ['permit_mynetworks', ...(users ? ['permit_sasl_authenticated'] : []), ...admit, relayCheck];
}

function saslIsOn(instance: Instance): boolean {
  const isOn = (service?: PlacedService): boolean =>
    parseBoolean(instance.expanded('smtpd_sasl_auth_enable', service)?.text ?? '') === true;
  return isOn() || instance.services.some((service) => service.program === 'smtpd' && isOn(service));
}

/** The index of the relay check, which rejects strangers but accepts mail for our own domains; -1 without one. */
function checkIndex(words: readonly WrittenWord[]): number {
  const position = words.findIndex(({ expanded }) =>
    expanded.some((word) => /^(?:(?:reject|defer)_unauth_destination|check_relay_domains)$/i.test(word)),
  );
  if (position >= 0) return position;
  // permit_auth_destination, reject: the same in two restrictions.
  const end = words.findIndex(isEnd);
  const isLetIn = words.slice(0, Math.max(0, end)).some((word) => isWord(word, 'permit_auth_destination'));
  return isLetIn && !isWord(words[end], 'permit') ? end : -1;
}

function isWord(word: WrittenWord | undefined, restriction: string): boolean {
  return word?.expanded.some((one) => isSame(one, restriction)) ?? false;
}

/** True for the default list, which distributions write explicitly. */
function isDefault(words: readonly WrittenWord[]): boolean {
  const written = words.flatMap(({ expanded }) => expanded).join(' ');
  return written === 'permit_mynetworks permit_sasl_authenticated defer_unauth_destination';
}

function swap(draft: Draft, name: string): void {
  const list = writtenList(draft.instance, name);
  const word = list?.words[checkIndex(list.words)];
  if (word === undefined || word.expanded.length !== 1) return;
  insertBefore(draft, name, relayCheck, word);
  removeOne(draft, name, ({ text }) => text === word.text);
}

/** Makes sure that a restriction comes before the relay check: before all others, or directly before it. */
function ensureBefore(draft: Draft, name: string, restriction: string, where: 'first' | 'last'): void {
  const list = writtenList(draft.instance, name);
  if (list === undefined) return;
  const checkPosition = checkIndex(list.words);
  const position = checkPosition < 0 ? list.words.findIndex(isEnd) : checkPosition;
  const wanted = plainWords(draft.instance.expand(restriction).text).at(-1) ?? '';
  const at = list.words.findIndex(({ expanded }) => expanded.some((word) => isSame(word, wanted)));
  if (at >= 0 && (at < position || (at === position && comesBeforeCheck(list.words[at], wanted)))) return;
  const later = list.words[at];
  insertBefore(draft, name, restriction, list.words[where === 'first' ? 0 : position]);
  if (later !== undefined && later.expanded.length === 1 && plainWords(restriction).length === 1)
    removeLast(draft, name, later.text);
}

/** True if a $name contains both, with the restriction before the relay check. */
function comesBeforeCheck(word: WrittenWord | undefined, restriction: string): boolean {
  const expanded = word?.expanded ?? [];
  const checkPosition = expanded.findIndex((one) => /_unauth_destination$|^check_relay_domains$/i.test(one));
  return expanded.findIndex((one) => isSame(one, restriction)) < checkPosition;
}

function removeLast(draft: Draft, name: string, text: string): void {
  const list: WrittenList | undefined = writtenList(draft.instance, name);
  const last = list?.words.findLast((word) => word.text === text);
  removeOne(draft, name, (word) => word.node.start === last?.node.start);
}
