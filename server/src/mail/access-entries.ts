// The lines of an access(5) table that smtpd reads, with the effect of each on a message. Findings are kept with each
// chunk of the text, so a keystroke in a long table costs only the lines around it.

import type { TableContext, TableFile } from '../instance/table-files.ts';
import type { Name } from '../syntax/expression.ts';
import { type LogicalLine, parseLines } from '../syntax/lines.ts';
import { memoize } from '../syntax/memoize.ts';
import type { AccessAction } from '../syntax/tables/actions.ts';
import { parseAction } from '../syntax/tables/actions.ts';
import type { CidrItem } from '../syntax/tables/cidr.ts';
import type { TableEntry } from '../syntax/tables/key-value.ts';
import type { PatternItem } from '../syntax/tables/patterns.ts';
import { problemsOf } from '../syntax/tables/problem.ts';
import type { Chunk, Span } from '../syntax/text.ts';
import type { End } from './outcomes.ts';
import { type AccessKey, matchesEverything } from './pattern-match.ts';

/** The effect of an answer. `list` is another list of restrictions; `unknown` is text that the match fills in. */
export type Effect = End | 'error' | 'list' | 'unknown';

export interface AccessEntry {
  readonly effect: Effect;
  /** The answer as Postfix has it in memory. */
  readonly text: string;
  /** The key that finds the entry. */
  readonly key: AccessKey;
  /** The answer's place, counted from the start of the chunk that contains the entry. */
  readonly at: Span;
}

/** Pattern tables may also contain `if` and `endif`. */
export type AccessItem =
  | { readonly kind: 'entry'; readonly entry: AccessEntry }
  | { readonly kind: 'if'; readonly key: AccessKey | undefined }
  | { readonly kind: 'endif' };

/** A chunk of a table. Offsets count from its start. */
export interface AccessChunk {
  readonly items: readonly AccessItem[];
  readonly start: number;
  /**
   * A minimal set of items that still shows what the chunk may answer: the first of each kind, and the first that
   * always matches.
   */
  readonly digest: readonly AccessItem[];
  readonly permitting: readonly AccessEntry[];
  /** The answers that are lists of restrictions. */
  readonly lists: readonly AccessEntry[];
}

/** Longer tables are not analyzed, so that typing stays responsive. */
const maxText = 4_000_000;

/** The chunks of a table; undefined for a table that is too long to analyze. */
export function accessChunks(file: TableFile): readonly AccessChunk[] | undefined {
  const { text } = file.tree;
  if (text.length > maxText || file.language === 'postfix-database' || file.language === 'postfix-aliases')
    return undefined;
  return text.chunks.map((chunk, i) => ({ ...accessChunk(chunk, file.context), start: text.chunkStart(i) }));
}

/** The answers in a chunk of a table. Offsets count from the chunk's start. */
export const accessChunk = memoize((chunk: Chunk, context: TableContext): Omit<AccessChunk, 'start'> => {
  const items = [...read(context, chunk)];
  const withEffect = (effect: Effect) =>
    items.flatMap((item) => (item.kind === 'entry' && item.entry.effect === effect ? item.entry : []));
  return { items, permitting: withEffect('permits'), lists: withEffect('list'), digest: digestOf(items) };
});

function digestOf(items: readonly AccessItem[]): readonly AccessItem[] {
  // Inside blocks, it matters which line comes first.
  if (items.some(({ kind }) => kind !== 'entry')) return items;
  const seen = new Set<string>();
  return items.filter((item) => {
    if (item.kind !== 'entry') return true;
    const kind = kindOf(item.entry);
    const isNew = !seen.has(kind);
    seen.add(kind);
    return isNew || matchesEverything(item.entry.key);
  });
}

/** Answers of the same kind have the same effect. Different lists of restrictions are different kinds. */
export function kindOf({ effect, text }: Pick<AccessEntry, 'effect' | 'text'>): string {
  return effect === 'list' ? `list ${text}` : effect;
}

function* read({ parser }: TableContext, chunk: Chunk): Generator<AccessItem> {
  for (const { item, start } of parser.items(chunk)) {
    const found = accessItem(item as TableEntry | PatternItem | CidrItem);
    if (found === undefined) continue;
    if (found.kind !== 'entry') yield found;
    else {
      const { at } = found.entry;
      yield {
        kind: 'entry',
        entry: { ...found.entry, at: { start: start + at.start, end: start + at.end } },
      };
    }
  }
}

/** Undefined for a line that Postfix ignores. */
function accessItem(item: TableEntry | PatternItem | CidrItem): AccessItem | undefined {
  if (problemsOf(item).some(({ skipped }) => skipped)) return undefined;
  switch (item.kind) {
    case 'table-entry':
      return entry(item.line, item.value, { kind: 'text', text: item.key.text.toLowerCase() }, false);
    case 'if':
      return { kind: 'if', key: conditionKey(item) };
    case 'endif':
      return { kind: 'endif' };
    case 'rule':
      if ('network' in item)
        return entry(item.line, item.value, { kind: 'network', network: item.network }, false);
      if (item.pattern === undefined || item.replacement === undefined) return undefined;
      return entry(
        item.line,
        item.replacement,
        { kind: 'pattern', first: item.pattern, ...(item.second && { second: item.second }) },
        true,
      );
    default:
      return undefined;
  }
}

function conditionKey(item: Extract<PatternItem | CidrItem, { readonly kind: 'if' }>): AccessKey | undefined {
  if ('network' in item && item.network !== undefined) return { kind: 'network', network: item.network };
  return 'pattern' in item && item.pattern !== undefined
    ? { kind: 'pattern', first: item.pattern }
    : undefined;
}

function entry(line: LogicalLine, value: Name, key: AccessKey, references: boolean): AccessItem {
  const { start, end, text } = value;
  const action = parseAction('access', line, value, { references });
  const effect = references && /\$/.test(text.split(/[ \t]/, 1)[0] ?? '') ? 'unknown' : effectOf(action);
  return { kind: 'entry', entry: { effect, text, key, at: { start, end } } };
}

/** An entry written in a value of main.cf. */
export function entryInValue(text: string, key: AccessKey): AccessEntry {
  const action = actionIn(text);
  const at = { start: 0, end: text.length };
  return { effect: action === undefined ? 'unknown' : effectOf(action), text, key, at };
}

/** The action of a table's answer, as Postfix has it in memory. */
export function actionIn(text: string): AccessAction | undefined {
  // Text at the start of a line could be a comment or a continuation.
  const prefix = 'key ';
  const line = parseLines(prefix + text)[0]?.item;
  const span = { start: prefix.length, end: prefix.length + text.length };
  return line?.kind === 'line' ? parseAction('access', line, span) : undefined;
}

/** check_table_result() (smtpd_check.c). */
export function effectOf(action: AccessAction): Effect {
  switch (action.kind) {
    case 'ok':
    case 'numeric-ok':
      return 'permits';
    case 'discard':
      return 'discards';
    case 'reject':
    case 'defer':
    case 'defer-if-permit':
    case 'hangup':
    case 'reply':
      return 'refuses';
    case 'restrictions':
      // If the answer contains no word, as in a lone comma, Postfix logs a warning and permits.
      if (action.problem !== undefined) return action.problem.code === 'lookup-table' ? 'error' : 'permits';
      return 'list';
    default:
      return 'goes-on';
  }
}
