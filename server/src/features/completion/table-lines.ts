// Lookup tables: on the left what is looked up, on the right what comes of it.

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
import { resultAnswer } from './actions.ts';
import { addressAnswer } from './addresses.ts';
import { clientFileAnswer } from './client-files.ts';
import { pathAnswer } from './files.ts';
import { inUse } from './in-use.ts';
import { type Answer, type Answering, nothing, type Offer, values } from './offer.ts';
import type { Place } from './place.ts';
import { leading } from './words.ts';

export function tableFileAnswer(place: Place, file: TableFile): Answering {
  switch (file.language) {
    case 'postfix-table':
      return entryAnswer(place, file);
    case 'postfix-aliases':
      return aliasAnswer(place, file);
    case 'postfix-regexp':
      return patternAnswer(place, file);
    case 'postfix-cidr':
      return cidrAnswer(place, file);
    case 'postfix-database':
      return clientFileAnswer(place, file);
  }
}

/** Where a line's result begins, in the line up to the cursor; undefined while the cursor is not there yet. */
export function resultStart({ before }: Place, file: TableFile): number | undefined {
  const end = keyEnd(before, file);
  if (end === undefined || end >= before.length) return undefined;
  return before.length - before.slice(end).trimStart().length;
}

/** Where a key, a pattern or a network ends, behind which a result may stand. */
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

function entryAnswer(place: Place, file: TableFile): Answering {
  const { before } = place;
  const start = resultStart(place, file);
  if (start !== undefined) return resultAnswer(place, file, before.slice(start));
  return keyAnswer(place, file, before);
}

/** The tables of destinations are asked for what the configuration sends mail to. */
function keyAnswer({ snapshot: { instance }, after }: Place, { role }: TableFile, typed: string): Answer {
  const { hosts, nextHops } = inUse(instance);
  const rest = leading(after, (code) => !isSpace(code));
  switch (role) {
    case 'sasl-password':
    case 'tls-policy':
      return { typed, rest, offers: values(nextHops, 'next hop in use') };
    case 'transport':
      return { typed, rest, offers: values(hosts, 'in use') };
    default:
      return nothing;
  }
}

/** More names than a list can show help nobody. */
const maxNames = 500;

/** `name: destination, destination, …` */
function aliasAnswer(place: Place, file: Extract<TableFile, { language: 'postfix-aliases' }>): Answering {
  const { before, after } = place;
  const colon = before.indexOf(':');
  if (colon < 0) return nothing;
  const destinations = before.slice(colon + 1);
  // Inside quotes stands a command, or a strange name.
  if (destinations.split('"').length % 2 === 0) return nothing;
  const start = destinations.lastIndexOf(',') + 1;
  const typed = destinations.slice(start).trimStart();
  const rest = leading(after, (code) => code !== 44 && !isSpace(code));
  const [include] = /^:include:/i.exec(typed) ?? [];
  if (include !== undefined) return pathAnswer(place, typed.slice(include.length), rest);
  if (typed.startsWith('/')) return pathAnswer(place, typed, rest);
  if (/[\s"]/.test(typed)) return nothing;
  if (typed.includes('@')) return addressAnswer(place, typed);
  return { typed, rest, offers: [...destinationForms, ...names(file, before.slice(0, colon).trim())] };
}

const destinationForms: readonly Offer[] = [
  {
    label: ':include:',
    kind: CompletionItemKind.Keyword,
    again: true,
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
    again: true,
    subject: { word: ['alias-result', '/file'] },
  },
];

/** An alias may lead to another one. */
function names({ tree }: Extract<TableFile, { language: 'postfix-aliases' }>, own: string): Offer[] {
  const found = new Set<string>();
  for (const { item } of tree.pieces()) {
    if (found.size >= maxNames) break;
    if (!isTrivia(item) && item.name !== undefined && !/[\s,"]/.test(item.name.text))
      found.add(item.name.text);
  }
  found.delete(own);
  return values(found, 'alias');
}

/** What else than a pattern or a network a line begins with. */
const statements: readonly Offer[] = [
  { label: 'if', kind: CompletionItemKind.Keyword, insert: 'if ' },
  { label: 'endif', kind: CompletionItemKind.Keyword },
];

function patternAnswer(place: Place, file: TableFile): Answering {
  const { before, after } = place;
  const dialect = dialectOf(file);
  if (/^[a-z]*$/i.test(before)) {
    const pattern: Offer = {
      label: '/pattern/',
      kind: CompletionItemKind.Snippet,
      insert: '//',
      snippet: '/${1:pattern}/',
    };
    return { typed: before, rest: '', offers: [...(before === '' ? [pattern] : []), ...statements] };
  }
  const start = resultStart(place, file);
  if (start !== undefined) return resultAnswer(place, file, before.slice(start));
  const line = parseLines(before)[0]?.item;
  const item = line?.kind === 'line' ? parsePatternLine(line, { dialect }) : undefined;
  const pattern =
    item?.kind === 'rule' ? (item.second ?? item.pattern) : item?.kind === 'if' ? item.pattern : undefined;
  if (pattern?.close === undefined || pattern.end < before.length) return nothing;
  return { typed: '', rest: leading(after, isLetter), offers: flagOffers(pattern, dialect) };
}

function dialectOf({ type }: TableFile): PatternDialect {
  return type === 'pcre' ? 'pcre' : 'regexp';
}

function isLetter(code: number): boolean {
  return /[a-z]/i.test(String.fromCharCode(code));
}

function flagOffers({ flags }: Pattern, dialect: PatternDialect): Offer[] {
  const there = flags.map(({ text }) => text);
  return [...flagLetters[dialect]]
    .filter((letter) => !there.includes(letter))
    .map((label) => ({
      label,
      kind: CompletionItemKind.EnumMember,
      subject: { flag: [dialect, label] },
    }));
}

function cidrAnswer(place: Place, file: TableFile): Answering {
  const { before, after, snapshot } = place;
  const start = resultStart(place, file);
  if (start !== undefined) return resultAnswer(place, file, before.slice(start));
  const network = before
    .replace(/^if(?=\s)/i, '')
    .trimStart()
    .replace(/^!*/, '')
    .trimStart();
  if (/\s/.test(network)) return nothing;
  const rest = leading(after, (code) => !isSpace(code));
  const networks = values(inUse(snapshot.instance).networks, 'in use');
  return { typed: network, rest, offers: [...networks, ...(network === before ? statements : [])] };
}
