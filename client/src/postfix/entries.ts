// Finds the line that a message from Postfix refers to without a line number, and counts the entries of a table.

import { type Message, sentence } from './messages.ts';

/**
 * The first line of each entry, with its number from 1. Empty lines, comments, and continuation lines, which begin with
 * white space (readlline.c), do not start an entry.
 */
function* entries(text: string): Generator<{ readonly line: number; readonly text: string }> {
  let line = 0;
  for (const [content] of text.matchAll(/[^\n]*(?:\n|$)/g)) {
    line++;
    if (/^[^\s#]/.test(content)) yield { line, text: content };
  }
}

export function countEntries(text: string): number {
  let count = 0;
  for (const _ of entries(text)) count++;
  return count;
}

/**
 * Adds the line number of the entry that repeats a key to the message `duplicate entry: "KEY"`. If a key is repeated
 * several times, each message gets a different line. Keys are compared without regard to case, because postmap(1) and
 * postalias(1) fold them.
 * @param separator what ends a key: white space, or a colon for postalias
 */
export function placeDuplicates(
  messages: readonly Message[],
  text: string,
  separator: ' ' | ':',
): readonly Message[] {
  const duplicates = messages.map((message) => duplicateKey(message));
  if (duplicates.every((key) => key === undefined)) return messages;
  const lines = new Map<string, number[]>();
  for (const entry of entries(text)) {
    const key = keyOf(entry.text, separator).toLowerCase();
    const known = lines.get(key);
    if (known) known.push(entry.line);
    else lines.set(key, [entry.line]);
  }
  const used = new Map<string, number>();
  return messages.map((message, i) => {
    const key = duplicates[i]?.toLowerCase();
    if (key === undefined) return message;
    const nth = (used.get(key) ?? 0) + 1;
    used.set(key, nth);
    const line = lines.get(key)?.[nth];
    return line === undefined ? message : placed(message, line);
  });
}

function duplicateKey({ text, line }: Message): string | undefined {
  return line === undefined ? /^duplicate entry: "(.*)"$/s.exec(text)?.[1] : undefined;
}

function keyOf(entry: string, separator: ' ' | ':'): string {
  const quotable =
    separator === ' ' ? /^(?:"(?:\\.|[^"\\])*"|\\.|[^\s"\\])*/ : /^(?:"(?:\\.|[^"\\])*"|[^:"])*/;
  const key = quotable.exec(entry)?.[0] ?? '';
  // postalias removes the quotes, postmap keeps them (postmap.c, postalias.c).
  return separator === ' ' ? key : key.trim().replace(/^"(.*)"$/, '$1');
}

/**
 * Adds to a message about a parameter the last line in main.cf that sets it, and the file if the message does not name
 * one. Examples: `parameter myhostname: bad parameter value: a..b`,
 * `bad numerical configuration: message_size_limit = 50MB`, `config variable inet_interfaces: host not found`.
 */
export function placeParameter(message: Message, file: string, text: string): Message {
  if (message.line !== undefined || (message.file !== undefined && message.file !== file)) return message;
  const name = /^(?:parameter|config variable) (\w+):|configuration: (\w+) =|^(\w+) value '/.exec(
    message.text,
  );
  const parameter = name?.[1] ?? name?.[2] ?? name?.[3];
  if (parameter === undefined) return message;
  let found: number | undefined;
  for (const entry of entries(text)) {
    if (new RegExp(`^${parameter}\\s*=`).test(entry.text)) found = entry.line;
  }
  return found === undefined ? message : placed(message, found, file);
}

/** Adds the line in master.cf to a message such as `invalid type field "tcp" in "ENTRY"` (postconf_master.c). */
export function placeService(message: Message, file: string, text: string): Message {
  if (message.line !== undefined) return message;
  const quoted = / in "(.*)"$/s.exec(message.text)?.[1];
  if (quoted === undefined) return message;
  const wanted = words(quoted);
  for (const entry of entries(text)) {
    if (wanted.startsWith(words(entry.text))) return placed(message, entry.line, file);
  }
  return message;
}

function placed(message: Message, line: number, file = message.file): Message {
  return { ...message, ...(file !== undefined && { file }), line, printed: sentence(message) };
}

function words(text: string): string {
  return text.trim().split(/\s+/).join(' ');
}

/** The last value of a parameter in the text of a main.cf, with single spaces; undefined if nothing sets it. */
export function settingIn(text: string, name: string): string | undefined {
  let value: string | undefined;
  let isOurs = false;
  for (const line of text.split('\n')) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    if (/^\s/.test(line)) {
      if (isOurs) value = `${value} ${words(line)}`;
      continue;
    }
    const [, key, start = ''] = /^([^\s=]+)\s*=(.*)$/.exec(line) ?? [];
    isOurs = key === name;
    if (isOurs) value = words(start);
  }
  return value?.trim();
}
