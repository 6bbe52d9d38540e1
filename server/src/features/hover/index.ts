// Hover: what the word under the mouse pointer means, and its value in this configuration.

import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { Host } from '../../host.ts';
import type { Span } from '../../syntax/text.ts';
import { type Occurrence, occurrencesAt } from '../occurrences/index.ts';
import { type FoundForm, oldFormAt } from '../old-forms/index.ts';
import { type DocumentedSnapshot, textOf, toRange } from '../snapshot.ts';
import { describeOccurrence } from './describe.ts';
import type { Description, ManualEntry } from './description.ts';
import { describeDefinedType } from './dynamicmaps.ts';
import { layOut } from './layout.ts';
import { title } from './markdown.ts';

/**
 * @param offset UTF-16 code units from the start of the document
 * @param installedManual looks up an entry in the manual of the installed Postfix
 * @returns undefined if there is nothing to show
 */
export async function hover(
  snapshot: DocumentedSnapshot,
  offset: number,
  installedManual?: Host['manual'],
): Promise<Hover | undefined> {
  for (const occurrence of occurrencesAt(snapshot, offset).toReversed()) {
    const description = describe(snapshot, occurrence);
    if (description === undefined) continue;
    return render(snapshot, description, occurrence.at, installedManual);
  }
  const defined = describeDefinedType(snapshot, offset);
  return defined && render(snapshot, defined.description, defined.at, installedManual);
}

async function render(
  { document }: DocumentedSnapshot,
  description: Description,
  at: Span,
  installedManual: Host['manual'],
): Promise<Hover> {
  const excerpt = await firstParagraph(description.manual, installedManual);
  return {
    contents: { kind: MarkupKind.Markdown, value: layOut(description, excerpt) },
    range: toRange(textOf(document), at),
  };
}

function describe(snapshot: DocumentedSnapshot, occurrence: Occurrence): Description | undefined {
  return withOldForm(describeOccurrence(snapshot, occurrence), oldFormAt(snapshot, occurrence));
}

/** Adds what an old form means, and the current form, after the title. */
function withOldForm(
  description: Description | undefined,
  old: FoundForm | undefined,
): Description | undefined {
  const { meant, today } = old?.form ?? {};
  if (old === undefined || meant === undefined || today === undefined) return description;
  const [first = title(old.text, 'old form'), ...others] = description?.paragraphs ?? [];
  return { ...description, paragraphs: [first, `*Old form:* ${meant}`, `*Instead:* ${today}`, ...others] };
}

/** The first paragraph of an entry that describes the word itself; undefined if it has none. */
async function firstParagraph(
  manual: ManualEntry | undefined,
  installedManual: Host['manual'],
): Promise<string | undefined> {
  if (manual?.entry === undefined || manual.describesWord !== true) return undefined;
  const [first = ''] = (await installedManual?.(`${manual.page} ${manual.entry}`))?.split('\n\n', 1) ?? [];
  return first === '' || first.startsWith('```') ? undefined : first;
}
