// Finds text that belongs to a template and is not yet Postfix syntax: Jinja, ERB, Go templates, and script variables.

import { memoize } from './memoize.ts';
import type { Chunk, SourceText, Span } from './text.ts';

export interface TemplateSpan extends Span {
  /** `{% if … %}`, `<% if … %>`: the text after it may be absent from the result. */
  readonly isStatement: boolean;
}

/**
 * Opening and closing marks of a span. They are on the same line unless the file name identifies a template, or the
 * span is short and Postfix has nothing like it.
 */
const closings: Readonly<Record<string, string>> = { '{%': '%}', '<%': '%>', '{#': '#}', '{{': '}}' };
const openings = /\{[%#{]|<%/g;
/** In a file whose name identifies a template: `${NAME}`, `@NAME@`, `%name`, and `%{name}`. */
const variables = /\$\{[A-Z][A-Z0-9_]*\}|@[A-Z][A-Z0-9_]*@|%\{\w+\}|%[a-z]\w+/g;
const templateName = /\.(?:j2|jinja2?|tmpl|tpl|template|erb|in)$/i;

/** The template spans in a text, in order. Offsets count from the start of the document. */
export function templateSpans(text: SourceText, uri: string): readonly TemplateSpan[] {
  return templateName.test(uri) ? ofTemplate(text) : ofOther(text);
}

const ofTemplate = memoize((source: SourceText): readonly TemplateSpan[] => {
  const text = source.toString();
  const variableSpans = matches(text, variables);
  return [...pairs(text, true), ...variableSpans].sort((a, b) => a.start - b.start);
});

const ofOther = memoize((source: SourceText): readonly TemplateSpan[] => {
  const result: TemplateSpan[] = [];
  for (const [first, last] of regions(source)) {
    const base = source.chunkStart(first);
    const text = source.slice(base, source.chunkStart(last));
    for (const { start, end, isStatement } of pairs(text, false))
      result.push({ start: base + start, end: base + end, isStatement });
  }
  return result;
});

/**
 * The chunks with opening marks, and after them as many as a span can reach; the last index is exclusive. How the text
 * is cut into chunks makes no difference to the spans.
 */
function* regions({ chunks }: SourceText): Generator<[first: number, last: number]> {
  for (let first = 0; first < chunks.length; first++) {
    let last = first;
    let reach = 0;
    for (let chunk = chunks[last]; chunk !== undefined; chunk = chunks[++last]) {
      if (hasOpening(chunk)) reach = longestValue;
      else if (reach <= 0) break;
      else reach -= chunk.text.length;
    }
    if (last === first) continue;
    yield [first, last];
    first = last;
  }
}

/** A quick test, made once for each chunk. */
const hasOpening = memoize(({ text }: Chunk): boolean => /\{[{%#]|<%/.test(text));

/** Scans each part of the text once for each kind of closing mark, however many opening marks there are. */
function pairs(text: string, isTemplate: boolean): readonly TemplateSpan[] {
  const result: TemplateSpan[] = [];
  const nextClosing = new Map<string, number>();
  let lineEnd = isTemplate ? text.length : -1;
  let spanEnd = 0;
  for (const { 0: opening, index } of text.matchAll(openings)) {
    if (index < spanEnd) continue;
    const closing = closings[opening] ?? '';
    const from = index + opening.length;
    const end = nextIndex(text, closing, from, nextClosing.get(closing) ?? -1);
    nextClosing.set(closing, end);
    if (lineEnd < index) lineEnd = nextIndex(text, '\n', index, lineEnd);
    if (end >= lineEnd && !isShortTag(text, opening, index, end)) continue;
    if (opening === '{{' && isOfPostfix(text, index, end, isTemplate)) continue;
    spanEnd = end + closing.length;
    result.push({ start: index, end: spanEnd, isStatement: isStatement(text, index, end) });
  }
  return result;
}

/** A tag or an expression that continues on further lines: `{{ networks |` and `join(' ') }}`. */
function isShortTag(text: string, opening: string, start: number, end: number): boolean {
  if (end >= text.length || end - start >= longestValue) return false;
  if (opening === '{#') return false;
  return opening !== '{{' || /^-?\s[^{}#]*$/.test(text.slice(start + 2, end));
}

/** The next occurrence, or the end of the text; `known` is an earlier result, which may still be valid. */
function nextIndex(text: string, what: string, from: number, known: number): number {
  if (known >= from) return known;
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at;
}

/**
 * Postfix has double braces of its own. They come after `$`, a colon, or a brace, and contain braces: `${{$name} ==
 * …}`, `inline:{{a=b}, {c=d}}`. A name by itself, as in `proxy:{{ .Driver }}:/…`, is not one of them.
 */
function isOfPostfix(text: string, start: number, end: number, isTemplate: boolean): boolean {
  const before = text[start - 1] ?? ' ';
  if ('${'.includes(before) || end - start >= longestValue) return true;
  const inside = text.slice(start + 2, end);
  if (before === ':') return !/^-?\s*[.$]?[a-z_][\w.]*\s*(?:\|[^=]*)?-?$/i.test(inside);
  return !isTemplate && /[{}]/.test(inside);
}

const longestValue = 500;

/** `{% if a %}`, `<% if a %>`, and the Go and Handlebars forms `{{ if a }}`, `{{#if a}}`. */
function isStatement(text: string, start: number, end: number): boolean {
  if (text[start + 1] === '%') return text[start + 2] !== '=';
  const inside = text.slice(start + 2, Math.min(end, start + longestValue));
  return /^-?\s*(?:(?:if|else|end|range|with|block|define)\b|[#/^])/.test(inside);
}

function matches(text: string, pattern: RegExp): readonly TemplateSpan[] {
  return Array.from(text.matchAll(pattern), ({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
    isStatement: false,
  }));
}
