// What is true for any text: the tree covers it without gaps, and every node is inside its parent and matches the text
// at its place.
import { expect } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { valueGrammar } from '../../server/src/catalog/restrictions.ts';
import { ChunkParser, isTrivia, Tree } from '../../server/src/syntax/document.ts';
import { branchesOf, type Name, type Part, parseExpression } from '../../server/src/syntax/expression.ts';
import { type LogicalLine, logicalText } from '../../server/src/syntax/lines.ts';
import { type MainItem, parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { type MasterItem, parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { beginsLogicalLine, SourceText, type Span } from '../../server/src/syntax/text.ts';
import { parseValue, type ValueNode } from '../../server/src/syntax/value.ts';
import type { ValueType } from '../../server/src/syntax/value-type.ts';

const catalog = new Catalog();

/** The types whose values contain the most nodes: each value is read as each of them. */
const types: readonly ValueType[] = [
  'smtpd_recipient_restrictions',
  'virtual_alias_maps',
  'mynetworks',
  'mydestination',
  'relayhost',
  'default_transport',
  'smtpd_milters',
  'smtpd_banner',
].map((name) => catalog.parameter(name)?.type ?? { type: 'text' });

export const mainTree = (text: SourceText): Tree<MainItem> => new Tree(text, new ChunkParser(parseMainLine));
export const masterTree = (text: SourceText): Tree<MasterItem> =>
  new Tree(text, new ChunkParser(parseMasterLine));

/** Reads a text as main.cf and as master.cf, and checks both trees. */
export function checkTrees(text: string): void {
  const source = SourceText.of(text);
  checkChunks(source, text);
  for (const [item, line] of checkPieces(mainTree(source), text))
    if (item.kind === 'entry') checkEntry(item, line);
  for (const [item, line] of checkPieces(masterTree(source), text)) checkService(item, line);
}

/** Every chunk except the first begins a logical line, after a newline; together they are the text. */
export function checkChunks(source: SourceText, text: string): void {
  if (source.toString() !== text) expect(source.toString()).toBe(text);
  let at = 0;
  for (const [i, chunk] of source.chunks.entries()) {
    same(source.chunkStart(i), at, 'the start of a chunk');
    holds(chunk.text !== '', 'no chunk is empty');
    holds(i === 0 || (beginsLogicalLine(text, at) && text[at - 1] === '\n'), 'a chunk begins a logical line');
    at += chunk.text.length;
  }
  same(source.length, text.length, 'the length');
}

/** The pieces cover the text without gaps; gives the items with the text of their lines. */
function checkPieces<T extends { readonly line: LogicalLine }>(
  tree: Tree<T>,
  text: string,
): [T, LogicalLine][] {
  const found: [T, LogicalLine][] = [];
  let at = 0;
  for (const { item, start, end } of tree.pieces()) {
    same(start, at, 'the start of a piece');
    holds(end > start, 'no piece is empty');
    at = end;
    if (isTrivia(item)) {
      holds(/^[\t-\r ]*(#[^\n]*)?\n?$/.test(text.slice(start, end)), 'trivia hold nothing');
      continue;
    }
    checkLine(item.line, text.slice(start, end));
    found.push([item, item.line]);
  }
  same(at, text.length, 'the end of the last piece');
  return found;
}

function checkLine(line: LogicalLine, piece: string): void {
  holds(piece === line.text || piece === `${line.text}\n`, 'a line is its stretch of the file');
  same(line.masked.length, line.text.length, 'the length of the masked text');
  let at = 0;
  for (const { start, end } of line.pieces) {
    holds(start >= at && end > start, 'physical lines follow each other');
    holds(!line.text.slice(start, end).includes('\n'), 'a physical line holds no newline');
    same(line.masked.slice(start, end), line.text.slice(start, end), 'the masked text of a physical line');
    holds(/^ *$/.test(line.masked.slice(at, start)), 'between physical lines the masked text is blank');
    at = end;
  }
  same(at, line.text.length, 'the end of the last physical line');
}

function checkEntry(entry: MainItem & { kind: 'entry' }, line: LogicalLine): void {
  const { name, equals, value } = entry;
  checkName(name, line.masked);
  same(line.masked.slice(equals.start, equals.end), '=', 'the equals sign');
  holds(
    name.end <= equals.start && equals.end <= value.start && value.end <= line.text.length,
    'name, "=", value',
  );
  same(logicalText(line, value), entry.text, 'the value in memory');
  checkValue(line.masked, value);
}

function checkService(item: MasterItem, { masked }: LogicalLine): void {
  let at = 0;
  const follows = ({ start, end }: Span): void => {
    holds(start >= at && end >= start && end <= masked.length, 'words follow each other');
    at = end;
  };
  for (const field of item.fields) {
    checkName(field, masked);
    follows(field);
  }
  if (item.kind !== 'service') return;
  same(item.fields.length, 8, 'fields of a service');
  for (const argument of item.arguments) {
    follows(argument);
    if (argument.kind === 'argument') continue;
    const { option, word, name, value } = argument;
    inside(argument, option);
    inside(argument, word);
    holds(option.end <= word.start, 'a value after its -o');
    if (name !== undefined) {
      inside(word, name);
      checkName(name, masked);
    }
    if (name !== undefined && value !== undefined) {
      inside(word, value);
      checkName(value, masked);
      holds(name.end < value.start || value.start === value.end, 'a value after its name');
      checkValue(masked, value);
    }
  }
}

function checkValue(text: string, span: Span): void {
  const parts = parseExpression(text, span.start, span.end);
  const covered = parts.reduce((at, part) => {
    same(part.start, at, 'the start of a part');
    return part.end;
  }, span.start);
  same(covered, span.end, 'the end of the last part');
  checkParts(parts, span, text);
  // A value of a megabyte is not read sixteen times.
  for (const type of span.end - span.start > 100_000 ? types.slice(0, 2) : types) {
    for (const expanded of [false, true]) {
      let at = span.start;
      for (const node of parseValue(text, span, type, valueGrammar, expanded)) {
        inside(span, node);
        holds(node.start >= at, 'elements follow each other');
        at = node.end;
        checkNode(node, text);
      }
    }
  }
}

function checkParts(parts: readonly Part[], parent: Span, text: string): void {
  for (const part of parts) {
    inside(parent, part);
    if (part.kind === 'reference' || part.kind === 'call') {
      inside(part, part.name);
      checkName(part.name, text);
    }
    for (const branch of branchesOf(part)) {
      inside(part, branch);
      checkParts(branch.parts, branch, text);
    }
  }
}

function checkNode(node: ValueNode, text: string): void {
  if ('parts' in node) checkParts(node.parts, node, text);
  switch (node.kind) {
    case 'word':
      holds(text.slice(node.start, node.end).endsWith(node.text), 'the text of a word');
      return;
    case 'table':
      inside(node, node.type);
      inside(node, node.name);
      same(text.slice(node.type.start, node.name.end), `${node.type.text}:${node.name.text}`, 'a table');
      for (const table of node.tables) {
        inside(node.name, table);
        checkNode(table, text);
      }
      return;
    case 'restriction':
      inside(node, node.name);
      if (node.argument !== undefined) {
        inside(node, node.argument);
        checkNode(node.argument, text);
      }
      return;
    case 'transport':
      inside(node, node.name);
      if (node.nextHop !== undefined) {
        inside(node, node.nextHop);
        checkNode(node.nextHop, text);
      }
      return;
    case 'endpoint':
      for (const setting of node.settings) inside(node, setting);
  }
}

function checkName({ start, end, text }: Name, whole: string): void {
  same(text, whole.slice(start, end), 'the text of a name');
}

function inside(parent: Span, child: Span): void {
  if (child.start >= parent.start && child.end <= parent.end && child.start <= child.end) return;
  expect.fail(`[${child.start}, ${child.end}) is not inside [${parent.start}, ${parent.end})`);
}

// expect() for each of a million nodes would take minutes.
function holds(condition: boolean, what: string): void {
  if (!condition) expect.fail(what);
}

function same<T>(actual: T, expected: T, what: string): void {
  if (actual !== expected) expect(actual, what).toBe(expected);
}
