// A list in main.cf as it is written: its words before the expansion of $names, each with its expansion.

import { namesIn } from '../../instance/expand.ts';
import { type ExpandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Word } from '../../syntax/value.ts';
import { commaOrSpace, splitWords } from '../../syntax/words.ts';

export interface WrittenWord {
  readonly text: string;
  /** The words of its expansion: exactly one, unless it is a $name. */
  readonly expanded: readonly string[];
  readonly node: Word;
}

export interface WrittenList {
  readonly words: readonly WrittenWord[];
  /** For the edits in edits/lists.ts: the value with its words as they are written. */
  readonly value: ExpandedValue;
}

/** Undefined if main.cf does not set the parameter. */
export function writtenList(instance: Instance, name: string): WrittenList | undefined {
  const value = instance.value(name);
  const { main } = instance.files;
  if (value === undefined || value.source.kind !== 'entry' || main === undefined) return undefined;
  const { raw, source } = value;
  const base = source.entry.start + source.entry.item.value.start;
  const words = wordsOf(instance, raw);
  return {
    words,
    value: {
      value,
      expansion: { text: raw, problems: [], undefinedNames: [], originAt: () => undefined },
      nodes: words.map(({ node }) => node),
      locate: ({ start, end }) =>
        sourceLocation(instance, source) && { uri: main.uri, start: base + start, end: base + end },
    },
  };
}

/** The default of a list that is not set, as a person would write it. */
export function defaultWords(instance: Instance, name: string): readonly string[] {
  const raw = instance.defaultOf(name) ?? '';
  const { text } = instance.expand(raw);
  if (!raw.includes('{')) return plainWords(raw);
  // ${{$compatibility_level} <level {2} ? {$mydestination} : {}}
  const whole = namesIn(raw).find((inner) => text !== '' && instance.expanded(inner)?.text === text);
  return whole === undefined ? plainWords(text) : [`$${whole}`];
}

/** Splits a list into words. Text in braces is one word, as in `inline:{ {192.0.2.1 = permit} }`. */
export function plainWords(text: string): string[] {
  const spans = splitWords(text, 0, text.length, { separator: commaOrSpace, braces: true });
  return spans.map(({ start, end }) => text.slice(start, end));
}

function wordsOf(instance: Instance, raw: string): readonly WrittenWord[] {
  const spans = splitWords(raw, 0, raw.length, { separator: commaOrSpace, braces: true, references: true });
  return spans.map((span) => {
    const text = raw.slice(span.start, span.end);
    return {
      text,
      expanded: plainWords(instance.expand(text).text),
      node: { ...span, kind: 'word', text, parts: [], element: { type: 'text' } },
    };
  });
}
