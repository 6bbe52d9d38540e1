// What a lookup table answers for a key, as dict_get() does (dict_*.c). Depends on nothing but the table. What only
// Postfix or the table itself can tell is one of several answers.

import type { Location } from '../instance/instance.ts';
import type { TableContext, TableFile, Tables } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import { problemsOf } from '../syntax/tables/problem.ts';
import type { Replacement } from '../syntax/tables/replacement.ts';
import type { Chunk, Span } from '../syntax/text.ts';
import type { TableReference } from '../syntax/value.ts';
import { Blocks } from './blocks.ts';
import { casefold } from './casefold.ts';
import { type AccessKey, matcher, matchGroups } from './pattern-match.ts';
import { type ReadableTable, tableSource } from './table-source.ts';

export interface LookupFlags {
  /** DICT_FLAG_FOLD_FIX: keys are not case-sensitive. */
  readonly fold: boolean;
  /** False for DICT_FLAG_NO_REGSUB: Postfix ignores patterns whose result contains `$number`. */
  readonly substitution: boolean;
}

/** The lookups of most address tables. */
export const addressFlags: LookupFlags = { fold: true, substitution: true };

export type Answer = Certain | OneOf;

export type Certain =
  | Found
  | { readonly kind: 'none' }
  /** The lookup fails. Postfix tries again later. */
  | { readonly kind: 'error' };

export interface Found {
  readonly kind: 'found';
  /** Undefined if only the table knows. */
  readonly text: string | undefined;
  /** The entry, if it is in a file. */
  readonly at?: Location;
  /** The entry, if it is written in the value of a parameter. Offsets count from the start of the expanded value. */
  readonly within?: Span;
}

export interface OneOf {
  readonly kind: 'one-of';
  /** The usual one first. */
  readonly answers: readonly [Certain, ...Certain[]];
  /** The table cannot be read, its choice is random, or a pattern has a meaning that only its engine knows. */
  readonly why: 'unreadable' | 'random' | 'pattern';
}

export interface Dictionary {
  /** `hash:/etc/postfix/virtual`. */
  readonly name: string;
  /** Parts of an address or a name are also looked up (DICT_FLAG_FIXED). Pattern tables get only the whole text. */
  readonly fixed: boolean;
  find(key: string): Answer;
}

const none: Certain = { kind: 'none' };
const error: Certain = { kind: 'error' };

export function dictionary(tables: Tables, reference: TableReference, flags: LookupFlags): Dictionary {
  return open(tables, reference, flags.fold, flags.substitution);
}

const open = memoize(
  (tables: Tables, reference: TableReference, fold: boolean, substitution: boolean): Dictionary => {
    const name = `${reference.type.text}:${reference.name.text}`;
    const source = tableSource(tables, reference);
    const others = (references: readonly TableReference[]) =>
      references.map((each) => open(tables, each, fold, substitution));
    switch (source.kind) {
      case 'lines': {
        const { file, isInPlace } = source;
        const start = isInPlace ? source.reference.name.start : undefined;
        return lines(name, { ...source, at: placing(file.uri, start) }, { fold, substitution });
      }
      case 'constant':
        return { name, fixed: true, find: () => ({ kind: 'found', text: source.text }) };
      case 'random': {
        const [first, ...rest] = source.texts.map((text): Certain => ({ kind: 'found', text }));
        const answer: Answer =
          first === undefined ? error : { kind: 'one-of', answers: [first, ...rest], why: 'random' };
        return { name, fixed: false, find: () => (rest.length === 0 ? (first ?? error) : answer) };
      }
      case 'union':
        return union(name, others(source.tables));
      case 'pipe':
        return pipe(name, others(source.tables));
      case 'unusable':
        return unusable(name);
      case 'unknown':
        return { name, fixed: !isPatternType(reference), find: () => unreadable };
    }
  },
);

/** A table whose lookups all fail. */
export function unusable(name: string): Dictionary {
  return { name, fixed: false, find: () => error };
}

const unreadable: OneOf = {
  kind: 'one-of',
  answers: [none, { kind: 'found', text: undefined }],
  why: 'unreadable',
};

function isPatternType({ type }: TableReference): boolean {
  return ['regexp', 'pcre', 'cidr', 'tcp', 'socketmap'].includes(type.text);
}

/** dict_union.c: the answers of all tables, with commas between them. */
function union(name: string, tables: readonly Dictionary[]): Dictionary {
  return {
    name,
    fixed: tables[0]?.fixed ?? true,
    find(key) {
      let joined: Answer = none;
      for (const table of tables) {
        joined = then(joined, (before) =>
          before.kind === 'error' ? before : then(table.find(key), (next) => both(before, next)),
        );
      }
      return then(joined, (all) => (all.kind === 'found' && all.text === '' ? none : all));
    },
  };
}

function both(before: Certain, next: Certain): Certain {
  if (before.kind !== 'found' || next.kind !== 'found') return next.kind === 'none' ? before : next;
  if (before.text === '') return next;
  const isKnown = before.text !== undefined && next.text !== undefined;
  return { ...before, text: isKnown ? `${before.text},${next.text}` : undefined };
}

/** dict_pipe.c: the answer of a table is the key for the next one. */
function pipe(name: string, tables: readonly Dictionary[]): Dictionary {
  return {
    name,
    fixed: tables[0]?.fixed ?? true,
    find(key) {
      let answer: Answer = { kind: 'found', text: key };
      for (const table of tables) {
        answer = then(answer, (before) => {
          if (before.kind !== 'found') return before;
          return before.text === undefined ? unreadable : table.find(before.text);
        });
      }
      return answer;
    },
  };
}

/** A limit on the number of answers, far above real use. */
const maxAnswers = 16;

/** Continues with each possible answer. */
function then(answer: Answer, next: (certain: Certain) => Answer): Answer {
  if (answer.kind !== 'one-of') return next(answer);
  const answers: Certain[] = [];
  for (const certain of answer.answers) {
    const found = next(certain);
    for (const each of found.kind === 'one-of' ? found.answers : [found])
      if (!answers.some((known) => isSame(known, each))) answers.push(each);
  }
  const [first = none, ...rest] = answers;
  if (rest.length === 0) return first;
  if (answers.length <= maxAnswers) return { kind: 'one-of', answers: [first, ...rest], why: answer.why };
  return { kind: 'one-of', answers: [none, { kind: 'found', text: undefined }, error], why: answer.why };
}

function isSame(one: Certain, other: Certain): boolean {
  return (
    one.kind === other.kind && (one.kind !== 'found' || other.kind !== 'found' || one.text === other.text)
  );
}

interface Lines extends Pick<ReadableTable, 'file' | 'duplicates' | 'isFolded' | 'fixed'> {
  /** The place of a span of the text. */
  at(span: Span): Place;
}

/** The source of a table, as postmap(1) and postalias(1) index it. */
export function dictionaryIn(file: TableFile): Dictionary {
  const at = placing(file.uri, undefined);
  return lines(file.uri, { file, duplicates: 'first', isFolded: true, fixed: true, at }, addressFlags);
}

function lines(name: string, table: Lines, flags: LookupFlags): Dictionary {
  if (table.file.language === 'postfix-regexp' || table.file.language === 'postfix-cidr')
    return { name, fixed: table.fixed, find: remembered((key) => inPatterns(table, key, flags)) };
  if (table.duplicates === 'unusable' && hasDuplicate(table.file, flags.fold)) return unusable(name);
  return { name, fixed: table.fixed, find: remembered((key) => byKey(table, key, flags)) };
}

/** Far more than the keys of one message. */
const maxRemembered = 500;

/** Keeps the latest answers, because every way of a message looks up the same keys. */
function remembered(find: (key: string) => Answer): (key: string) => Answer {
  const answers = new Map<string, Answer>();
  return (key) => {
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = find(key);
      if (answers.size >= maxRemembered) answers.clear();
      answers.set(key, answer);
    }
    return answer;
  };
}

type Place = Pick<Found, 'at' | 'within'>;

/** @param start where the lines begin in the value, if they are not in a file */
function placing(uri: string, start: number | undefined): (span: Span) => Place {
  if (start === undefined) return (span) => ({ at: { uri, start: span.start, end: span.end } });
  return (span) => ({ within: { start: start + span.start, end: start + span.end } });
}

/** An entry of a table with keys. Offsets count from the chunk's start. */
interface Entry extends Span {
  readonly key: string;
  readonly text: string;
}

function* entriesIn(context: TableContext, chunk: Chunk): Generator<Entry> {
  for (const { item, start } of context.parser.items(chunk)) {
    const entry = entryOf(item);
    if (entry !== undefined) yield { ...entry, start: start + entry.start, end: start + entry.end };
  }
}

function entryOf(item: TableItems[TableLanguage]): Entry | undefined {
  if (item.kind === 'table-entry') {
    const { key, value, text } = item;
    return item.problem?.skipped
      ? undefined
      : { key: key.text, text, start: key.start, end: Math.max(key.end, value.end) };
  }
  if (item.kind !== 'alias' || item.problem?.skipped || item.name === undefined) return undefined;
  const { name, key, text, destinations } = item;
  return { key, text, start: name.start, end: Math.max(name.end, destinations.at(-1)?.end ?? 0) };
}

function byKey(table: Lines, key: string, flags: LookupFlags): Answer {
  const { file, isFolded, duplicates } = table;
  const { smtputf8 } = file.context;
  const wanted = flags.fold ? casefold(key, smtputf8) : key;
  const stored = (text: string): string => (isFolded || flags.fold ? casefold(text, smtputf8) : text);
  const { text } = file.tree;
  const search = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  let found: Found | undefined;
  for (const [i, chunk] of text.chunks.entries()) {
    if (!mayHaveKey(file.context, chunk, wanted, search)) continue;
    for (const entry of entriesIn(file.context, chunk)) {
      if (stored(entry.key) !== wanted) continue;
      found = { kind: 'found', text: entry.text, ...table.at(moved(entry, text.chunkStart(i))) };
      if (duplicates !== 'last') return found;
    }
  }
  return found ?? none;
}

/** Avoids the parse of most chunks of a large table. Only the keys of aliases can have quotes that do not belong to them. */
function mayHaveKey(
  { language, smtputf8 }: TableContext,
  chunk: Chunk,
  key: string,
  search: RegExp,
): boolean {
  if (language === 'postfix-aliases' && /["\\(]/.test(chunk.text)) return true;
  if (isAsciiChunk(chunk)) return search.test(chunk.text);
  return casefold(chunk.text, smtputf8).includes(casefold(key, smtputf8));
}

const isAsciiChunk = memoize((chunk: Chunk): boolean => !/[^\0-\x7f]/.test(chunk.text));

/** dict_thash.c */
const hasDuplicate = memoize(({ context, tree }: TableFile, fold: boolean): boolean => {
  const seen = new Set<string>();
  for (const chunk of tree.text.chunks) {
    for (const { key } of entriesIn(context, chunk)) {
      const stored = fold ? casefold(key, context.smtputf8) : key;
      if (seen.has(stored)) return true;
      seen.add(stored);
    }
  }
  return false;
});

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

type Rule =
  | { readonly kind: 'if'; readonly key: AccessKey | undefined }
  | { readonly kind: 'endif' }
  | PatternRule;

interface PatternRule extends Span {
  readonly kind: 'rule';
  readonly key: AccessKey;
  readonly text: string;
  /** Present if the result has `$number` references. */
  readonly replacement?: Replacement;
}

/** The lines of a pattern table. Offsets count from the chunk's start. */
const rulesIn = memoize((chunk: Chunk, context: TableContext): readonly Rule[] => {
  const rules: Rule[] = [];
  for (const { item, start } of context.parser.items(chunk)) {
    const rule = ruleOf(item);
    if (rule?.kind === 'rule') rules.push({ ...rule, start: start + rule.start, end: start + rule.end });
    else if (rule !== undefined) rules.push(rule);
  }
  return rules;
});

function ruleOf(item: TableItems[TableLanguage]): Rule | undefined {
  if (item.kind !== 'rule' && item.kind !== 'if' && item.kind !== 'endif') return undefined;
  if (problemsOf(item).some(({ skipped }) => skipped)) return undefined;
  if (item.kind === 'endif') return { kind: 'endif' };
  if (item.kind === 'if') {
    if ('network' in item && item.network !== undefined)
      return { kind: 'if', key: { kind: 'network', network: item.network } };
    const first = 'pattern' in item ? item.pattern : undefined;
    return { kind: 'if', key: first && { kind: 'pattern', first } };
  }
  if ('network' in item) {
    const { network, value } = item;
    const span = { start: network.start, end: Math.max(network.end, value.end) };
    return { kind: 'rule', key: { kind: 'network', network }, text: value.text, ...span };
  }
  const { pattern, second, replacement } = item;
  if (pattern === undefined || replacement === undefined) return undefined;
  const hasReferences = replacement.parts.some(({ kind }) => kind === 'group-reference');
  return {
    kind: 'rule',
    key: { kind: 'pattern', first: pattern, ...(second && { second }) },
    text: replacement.parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
    ...(hasReferences && { replacement }),
    start: pattern.start,
    end: Math.max(pattern.end, replacement.end),
  };
}

function inPatterns(table: Lines, key: string, { substitution }: LookupFlags): Answer {
  const { file } = table;
  const { text } = file.tree;
  const possible: Certain[] = [];
  const blocks = new Blocks();
  const matches = matcher(key);
  for (const [i, chunk] of text.chunks.entries()) {
    for (const rule of rulesIn(chunk, file.context)) {
      if (rule.kind === 'if') blocks.open(rule.key === undefined ? undefined : matches(rule.key));
      else if (rule.kind === 'endif') blocks.close();
      else if (blocks.state !== false && (substitution || rule.replacement === undefined)) {
        const match = matches(rule.key);
        if (match === false) continue;
        const result = resultOf(rule, key);
        const answer: Certain = {
          kind: 'found',
          text: result,
          ...table.at(moved(rule, text.chunkStart(i))),
        };
        possible.push(answer);
        if (match === true && blocks.state === true) return oneOf(possible);
      }
    }
  }
  return oneOf([...possible, none]);
}

/** The last answer is the usual one: no pattern that only the engine can judge matches. */
function oneOf(answers: readonly Certain[]): Answer {
  const usual = answers.at(-1) ?? none;
  const others = answers.slice(0, -1).filter((each) => !isSame(each, usual));
  return others.length === 0 ? usual : { kind: 'one-of', answers: [usual, ...others], why: 'pattern' };
}

/** The result with its references replaced; undefined if only the engine knows the groups. */
function resultOf({ key, text, replacement }: PatternRule, subject: string): string | undefined {
  if (replacement === undefined) return text;
  const groups = key.kind === 'pattern' ? matchGroups(key.first, subject) : undefined;
  if (groups === undefined) return undefined;
  return replacement.parts
    .map((part) => (part.kind === 'text' ? part.text : (groups[(part.index ?? 0) - 1] ?? '')))
    .join('');
}
