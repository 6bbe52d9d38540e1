// A setting of main.cf becomes an option of the service that reads it, or the reverse. A setting moves to related ones.
// Comments that are about a setting alone go with it.

import { atLeast } from '../../catalog/release.ts';
import type { Edit } from '../../edits/edit.ts';
import { namesIn } from '../../instance/expand.ts';
import type { PlacedEntry } from '../../instance/instance.ts';
import { uses } from '../../instance/read-values.ts';
import type { SourceText, Span } from '../../syntax/text.ts';
import type { Snapshot } from '../snapshot.ts';
import { hasReference } from '../symbols/search.ts';
import { commentAbove, suppressionAbove } from './comments.ts';
import { commentsIn, type PlacedOverride, type Refactoring, rewrite } from './refactoring.ts';

/** Whether the value or the default of another parameter contains the name, so that its place matters. */
function isReferred(snapshot: Snapshot, name: string): boolean {
  const { catalog } = snapshot.instance;
  const isInDefault = catalog.names().some((each) => {
    const value = catalog.defaultOf(each) ?? '';
    return value.includes(name) && namesIn(value).includes(name);
  });
  return isInDefault || hasReference(snapshot, name);
}

/** A setting of main.cf becomes an option of the service that reads it, if only one service reads it. */
export function toServices(snapshot: Snapshot, entry: PlacedEntry): Refactoring[] {
  const { instance, document } = snapshot;
  const { main, master } = instance.files;
  const { item, start, end } = entry;
  const name = item.name.text;
  const parameter = instance.catalog.parameter(name);
  if (
    main === undefined ||
    master === undefined ||
    parameter === undefined ||
    item.text === '' ||
    instance.entriesOf(name).length > 1
  )
    return [];
  if (parameter.usedBy.includes('global')) return [];
  const readers = instance.services.filter((service) => uses(service.program, parameter));
  const [service, ...others] = readers.filter((each) => instance.overridesOf(each, name).length === 0);
  // The search in all files comes last, because an editor asks for actions whenever the cursor moves.
  if (service === undefined || others.length > 0 || isReferred(snapshot, name)) return [];
  const value = item.raw.replace(/\s+/g, ' ');
  if (/[{}]/.test(value) || (/\s/.test(value) && !atLeast(instance.release, '3.0'))) return [];
  const option = /\s/.test(value) ? `{ ${name} = ${value} }` : `${name}=${value}`;
  const at = service.start + service.item.line.text.replace(/\r$/, '').length;
  const above = commentAbove(main.tree, entry);
  const comments = [
    ...(above === undefined ? [] : linesOf(main.tree.text.slice(above.start, above.end))),
    ...commentsIn(item.line, { start: 0, end: item.line.text.length }),
  ];
  const { lineBreak } = master.tree.text;
  return [
    {
      title: `Move to ${service.key} as an option`,
      kind: rewrite('move'),
      edits: [
        { at: { uri: document.uri, start: above?.start ?? start, end }, text: '' },
        {
          at: { uri: master.uri, start: at, end: at },
          text: [...comments, `  -o ${option}`].map((line) => lineBreak + line).join(''),
        },
      ],
    },
  ];
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** An option becomes a setting of main.cf, if no other service would get another value. */
export function toMain(snapshot: Snapshot, { service, override }: PlacedOverride): Refactoring[] {
  const { instance, document } = snapshot;
  const { main, master } = instance.files;
  const { name, value } = override;
  if (main === undefined || master === undefined || name === undefined || value === undefined) return [];
  const parameter = instance.catalog.parameter(name.text);
  if (parameter === undefined || parameter.usedBy.includes('global')) return [];
  if (instance.entriesOf(name.text).length > 0 || instance.overridesOf(service, name.text).length > 1)
    return [];
  const readers = instance.services.filter((each) => each !== service && uses(each.program, parameter));
  if (readers.some((each) => instance.overridesOf(each, name.text).length === 0)) return [];
  if (isReferred(snapshot, name.text)) return [];
  const { text } = master.tree;
  const at = { start: service.start + override.start, end: service.start + override.end };
  const found = removal(text, at);
  if (found === undefined) return [];
  const { isWholeLine, ...removed } = found;
  const above = isWholeLine ? suppressionAbove(text, at.start) : undefined;
  const comments = [
    ...(above === undefined ? [] : linesOf(text.slice(above.start, above.end))),
    ...commentsIn(service.item.line, override),
  ];
  const setting = `${name.text} =${value.text === '' ? '' : ` ${value.text.replace(/\s+/g, ' ')}`}`;
  return [
    {
      title: `Move to main.cf`,
      kind: rewrite('move'),
      edits: [
        { at: { uri: document.uri, start: above?.start ?? removed.start, end: removed.end }, text: '' },
        inserted(main.uri, main.tree.text, main.tree.text.length, [...comments, setting]),
      ],
    },
  ];
}

interface Removal extends Span {
  /** Nothing else is in the lines of the option. */
  readonly isWholeLine: boolean;
}

/**
 * What to delete with an option: its lines if nothing else is in them, or else the white space on one side of it.
 * Undefined if the rest of the line would become a comment.
 */
function removal(text: SourceText, { start, end }: Span): Removal | undefined {
  const first = text.lineStart(text.positionAt(start).line);
  const { line } = text.positionAt(end);
  const isLast = line + 1 >= text.lineCount;
  const next = isLast ? text.length : text.lineStart(line + 1);
  const [before, after] = [text.slice(first, start), text.slice(end, next)];
  const [gap = ''] = /[ \t]*$/.exec(before) ?? [];
  if (gap !== before) return { start: start - gap.length, end, isWholeLine: false };
  const [space = ''] = /^\s*/.exec(after) ?? [];
  // The next option takes the place of this one, because it would become part of a comment on the line before.
  if (space !== after)
    return after.startsWith('#', space.length)
      ? undefined
      : { start, end: end + space.length, isWholeLine: false };
  const breakBefore = isLast ? lineBreakBefore(text, first) : 0;
  return { start: first - breakBefore, end: next, isWholeLine: true };
}

/** The length of the line break that ends at an offset. */
function lineBreakBefore(text: SourceText, offset: number): number {
  return /\r?\n$/.exec(text.slice(Math.max(0, offset - 2), offset))?.[0].length ?? 0;
}

/** Inserts lines at the start of a line, or at the end of a file. */
function inserted(uri: string, text: SourceText, at: number, lines: readonly string[]): Edit {
  const { lineBreak } = text;
  const isAtStart = at === 0 || text.slice(at - 1, at) === '\n';
  const written = lines.map((line) => line + lineBreak).join('');
  return { at: { uri, start: at, end: at }, text: isAtStart ? written : lineBreak + written };
}

/** A setting moves to the end of the others whose names begin in the same way: `smtpd_tls_…`. */
export function besideRelated({ instance }: Snapshot, entry: PlacedEntry): Refactoring[] {
  const { main } = instance.files;
  const name = entry.item.name.text;
  const family = /^[^_]+_[^_]+_/.exec(name)?.[0];
  if (main === undefined || family === undefined || instance.entriesOf(name).length > 1) return [];
  const others = instance.entries.filter((each) => each !== entry && each.item.name.text.startsWith(family));
  const last = others.at(-1);
  const { start = entry.start } = commentAbove(main.tree, entry) ?? {};
  const isBeside = others.some((each) => each.end === start || each.start === entry.end);
  if (last === undefined || isBeside) return [];
  const { uri, tree } = main;
  return [
    {
      title: `Move next to ${last.item.name.text}`,
      kind: rewrite('move'),
      edits: [
        { at: { uri, start, end: entry.end }, text: '' },
        inserted(uri, tree.text, last.end, linesOf(tree.text.slice(start, entry.end))),
      ],
    },
  ];
}
