// User-defined names: a part of a value gets one, and a `$name` becomes its value.

import { CodeActionKind } from 'vscode-languageserver-types';
import type { PlacedEntry } from '../../instance/instance.ts';
import { type Branch, type Part, parseExpression } from '../../syntax/expression.ts';
import type { Span } from '../../syntax/text.ts';
import { type Snapshot, textOf } from '../snapshot.ts';
import { isUsed, usesAt } from '../symbols/search.ts';
import { suppressionAbove } from './comments.ts';
import type { Refactoring } from './refactoring.ts';

/** The selected part of a value becomes a name of its own. */
export function extraction(
  snapshot: Snapshot,
  { item, start: base }: PlacedEntry,
  { start, end }: Span,
): Refactoring[] {
  const { document } = snapshot;
  const { line, name: parameter } = item;
  const selection = { start: start - base, end: end - base };
  const text = line.text.slice(selection.start, selection.end);
  if (text.trim() !== text || text === '' || /[${}]/.test(text)) return [];
  const isInLine = line.pieces.some((piece) => contains(piece, selection));
  const parts = parseExpression(line.masked, item.value.start, item.value.end);
  if (!isInLine || !isLiteral(parts, selection) || !takesNames(snapshot, parameter.text)) return [];
  const name = freeName(snapshot, parameter.text);
  const source = textOf(document);
  const above = suppressionAbove(source, base)?.start ?? base;
  const isFollowed = /^\w/.test(line.text.slice(selection.end));
  return [
    {
      title: `Extract to $${name}`,
      kind: CodeActionKind.RefactorExtract,
      edits: [
        {
          at: { uri: document.uri, start: above, end: above },
          text: `${name} = ${text}${source.lineBreak}`,
        },
        { at: { uri: document.uri, start, end }, text: isFollowed ? `\${${name}}` : `$${name}` },
      ],
    },
  ];
}

function contains(outer: Span, { start, end }: Span): boolean {
  return start >= outer.start && end <= outer.end;
}

/** Whether a span is text that Postfix copies into the value: neither a name nor an operator. */
function isLiteral(parts: readonly Part[], span: Span): boolean {
  const part = parts.find((each) => contains(each, span));
  return part !== undefined && (part.kind === 'literal' || branchesOf(part).some(isLiteralIn));

  function isLiteralIn(branch: Branch | undefined): boolean {
    return branch !== undefined && isLiteral(branch.parts, span);
  }
}

function branchesOf(part: Part): readonly (Branch | undefined)[] {
  switch (part.kind) {
    case 'reference':
      return [part.whenTrue, part.otherwise];
    case 'comparison':
      return [part.left, part.right, part.whenTrue, part.otherwise];
    case 'call':
      return [part.argument];
    default:
      return [];
  }
}

/** Not if the value is one of a few words, which no other setting can share, or if Postfix does not expand it. */
function takesNames({ instance }: Snapshot, name: string): boolean {
  const parameter = instance.parameterOf(name);
  const type = parameter?.type.type;
  return type !== 'boolean' && type !== 'enum' && parameter?.raw !== true;
}

function freeName(snapshot: Snapshot, parameter: string): string {
  const { instance } = snapshot;
  const base = `${parameter.replace(/\W/g, '_')}_part`;
  const isTaken = (name: string): boolean =>
    instance.parameterOf(name) !== undefined || isUsed(snapshot, name);
  let name = base;
  for (let i = 2; isTaken(name); i++) name = `${base}_${i}`;
  return name;
}

/** A `$name` becomes the text that main.cf gives it. */
export function inlined(snapshot: Snapshot, span: Span): Refactoring[] {
  const { instance, document } = snapshot;
  const [use] = usesAt(snapshot, span.start).filter(({ occurrence }) => occurrence?.kind === 'reference');
  if (use === undefined || use.symbol.kind !== 'parameter' || use.occurrence?.kind !== 'reference') return [];
  const { reference, value } = use.occurrence;
  const source = instance.value(use.symbol.name, value.service)?.source;
  if (source?.kind !== 'entry' || reference.whenTrue !== undefined || reference.otherwise !== undefined)
    return [];
  const raw = source.entry.item.raw.replace(/\s+/g, ' ');
  const at = { uri: document.uri, start: value.base + reference.start, end: value.base + reference.end };
  // In an override without braces, a space would end the value.
  const isCramped = value.service !== undefined && /\s/.test(raw);
  if (isCramped || raw.startsWith('#') || /[{}]/.test(raw)) return [];
  const expanded = (text: string) => instance.expand(text, value.service).text;
  const before = value.text.slice(value.span.start, reference.start);
  const after = value.text.slice(reference.end, value.span.end);
  const wanted = expanded(value.text.slice(value.span.start, value.span.end));
  // Together with the text around it, a name at the start or at the end can become a longer name.
  const text = [raw, raw.replace(/\$(\w+)$/, `\${$1}`)].find(
    (each) => expanded(before + each + after) === wanted,
  );
  return text === undefined
    ? []
    : [
        {
          title: `Replace $${use.symbol.name} with its value`,
          kind: CodeActionKind.RefactorInline,
          edits: [{ at, text }],
        },
      ];
}
