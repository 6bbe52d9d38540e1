// Lookup tables: the key on the left, and the result on the right.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { TableFile } from '../../instance/table-files.ts';
import { isSpace } from '../../syntax/chars.ts';
import { isTrivia } from '../../syntax/document.ts';
import { parseLines } from '../../syntax/lines.ts';
import { parseCidrLine } from '../../syntax/tables/cidr.ts';
import { parseTableLine } from '../../syntax/tables/key-value.ts';
import {
  flagLetters,
  type Pattern,
  type PatternDialect,
  parsePatternLine,
} from '../../syntax/tables/patterns.ts';
import type { Cursor } from '../cursor.ts';
import type { CompletionCursor } from './context.ts';
import { completeDatabaseFile } from './database-files.ts';
import { typedReference } from './expressions.ts';
import { inUse } from './in-use.ts';
import { completeMailAddress } from './mail-addresses.ts';
import { completePath } from './paths.ts';
import { completeResult } from './results.ts';
import { withSnippets } from './snippets.ts';
import {
  type CompletionResult,
  type Completions,
  noCompletions,
  type Suggestion,
  valueSuggestions,
} from './suggestions.ts';
import { leading } from './word-at-cursor.ts';

export async function completeTableLine(cursor: CompletionCursor, file: TableFile): Promise<Completions> {
  const completions = await completeIn(cursor, file);
  // Suggestions for a part of the word, such as the next segment of a path, have nothing to do with snippets.
  return completions.typed === cursor.before || completions === noCompletions
    ? withSnippets(cursor, completions)
    : completions;
}

function completeIn(cursor: CompletionCursor, file: TableFile): CompletionResult {
  switch (file.language) {
    case 'postfix-table':
      return completeEntry(cursor, file);
    case 'postfix-aliases':
      return completeAlias(cursor, file);
    case 'postfix-regexp':
      return completePattern(cursor, file);
    case 'postfix-cidr':
      return completeCidrLine(cursor, file);
    case 'postfix-database':
      return completeDatabaseFile(cursor, file);
  }
}

/** Where the result begins in the logical line; undefined if the cursor is not in the result. */
export function resultStart({ before }: Pick<Cursor, 'before'>, file: TableFile): number | undefined {
  const end = keyEnd(before, file);
  if (end === undefined || end >= before.length) return undefined;
  return before.length - before.slice(end).trimStart().length;
}

/** Where the key, the pattern, or the network before a result ends. */
function keyEnd(before: string, file: TableFile): number | undefined {
  const line = parseLines(before)[0]?.item;
  if (line?.kind !== 'line') return undefined;
  switch (file.language) {
    case 'postfix-table':
      return parseTableLine(line).key.end;
    case 'postfix-regexp': {
      const item = parsePatternLine(line, { dialect: dialectOf(file) });
      const pattern = item.kind === 'rule' ? (item.second ?? item.pattern) : undefined;
      return pattern?.close === undefined ? undefined : pattern.end;
    }
    case 'postfix-cidr': {
      const item = parseCidrLine(line);
      return item.kind === 'rule' ? item.network.end : undefined;
    }
    default:
      return undefined;
  }
}

function completeEntry(cursor: CompletionCursor, file: TableFile): CompletionResult {
  const { before } = cursor;
  const start = resultStart(cursor, file);
  if (start !== undefined) return completeResult(cursor, file, before.slice(start));
  return completeKey(cursor, file, before);
}

/** The keys of some tables are next hops or domains that the configuration already contains. */
function completeKey(
  { snapshot: { instance }, after }: CompletionCursor,
  { role }: TableFile,
  typed: string,
): Completions {
  const { hosts, nextHops } = inUse(instance);
  const rest = leading(after, (code) => !isSpace(code));
  switch (role) {
    case 'sasl-password':
    case 'tls-policy':
      return { typed, rest, suggestions: valueSuggestions(nextHops, 'next hop in use') };
    case 'transport':
      return { typed, rest, suggestions: valueSuggestions(hosts, 'in use') };
    default:
      return noCompletions;
  }
}

/** Longer lists are not useful. */
const maxNames = 500;

/** `name: destination, destination, …` */
function completeAlias(
  cursor: CompletionCursor,
  file: Extract<TableFile, { language: 'postfix-aliases' }>,
): CompletionResult {
  const { before, after } = cursor;
  const colon = before.indexOf(':');
  if (colon < 0) return noCompletions;
  const destinations = before.slice(colon + 1);
  // Quotes contain a command or an unusual name.
  if (destinations.split('"').length % 2 === 0) return noCompletions;
  const start = destinations.lastIndexOf(',') + 1;
  const typed = destinations.slice(start).trimStart();
  const rest = leading(after, (code) => code !== 44 && !isSpace(code));
  const [include] = /^:include:/i.exec(typed) ?? [];
  if (include !== undefined) return completePath(cursor, typed.slice(include.length), rest);
  if (typed.startsWith('/')) return completePath(cursor, typed, rest);
  if (/[\s"]/.test(typed)) return noCompletions;
  if (typed.includes('@')) return completeMailAddress(cursor, typed);
  return { typed, rest, suggestions: [...destinationForms, ...names(file, before.slice(0, colon).trim())] };
}

const destinationForms: readonly Suggestion[] = [
  {
    label: ':include:',
    kind: CompletionItemKind.Keyword,
    retrigger: true,
    subject: { word: ['alias-result', ':include:'] },
  },
  {
    label: '|command',
    kind: CompletionItemKind.Keyword,
    insert: '|',
    snippet: '"|${1:/path/to/command}"',
    subject: { word: ['alias-result', '|command'] },
  },
  {
    label: '/file',
    kind: CompletionItemKind.Keyword,
    insert: '/',
    retrigger: true,
    subject: { word: ['alias-result', '/file'] },
  },
];

/** The other aliases in the file, because an alias can refer to another alias. */
function names({ tree }: Extract<TableFile, { language: 'postfix-aliases' }>, own: string): Suggestion[] {
  const found = new Set<string>();
  for (const { item } of tree.pieces()) {
    if (found.size >= maxNames) break;
    if (!isTrivia(item) && item.name !== undefined && !/[\s,"]/.test(item.name.text))
      found.add(item.name.text);
  }
  found.delete(own);
  return valueSuggestions(found, 'alias');
}

/** Statements, which a line can begin with instead of a pattern or a network. */
const statements: readonly Suggestion[] = [
  { label: 'if', kind: CompletionItemKind.Keyword, insert: 'if ' },
  { label: 'endif', kind: CompletionItemKind.Keyword },
];

function completePattern(cursor: CompletionCursor, file: TableFile): CompletionResult {
  const { before, after } = cursor;
  const dialect = dialectOf(file);
  if (/^[a-z]*$/i.test(before)) {
    const pattern: Suggestion = {
      label: '/pattern/',
      kind: CompletionItemKind.Snippet,
      insert: '//',
      snippet: '/${1:pattern}/',
    };
    return { typed: before, rest: '', suggestions: [...(before === '' ? [pattern] : []), ...statements] };
  }
  const line = parseLines(before)[0]?.item;
  const item = line?.kind === 'line' ? parsePatternLine(line, { dialect }) : undefined;
  const start = resultStart(cursor, file);
  if (start !== undefined) {
    const reference = typedReference(before.slice(start));
    if (reference === undefined) return completeResult(cursor, file, before.slice(start));
    return {
      typed: reference,
      rest: leading(after, isDigit),
      suggestions: item?.kind === 'rule' ? groupSuggestions(item.pattern) : [],
    };
  }
  const [, header] = /^[^\w\s]\^([\w-]*)$/.exec(before) ?? [];
  if (header !== undefined && file.role === 'header-checks') return headerNames(header, after);
  const pattern =
    item?.kind === 'rule' ? (item.second ?? item.pattern) : item?.kind === 'if' ? item.pattern : undefined;
  if (pattern?.close === undefined || pattern.end < before.length) return noCompletions;
  return { typed: '', rest: leading(after, isLetter), suggestions: flagSuggestions(pattern, dialect) };
}

/** The headers that header checks look at most often, at the start of a pattern. */
function headerNames(typed: string, after: string): Completions {
  return {
    typed,
    rest: leading(after, (code) => isLetter(code) || code === 45),
    suggestions: usualHeaders.map((name) => ({
      label: name,
      kind: CompletionItemKind.Field,
      insert: after.startsWith(':') ? name : `${name}:`,
    })),
  };
}

const usualHeaders: readonly string[] = [
  'Subject',
  'From',
  'To',
  'Received',
  'Reply-To',
  'Message-ID',
  'Content-Type',
  'Content-Disposition',
  'X-Mailer',
  'User-Agent',
  'X-Originating-IP',
  'X-Spam-Flag',
  'X-Spam-Status',
  'Return-Path',
  'Sender',
  'Cc',
  'Date',
  'List-Unsubscribe',
  'MIME-Version',
];

/** The numbers of the groups in parentheses. A pattern after `!` has none to refer to. */
function groupSuggestions(pattern: Pattern | undefined): Suggestion[] {
  if (pattern === undefined || pattern.negated) return [];
  return Array.from({ length: Math.min(pattern.groups ?? 0, maxGroups) }, (_, i) => ({
    label: String(i + 1),
    kind: CompletionItemKind.Variable,
    note: `text that group ${i + 1} of the pattern matches`,
  }));
}

/** More numbers do not help anyone. */
const maxGroups = 99;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function dialectOf({ type }: TableFile): PatternDialect {
  return type === 'pcre' ? 'pcre' : 'regexp';
}

function isLetter(code: number): boolean {
  return /[a-z]/i.test(String.fromCharCode(code));
}

function flagSuggestions({ flags }: Pattern, dialect: PatternDialect): Suggestion[] {
  const present = flags.map(({ text }) => text);
  return [...flagLetters[dialect]]
    .filter((letter) => !present.includes(letter))
    .map((label) => ({
      label,
      kind: CompletionItemKind.EnumMember,
      subject: { flag: [dialect, label] },
    }));
}

function completeCidrLine(cursor: CompletionCursor, file: TableFile): CompletionResult {
  const { before, after, snapshot } = cursor;
  const start = resultStart(cursor, file);
  if (start !== undefined) return completeResult(cursor, file, before.slice(start));
  const network = before
    .replace(/^if(?=\s)/i, '')
    .trimStart()
    .replace(/^!*/, '')
    .trimStart();
  if (/\s/.test(network)) return noCompletions;
  const rest = leading(after, (code) => !isSpace(code));
  const networks = valueSuggestions(inUse(snapshot.instance).networks, 'in use');
  return { typed: network, rest, suggestions: [...networks, ...(network === before ? statements : [])] };
}
