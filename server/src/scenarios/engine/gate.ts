// The gate that keeps strangers from relaying, and those who may pass in front of it.

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { RelayGate } from '../scenario.ts';
import type { Draft } from './draft.ts';
import { firstOfEnd, insertBefore, isEnd, laidOut, removeOne } from './lists.ts';
import { insertParameter, onOneLine, replaceValue } from './parameters.ts';
import { isSame } from './same.ts';
import { plainWords, type WrittenList, type WrittenWord, writtenList } from './written.ts';

const gate = 'reject_unauth_destination';

export function relayGate(draft: Draft, change: RelayGate): void {
  const { instance } = draft;
  const name = gateList(instance);
  const fresh = freshList(instance, name, change.admit ?? []);
  const list = writtenList(instance, name);
  const entry = draft.entry(name);
  if (list === undefined || entry === undefined) {
    insertParameter(draft, name, laidOut(fresh));
    return;
  }
  if (list.words.length === 0) {
    replaceValue(draft, entry, fresh.join(', '));
    return;
  }
  const { words } = list;
  const isOther = isMeantOtherwise(words, change);
  const asksAgain = isWord(words[gateOf(words)], 'defer_unauth_destination');
  const isOwn = change.forGood === true && asksAgain && !isDefault(words);
  if (isOther || isOwn) {
    const conflict = {
      id: name,
      setting: name,
      current: onOneLine(instance.value(name)?.raw ?? ''),
      wanted: (isOther ? fresh : completed(words, change)).join(', '),
      whenKept: change.whenKept,
    };
    if (!draft.replaces({ ...conflict, at: draft.entryLocation(entry) })) return;
    if (isOther) {
      replaceValue(draft, entry, fresh.join(', '));
      return;
    }
  }
  const end = firstOfEnd(list);
  // Behind a reject there is nothing to be kept out.
  if (gateOf(words) < 0 && (end === undefined || isWord(end, 'permit'))) insertBefore(draft, name, gate, end);
  if (change.networks) inFront(draft, name, 'permit_mynetworks', 'first');
  // Our networks in front may make the default of it.
  const isStandard = isDefault(words) || isDefault(writtenList(draft.instance, name)?.words ?? []);
  for (const restriction of change.admit ?? []) inFront(draft, name, restriction, 'last');
  if (asksAgain && (change.forGood || isStandard)) swap(draft, name);
}

/** The list lets everybody through before its gate, or nobody who has to come as far as our domains. */
function isMeantOtherwise(words: readonly WrittenWord[], { open }: RelayGate): boolean {
  const position = gateOf(words);
  const end = words.findIndex(isEnd);
  if (end < 0 || end === position) return false;
  const isPermit = isWord(words[end], 'permit');
  const isBefore = position < 0 || end < position;
  return isPermit ? isBefore && position >= 0 : isBefore && open === true;
}

/** What the list comes to, for people to read. */
function completed(words: readonly WrittenWord[], { networks, admit = [] }: RelayGate): readonly string[] {
  const texts = words.map((word, i) => (i === gateOf(words) ? gate : word.text));
  const missing = (restriction: string): boolean => !texts.join(' ').includes(restriction);
  const front = networks && missing('permit_mynetworks') ? ['permit_mynetworks'] : [];
  return [...front, ...texts.slice(0, -1), ...admit.filter(missing), ...texts.slice(-1)];
}

/**
 * Before 2.10 there is one list only. Who has emptied the new one, or has a main.cf for which it is empty by itself,
 * goes by the old: a gate in the new one would shut out whom the old one admits.
 */
export function gateList(instance: Instance): string {
  const [name, old] = ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions'];
  if (!instance.catalog.knows(name)) return old;
  const isEmpty = instance.expanded(name)?.text.trim() === '';
  const isInOld = gateOf(writtenList(instance, old)?.words ?? []) >= 0;
  return isEmpty && (isInOld || instance.entriesOf(name).length > 0) ? old : name;
}

function freshList(instance: Instance, name: string, admit: readonly string[]): readonly string[] {
  const logsIn = name === 'smtpd_relay_restrictions' || saslIsOn(instance);
  // Whoever is admitted by name is so in place of a login, unless there are logins.
  const users = logsIn && (admit.length === 0 || saslIsOn(instance));
  return ['permit_mynetworks', ...(users ? ['permit_sasl_authenticated'] : []), ...admit, gate];
}

function saslIsOn(instance: Instance): boolean {
  const isOn = (service?: PlacedService): boolean =>
    parseBoolean(instance.expanded('smtpd_sasl_auth_enable', service)?.text ?? '') === true;
  return isOn() || instance.services.some((service) => service.program === 'smtpd' && isOn(service));
}

/** The word that stops strangers, and lets through what is for our own domains; below 0 without one. */
function gateOf(words: readonly WrittenWord[]): number {
  const position = words.findIndex(({ stands }) =>
    stands.some((word) => /^(?:(?:reject|defer)_unauth_destination|check_relay_domains)$/i.test(word)),
  );
  if (position >= 0) return position;
  // permit_auth_destination, reject: the same in two words.
  const end = words.findIndex(isEnd);
  const isLetIn = words.slice(0, Math.max(0, end)).some((word) => isWord(word, 'permit_auth_destination'));
  return isLetIn && !isWord(words[end], 'permit') ? end : -1;
}

function isWord(word: WrittenWord | undefined, restriction: string): boolean {
  return word?.stands.some((one) => isSame(one, restriction)) ?? false;
}

/** What Postfix takes by itself, which distributions write out. */
function isDefault(words: readonly WrittenWord[]): boolean {
  const written = words.flatMap(({ stands }) => stands).join(' ');
  return written === 'permit_mynetworks permit_sasl_authenticated defer_unauth_destination';
}

function swap(draft: Draft, name: string): void {
  const list = writtenList(draft.instance, name);
  const word = list?.words[gateOf(list.words)];
  if (word === undefined || word.stands.length !== 1) return;
  insertBefore(draft, name, gate, word);
  removeOne(draft, name, ({ text }) => text === word.text);
}

/** Has a restriction in front of the gate: before all others, or right before it. */
function inFront(draft: Draft, name: string, restriction: string, where: 'first' | 'last'): void {
  const list = writtenList(draft.instance, name);
  if (list === undefined) return;
  const gateAt = gateOf(list.words);
  const position = gateAt < 0 ? list.words.findIndex(isEnd) : gateAt;
  const wanted = plainWords(draft.instance.expand(restriction).text).at(-1) ?? '';
  const at = list.words.findIndex(({ stands }) => stands.some((word) => isSame(word, wanted)));
  if (at >= 0 && (at < position || (at === position && standsFirst(list.words[at], wanted)))) return;
  const behind = list.words[at];
  insertBefore(draft, name, restriction, list.words[where === 'first' ? 0 : position]);
  if (behind !== undefined && behind.stands.length === 1 && plainWords(restriction).length === 1)
    removeLast(draft, name, behind.text);
}

/** In a $name that has both, a restriction comes before the gate. */
function standsFirst(word: WrittenWord | undefined, restriction: string): boolean {
  const stands = word?.stands ?? [];
  const gateAt = stands.findIndex((one) => /_unauth_destination$|^check_relay_domains$/i.test(one));
  return stands.findIndex((one) => isSame(one, restriction)) < gateAt;
}

function removeLast(draft: Draft, name: string, text: string): void {
  const list: WrittenList | undefined = writtenList(draft.instance, name);
  const last = list?.words.findLast((word) => word.text === text);
  removeOne(draft, name, (word) => word.node.start === last?.node.start);
}
