// Removes findings about text that a template has yet to fill in.

import type { Location } from '../instance/instance.ts';
import { type TemplateSpan, templateSpans } from '../syntax/template.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import type { RatedFinding } from './settings.ts';

/**
 * Leaves out findings about lines that contain template text or depend on such a line. Also leaves out findings about
 * two lines with a template statement between them, because the template may output only one of the two.
 *
 * @param files every file of the instance, by URI
 */
export function withoutTemplated(
  found: readonly RatedFinding[],
  files: ReadonlyMap<string, SourceText>,
): readonly RatedFinding[] {
  const templates = new Map<string, Template>();
  for (const [uri, text] of files) {
    const spans = templateSpans(text, uri);
    if (spans.length > 0) templates.set(uri, templateOf(text, spans));
  }
  return templates.size === 0 ? found : found.filter((each) => isCertain(each, templates));
}

/** Whether one of the spans shares a line with template text. */
export function isInTemplate(text: SourceText, uri: string, stretches: readonly Location[]): boolean {
  const spans = templateSpans(text, uri);
  if (spans.length === 0) return false;
  const template = templateOf(text, spans);
  return stretches.some((at) => at.uri === uri && isTemplated(at, template));
}

/** Whether a template fills in names of parameters, as in `{{ name }} = {{ value }}`: any parameter may be set. */
export function hasTemplatedNames(text: SourceText, uri: string): boolean {
  return templateSpans(text, uri).some(
    ({ start, end, isStatement }) =>
      !isStatement &&
      text.positionAt(start).character === 0 &&
      /^[ \t]*=/.test(text.slice(end, end + longestGap)),
  );
}

/** Between a name and its equals sign. */
const longestGap = 100;

interface Template {
  readonly text: SourceText;
  readonly spans: readonly TemplateSpan[];
  /** The numbers of the lines that a span covers, from 0. */
  readonly lines: ReadonlySet<number>;
  /** Where values end that a template continues after a statement. */
  readonly openEnds: readonly Span[];
}

function templateOf(text: SourceText, spans: readonly TemplateSpan[]): Template {
  return { text, spans, lines: linesOf(text, spans), openEnds: openEndsOf(text, spans) };
}

/**
 * The white space and comments between a value and a statement on a separate line, if more of the value follows:
 *
 *     mynetworks =
 *     {% for network in networks %}
 *       {{ network }}
 */
function openEndsOf(text: SourceText, spans: readonly TemplateSpan[]): readonly Span[] {
  const lineOf = (number: number): string =>
    number < text.lineCount
      ? text.slice(
          text.lineStart(number),
          number + 1 < text.lineCount ? text.lineStart(number + 1) : text.length,
        )
      : '';
  const statements = new Set<number>();
  for (const { start, end, isStatement } of spans) {
    const { line, character } = text.positionAt(start);
    if (isStatement && lineOf(line).slice(0, character).trim() === '')
      for (let each = line; each <= text.positionAt(end).line; each++) statements.add(each);
  }
  const isSkipped = (number: number): boolean => /^\s*(?:#|$)/.test(lineOf(number));
  const result: Span[] = [];
  let next = 0;
  for (const first of statements) {
    if (first < next) continue;
    next = first;
    while (next < text.lineCount && (statements.has(next) || isSkipped(next))) next++;
    if (!/^[ \t]/.test(lineOf(next))) continue;
    let last = first - 1;
    while (last >= 0 && isSkipped(last)) last--;
    if (last < 0) continue;
    const start = text.lineStart(last) + lineOf(last).trimEnd().length;
    result.push({ start, end: text.lineStart(first) });
  }
  return result;
}

function linesOf(text: SourceText, spans: readonly TemplateSpan[]): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { start, end } of spans) {
    const last = text.positionAt(end).line;
    for (let line = text.positionAt(start).line; line <= last; line++) lines.add(line);
  }
  return lines;
}

function isCertain({ finding }: RatedFinding, templates: ReadonlyMap<string, Template>): boolean {
  const { at, related = [] } = finding;
  if ([at, ...related.map((place) => place.at)].some((place) => isTemplated(place, templates.get(place.uri))))
    return false;
  const own = templates.get(at.uri);
  return !related.some(
    (place) => place.at.uri === at.uri && own !== undefined && isParted(at, place.at, own),
  );
}

function isTemplated({ start, end }: Location, template: Template | undefined): boolean {
  if (template === undefined) return false;
  const { text, lines, openEnds } = template;
  if (openEnds.some((gap) => end >= gap.start && start < gap.end)) return true;
  const last = text.positionAt(end).line;
  for (let line = text.positionAt(start).line; line <= last; line++) if (lines.has(line)) return true;
  return false;
}

function isParted(one: Location, other: Location, { spans }: Template): boolean {
  const [from, to] = [Math.min(one.start, other.start), Math.max(one.start, other.start)];
  return spans.some(({ start, isStatement }) => isStatement && start > from && start < to);
}
