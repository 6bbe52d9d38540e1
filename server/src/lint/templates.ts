// Removes findings about text that a template has yet to fill in.

import type { Location } from '../instance/instance.ts';
import { type TemplateSpan, templateSpans } from '../syntax/template.ts';
import type { SourceText } from '../syntax/text.ts';
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
    if (spans.length > 0) templates.set(uri, { text, spans, lines: linesOf(text, spans) });
  }
  return templates.size === 0 ? found : found.filter((each) => isCertain(each, templates));
}

/** Whether one of the spans shares a line with template text. */
export function isInTemplate(text: SourceText, uri: string, stretches: readonly Location[]): boolean {
  const spans = templateSpans(text, uri);
  if (spans.length === 0) return false;
  const template = { text, spans, lines: linesOf(text, spans) };
  return stretches.some((at) => at.uri === uri && isTemplated(at, template));
}

interface Template {
  readonly text: SourceText;
  readonly spans: readonly TemplateSpan[];
  /** The numbers of the lines that a span covers, from 0. */
  readonly lines: ReadonlySet<number>;
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
  const { text, lines } = template;
  const last = text.positionAt(end).line;
  for (let line = text.positionAt(start).line; line <= last; line++) if (lines.has(line)) return true;
  return false;
}

function isParted(one: Location, other: Location, { spans }: Template): boolean {
  const [from, to] = [Math.min(one.start, other.start), Math.max(one.start, other.start)];
  return spans.some(({ start, isStatement }) => isStatement && start > from && start < to);
}
