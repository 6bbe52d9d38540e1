// Text that is a template's and not yet Postfix's: Jinja, ERB, Go templates, and variables of a shell.

import type { Chunk, SourceText, Span } from './text.ts';

export interface TemplateSpan extends Span {
  /** `{% if … %}`, `<% if … %>`: what follows may not be there. */
  readonly isStatement: boolean;
}

/** What opens a span and what closes it, on the same line. */
const closings: Readonly<Record<string, string>> = { '{%': '%}', '<%': '%>', '{#': '#}', '{{': '}}' };
const openings = /\{[%#{]|<%/g;
/** In a file that says so by its name: `${NAME}` and `@NAME@`. */
const variables = /\$\{[A-Z][A-Z0-9_]*\}|@[A-Z][A-Z0-9_]*@/g;
const templateName = /\.(?:j2|jinja2?|tmpl|tpl|template|erb|in)$/i;

/** Stretches without any of the signs are looked at once. */
const known = new WeakMap<Chunk, readonly TemplateSpan[]>();
const knownWithVariables = new WeakMap<Chunk, readonly TemplateSpan[]>();

/** The template's spans in a text, in order; offsets are the document's. */
export function templateSpans(text: SourceText, uri: string): TemplateSpan[] {
  const isTemplate = templateName.test(uri);
  const result: TemplateSpan[] = [];
  for (const [i, chunk] of text.chunks.entries()) {
    const base = text.chunkStart(i);
    for (const { start, end, isStatement } of ofChunk(chunk, isTemplate))
      result.push({ start: base + start, end: base + end, isStatement });
  }
  return result;
}

function ofChunk(chunk: Chunk, isTemplate: boolean): readonly TemplateSpan[] {
  const memory = isTemplate ? knownWithVariables : known;
  let list = memory.get(chunk);
  if (list === undefined) {
    list = find(chunk.text, isTemplate);
    memory.set(chunk, list);
  }
  return list;
}

const none: readonly TemplateSpan[] = [];

function find(text: string, isTemplate: boolean): readonly TemplateSpan[] {
  const found = /\{[{%#]|<%/.test(text) ? pairs(text) : none;
  const others = isTemplate ? matches(text, variables) : none;
  return others.length === 0 ? found : [...found, ...others].sort((a, b) => a.start - b.start);
}

/** Each stretch of the text is looked at once for each kind of closing, however many openings there are. */
function pairs(text: string): readonly TemplateSpan[] {
  const result: TemplateSpan[] = [];
  const nextClosing = new Map<string, number>();
  let lineEnd = -1;
  let behind = 0;
  for (const { 0: opening, index } of text.matchAll(openings)) {
    if (index < behind) continue;
    const closing = closings[opening] ?? '';
    const from = index + opening.length;
    const end = nextIndex(text, closing, from, nextClosing.get(closing) ?? -1);
    nextClosing.set(closing, end);
    if (lineEnd < index) lineEnd = nextIndex(text, '\n', index, lineEnd);
    if (end >= lineEnd || (opening === '{{' && !isValue(text, index, end))) continue;
    behind = end + closing.length;
    result.push({ start: index, end: behind, isStatement: isStatement(text, index) });
  }
  return result;
}

/** Where the next one is, or the text's end; `known` is an earlier answer, which may still hold. */
function nextIndex(text: string, what: string, from: number, known: number): number {
  if (known >= from) return known;
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at;
}

/**
 * Postfix has double braces of its own, behind a `$`, a colon or a brace, and with braces inside:
 * `${{$name} == …}`, `inline:{{a=b}, {c=d}}`.
 */
function isValue(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? '';
  return (
    !':${'.includes(before || ' ') && end - start < longestValue && !/[{}]/.test(text.slice(start + 2, end))
  );
}

const longestValue = 500;

function isStatement(text: string, start: number): boolean {
  return text[start + 1] === '%' && text[start + 2] !== '=';
}

function matches(text: string, pattern: RegExp): readonly TemplateSpan[] {
  return Array.from(text.matchAll(pattern), ({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
    isStatement: false,
  }));
}
