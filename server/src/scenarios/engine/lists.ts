// Words in the lists of main.cf. Existing words keep their order and their layout.

import { insertWord, removeWord } from '../../edits/lists.ts';
import { networkIn } from '../../mail/networks.ts';
import { inNetwork } from '../../mail/pattern-match.ts';
import type { ExceptAddress, ListWords, RemoveDomains, RestrictionAtEnd } from '../scenario.ts';
import type { Draft } from './draft.ts';
import { elsewhere } from './elsewhere.ts';
import { insertParameter, labelOf, onOneLine, replaceValue } from './parameters.ts';
import { isSame } from './same.ts';
import { defaultWords, plainWords, type WrittenList, type WrittenWord, writtenList } from './written.ts';

export function restrictionWords(draft: Draft, { name, words, only = false, base }: ListWords): void {
  const { instance } = draft;
  if (!instance.catalog.knows(name)) return;
  const list = writtenList(instance, name);
  if (list === undefined) {
    const before = only ? [] : (base ?? defaultWords(instance, name));
    const current = plainWords(instance.expanded(name)?.text ?? '');
    const isComputed = instance.value(name)?.source.kind === 'computed';
    const wanted = [...before, ...words.filter((word) => !before.some((other) => isSame(other, word)))];
    const expanded = wanted.flatMap((word) => plainWords(instance.expand(word).text));
    if (isComputed || expanded.join(' ') !== current.join(' '))
      insertParameter(draft, name, wanted.join(', '));
    return;
  }
  const expandedWords = words.flatMap((word) => plainWords(instance.expand(word).text));
  const has = (word: string): boolean =>
    plainWords(instance.expand(word).text).every((one) =>
      list.words.some(({ expanded }) => expanded.some((other) => isSame(one, other))),
    );
  const isElsewhere = (word: string): boolean =>
    elsewhere(draft, name, word).some(({ holds }) => holds === true);
  const missing = words.filter((word) => !has(word) && !isElsewhere(word));
  const spare = list.words.filter(
    ({ text, expanded }) =>
      only &&
      !text.startsWith('!') &&
      !expanded.some((one) => expandedWords.some((other) => isSame(one, other))),
  );
  if (spare.length === list.words.length) {
    const entry = draft.entry(name);
    if (entry !== undefined && words.length > 0) replaceValue(draft, entry, words.join(', '));
    return;
  }
  for (const { text } of spare) removeOne(draft, name, (word) => word.text === text);
  if (missing.length > 0) insertBefore(draft, name, missing.join(', '));
}

export function exceptAddress(draft: Draft, { name, address }: ExceptAddress): void {
  const list = writtenList(draft.instance, name);
  if (list === undefined) return;
  for (const word of list.words) {
    for (const text of word.expanded) {
      const pattern = text.replace(/^!+/, '');
      const isException = (text.length - pattern.length) % 2 === 1;
      const holds = canContain(pattern, address);
      if (holds && isException) return;
      if (holds) {
        insertBefore(draft, name, `!${address}`, word);
        return;
      }
    }
  }
  insertBefore(draft, name, `!${address}`);
}

/** True if the pattern can contain the address. A table or a file can contain any address. */
function canContain(pattern: string, address: string): boolean {
  if (pattern.startsWith('/')) return true;
  const found = networkIn(pattern);
  if (found === undefined) return pattern.includes(':');
  return inNetwork(found.network, address.replace(/[[\]]/g, '')) === true;
}

export function removeDomains(draft: Draft, { domains, lists, whenKept }: RemoveDomains): void {
  for (const name of lists) {
    const { instance } = draft;
    const isMeant = (word: string): boolean => domains.some((domain) => isSame(domain, word));
    const list = writtenList(instance, name);
    const words = list?.words ?? wordsOfDefault(draft, name);
    const spare = words.filter(({ expanded }) => expanded.length === 1 && expanded.every(isMeant));
    for (const { text, expanded } of words) {
      if (expanded.length > 1 && expanded.some(isMeant))
        draft.remark(
          `${name} contains ${expanded.filter(isMeant).join(', ')} through ${text}. Remove the domain there. Otherwise, this host does not relay its mail.`,
        );
    }
    for (const domain of domains) remarkElsewhere(draft, name, domain);
    if (spare.length === 0) continue;
    const rest = words.filter((word) => !spare.includes(word)).map(({ text }) => text);
    const entry = draft.entry(name);
    const conflict = {
      id: name,
      setting: name,
      current: onOneLine(instance.value(name)?.raw ?? ''),
      wanted: rest.join(', '),
      whenKept,
      at: entry === undefined ? { uri: draft.mainUri, start: 0, end: 0 } : draft.entryLocation(entry),
    };
    if (!draft.replaces(conflict)) continue;
    if (entry === undefined) insertParameter(draft, name, rest.join(', '));
    else if (rest.length === 0) replaceValue(draft, entry, '');
    else for (const { text } of spare) removeOne(draft, name, (word) => word.text === text);
  }
}

/** Adds a remark if a table or a file of the list contains a domain, or may contain it. */
function remarkElsewhere(draft: Draft, name: string, domain: string): void {
  const isSet = draft.entry(name) !== undefined;
  for (const { source, holds } of elsewhere(draft, name, domain)) {
    if (holds === true)
      draft.remark(
        `${source}, which is part of ${name}, contains ${domain}. Remove the domain there. Otherwise, this host does not relay its mail.`,
      );
    else if (holds === undefined && isSet)
      draft.remark(`Make sure that ${source}, which is part of ${name}, does not contain ${domain}.`);
  }
}

function wordsOfDefault(
  { instance }: Draft,
  name: string,
): readonly Pick<WrittenWord, 'text' | 'expanded'>[] {
  return defaultWords(instance, name).map((text) => ({
    text,
    expanded: plainWords(instance.expand(text).text),
  }));
}

export function restrictionAtEnd(draft: Draft, { name, word, initial, onlyIfUnset }: RestrictionAtEnd): void {
  const list = writtenList(draft.instance, name);
  if (list === undefined || list.words.length === 0) {
    const entry = draft.entry(name);
    if (entry !== undefined) replaceValue(draft, entry, initial.join(', '));
    else insertParameter(draft, name, laidOut(initial));
    return;
  }
  if (onlyIfUnset || list.words.some(({ expanded }) => expanded.some((one) => isSame(one, word)))) return;
  insertBefore(draft, name, word, firstOfEnd(list));
}

/** A list of restrictions, one per line. */
export function laidOut(words: readonly string[]): string {
  return words.map((word) => `\n    ${word}`).join('');
}

/** The restriction after which no others are evaluated. */
export function firstOfEnd({ words }: WrittenList): WrittenWord | undefined {
  return words.find(isEnd);
}

export function isEnd({ expanded }: WrittenWord): boolean {
  return expanded.some((word) => /^(?:permit|reject|defer|discard)$/i.test(word));
}

/** Inserts words before a word, or at the end of a list that main.cf sets. */
export function insertBefore(draft: Draft, name: string, words: string, before?: WrittenWord): void {
  const list = writtenList(draft.instance, name);
  if (list === undefined) return;
  const edit = insertWord(draft.instance, list.value, words, before?.node);
  if (edit !== undefined) draft.edit(labelOf(name), [edit]);
}

export function removeOne(draft: Draft, name: string, isMeant: (word: WrittenWord) => boolean): void {
  const list = writtenList(draft.instance, name);
  const word = list?.words.find(isMeant);
  if (list === undefined || word === undefined) return;
  const edit = removeWord(draft.instance, list.value, word.node);
  if (edit !== undefined) draft.edit(labelOf(name), [edit]);
}
