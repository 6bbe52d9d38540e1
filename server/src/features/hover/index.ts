// Hover: what the word under the mouse means, and what it is here and now.

import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { Span } from '../syntax/text.ts';
import { type Description, manualLink } from './hover/description.ts';
import { describeSpot } from './hover/index.ts';
import { title } from './hover/markdown.ts';
import { type FoundForm, oldFormAt } from './old-forms/recognise.ts';
import { type DocumentedSnapshot, textOf, toRange } from './snapshot.ts';
import { spotsAt } from './spot.ts';

/** What is to be said about a stretch of the document. */
export interface HoverFound {
  readonly at: Span;
  readonly description: Description;
}

/** `offset` counts UTF-16 code units from the document's start. Undefined where nothing is to be said. */
export function hoverAt(snapshot: DocumentedSnapshot, offset: number): HoverFound | undefined {
  for (const spot of spotsAt(snapshot, offset).toReversed()) {
    const description = withOldForm(describeSpot(snapshot, spot), oldFormAt(snapshot, spot));
    if (description !== undefined) return { at: spot.at, description };
  }
  return undefined;
}

/** What was meant by a form of old articles, and today's form, in front of what the word is. */
function withOldForm(
  description: Description | undefined,
  old: FoundForm | undefined,
): Description | undefined {
  const { meant, today } = old?.form ?? {};
  if (old === undefined || meant === undefined || today === undefined) return description;
  const [first = title(old.text, 'old form'), ...others] = description?.paragraphs ?? [];
  return { ...description, paragraphs: [first, `*Meant:* ${meant}`, `*Today:* ${today}`, ...others] };
}

/** The host's key for what the manual says of it: `postconf(5) smtpd_banner`; undefined for a page as a whole. */
export function manualEntry({ description: { manual } }: HoverFound): string | undefined {
  return manual?.entry === undefined ? undefined : `${manual.page} ${manual.entry}`;
}

/** `installed`: what the manual of the Postfix on this machine says about it, as Markdown. */
export function toHover(
  { document }: DocumentedSnapshot,
  found: HoverFound,
  installed: string | undefined,
): Hover {
  const { paragraphs, manual } = found.description;
  const text = [
    ...paragraphs,
    ...(manual === undefined ? [] : [manualLink(manual)]),
    ...(manual === undefined || installed === undefined
      ? []
      : ['---', `*The installed ${manual.page}:*`, installed]),
  ];
  return {
    contents: { kind: MarkupKind.Markdown, value: text.join('\n\n') },
    range: toRange(textOf(document), found.at),
  };
}
