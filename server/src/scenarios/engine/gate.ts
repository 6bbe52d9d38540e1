// The gate that keeps strangers from relaying, and those who may pass in front of it.

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { RelayGate } from '../scenario.ts';
import type { Draft } from './draft.ts';
import { firstOfEnd, insertBefore, isSame, laidOut, removeOne } from './lists.ts';
import { insertParameter, onOneLine, replaceValue } from './parameters.ts';
import { plainWords, type WrittenList, type WrittenWord, writtenList } from './written.ts';

const gate = 'reject_unauth_destination';

export function relayGate(draft: Draft, { admit = [], forGood = false, whenKept }: RelayGate): void {
  const { instance } = draft;
  const name = gateList(instance);
  const fresh = freshList(instance, name, admit);
  const list = writtenList(instance, name);
  if (list === undefined || list.words.length === 0) {
    const entry = draft.entry(name);
    if (entry === undefined) insertParameter(draft, name, laidOut(fresh));
    else replaceValue(draft, entry, fresh.join(', '));
    return;
  }
  const { words } = list;
  const position = gateOf(words);
  const end = firstOfEnd(list);
  const endPosition = end === undefined ? words.length : words.indexOf(end);
  const isClosed = endPosition < (position < 0 ? words.length : position);
  const asksAgain = words[position]?.stands.some((word) => isSame(word, 'defer_unauth_destination')) ?? false;
  if ((isClosed && !isPermit(end)) || (isClosed && position >= 0)) {
    const entry = draft.entry(name);
    if (entry === undefined) return;
    const current = onOneLine(instance.value(name)?.raw ?? '');
    const conflict = { id: name, setting: name, current, wanted: fresh.join(', '), whenKept };
    if (draft.replaces({ ...conflict, at: draft.entryLocation(entry) }))
      replaceValue(draft, entry, fresh.join(', '));
    return;
  }
  if (position < 0) insertBefore(draft, name, gate, end);
  else if (
    asksAgain &&
    (forGood || isDefault(words)) &&
    !swap(draft, name, words[position], forGood, whenKept)
  )
    return;
  inFront(draft, name, 'permit_mynetworks', 'first');
  for (const restriction of admit) inFront(draft, name, restriction, 'last');
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

/** The words that stop strangers, and let through what is for our own domains. */
function gateOf(words: readonly WrittenWord[]): number {
  return words.findIndex(({ stands }) =>
    stands.some((word) => /^(?:(?:reject|defer)_unauth_destination|check_relay_domains)$/i.test(word)),
  );
}

function isPermit(word: WrittenWord | undefined): boolean {
  return word?.stands.some((one) => isSame(one, 'permit')) ?? false;
}

/** What Postfix takes by itself, which distributions write out. */
function isDefault(words: readonly WrittenWord[]): boolean {
  const written = words.flatMap(({ stands }) => stands).join(' ');
  return written === 'permit_mynetworks permit_sasl_authenticated defer_unauth_destination';
}

/** defer_unauth_destination, in Postfix's own words or in the user's. False when the user keeps his. */
function swap(
  draft: Draft,
  name: string,
  word: WrittenWord | undefined,
  forGood: boolean,
  whenKept: string,
): boolean {
  const { instance } = draft;
  const list = writtenList(instance, name);
  const entry = draft.entry(name);
  if (list === undefined || word === undefined || entry === undefined) return true;
  const wanted = list.words
    .map((one) => (one === word || one.text === word.text ? gate : one.text))
    .join(', ');
  if (forGood && !isDefault(list.words)) {
    const current = onOneLine(instance.value(name)?.raw ?? '');
    const conflict = { id: name, setting: name, current, wanted, whenKept, at: draft.entryLocation(entry) };
    if (!draft.replaces(conflict)) return false;
  }
  if (word.stands.length !== 1) return true;
  insertBefore(draft, name, gate, word);
  removeOne(draft, name, ({ text }) => text === word.text);
  return true;
}

/** Has a restriction in front of the gate: before all others, or right before it. */
function inFront(draft: Draft, name: string, restriction: string, where: 'first' | 'last'): void {
  const list = writtenList(draft.instance, name);
  if (list === undefined) return;
  const position = gateOf(list.words);
  const wanted = plainWords(draft.instance.expand(restriction).text).at(-1) ?? '';
  const at = list.words.findIndex(({ stands }) => stands.some((word) => isSame(word, wanted)));
  if (at >= 0 && at < position) return;
  const behind = list.words[at];
  insertBefore(draft, name, restriction, list.words[where === 'first' ? 0 : position]);
  if (behind !== undefined && behind.stands.length === 1 && plainWords(restriction).length === 1)
    removeLast(draft, name, behind.text);
}

function removeLast(draft: Draft, name: string, text: string): void {
  const list: WrittenList | undefined = writtenList(draft.instance, name);
  const last = list?.words.findLast((word) => word.text === text);
  removeOne(draft, name, (word) => word.node.start === last?.node.start);
}
