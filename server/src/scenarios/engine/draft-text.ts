// A text that is edited several times. The result is a list of edits of the original text.

import { SourceText, type Span, type TextEdit } from '../../syntax/text.ts';

/** A part of the draft, or a removed part of the original. */
type Segment =
  | { readonly kind: 'kept'; readonly start: number; readonly end: number }
  | { readonly kind: 'removed'; readonly start: number; readonly end: number; readonly by: string }
  | { readonly kind: 'new'; readonly text: string; readonly by: string };

/** An edit of the original text, with the label of its change. */
export interface DraftEdit extends TextEdit {
  readonly by: string;
}

export class DraftText {
  text: SourceText;
  private segments: readonly Segment[];
  private readonly lineBreak: string;

  /** @param original undefined for a file that does not exist yet */
  constructor(readonly original: SourceText | undefined) {
    this.text = original ?? SourceText.of('');
    this.segments = this.text.length === 0 ? [] : [{ kind: 'kept', start: 0, end: this.text.length }];
    this.lineBreak = /\r?\n/.exec(this.text.slice(0, this.text.length))?.[0] ?? '\n';
  }

  /** Applies the edits of one change, in any order. They do not overlap. Line breaks become those of the file. */
  edit(edits: readonly TextEdit[], by: string): void {
    for (const edit of [...edits].sort((a, b) => b.start - a.start)) this.replace(edit, by);
  }

  private replace({ start, end, text }: TextEdit, by: string): void {
    const own = text.replace(/\r?\n/g, this.lineBreak);
    const before = cut(this.segments, 0, start);
    const inside = cut(this.segments, start, end).flatMap((segment): readonly Segment[] =>
      segment.kind === 'new' ? [] : [{ kind: 'removed', start: segment.start, end: segment.end, by }],
    );
    const after = cut(this.segments, end, Number.POSITIVE_INFINITY);
    const inserted: readonly Segment[] = own === '' ? [] : [{ kind: 'new', text: own, by }];
    this.segments = [...before, ...inserted, ...inside, ...after];
    this.text = this.text.edit({ start, end, text: own });
  }

  /** The part of the original that corresponds to a part of the draft. */
  originalSpan({ start, end }: Span): Span {
    return { start: this.originalOffset(start), end: this.originalOffset(end) };
  }

  private originalOffset(offset: number): number {
    let at = 0;
    let original = 0;
    for (const segment of this.segments) {
      const length = lengthOf(segment);
      if (segment.kind === 'kept' && offset <= at + length) return segment.start + Math.max(0, offset - at);
      at += length;
      if (segment.kind !== 'new') original = segment.end;
    }
    return original;
  }

  /** The edits of the original text, in the order of their positions. */
  edits(): readonly DraftEdit[] {
    const edits: DraftEdit[] = [];
    let at = 0;
    for (const run of runs(this.segments)) {
      if (run.kind === 'kept') {
        at = run.end;
        continue;
      }
      const end = run.removed.at(-1)?.end ?? at;
      const [first, ...others] = run.inserted;
      const by = first?.by ?? run.removed[0]?.by ?? '';
      edits.push({ start: at, end, text: first?.text ?? '', by });
      for (const other of others) edits.push({ start: end, end, text: other.text, by: other.by });
      at = end;
    }
    return edits;
  }
}

type Kept = Extract<Segment, { kind: 'kept' }>;
interface Changed {
  readonly kind: 'changed';
  readonly removed: Extract<Segment, { kind: 'removed' }>[];
  readonly inserted: Extract<Segment, { kind: 'new' }>[];
}

function runs(segments: readonly Segment[]): readonly (Kept | Changed)[] {
  const result: (Kept | Changed)[] = [];
  for (const segment of segments) {
    if (segment.kind === 'kept') {
      result.push(segment);
      continue;
    }
    let last = result.at(-1);
    if (last?.kind !== 'changed') {
      last = { kind: 'changed', removed: [], inserted: [] };
      result.push(last);
    }
    const before = last.inserted.at(-1);
    if (segment.kind === 'removed') last.removed.push(segment);
    else if (before?.by === segment.by)
      last.inserted[last.inserted.length - 1] = { ...before, text: before.text + segment.text };
    else last.inserted.push(segment);
  }
  return result;
}

function lengthOf(segment: Segment): number {
  if (segment.kind === 'removed') return 0;
  return segment.kind === 'new' ? segment.text.length : segment.end - segment.start;
}

/**
 * The segments between two offsets. A removed part belongs to the segment after it, or at the end to the one before.
 */
function cut(segments: readonly Segment[], from: number, to: number): readonly Segment[] {
  const result: Segment[] = [];
  let at = 0;
  for (const segment of segments) {
    const length = lengthOf(segment);
    const [start, end] = [Math.max(from, at) - at, Math.min(to, at + length) - at];
    if (segment.kind === 'removed') {
      if (at >= from && at < to) result.push(segment);
    } else if (start < end) {
      result.push(
        segment.kind === 'new'
          ? { ...segment, text: segment.text.slice(start, end) }
          : { kind: 'kept', start: segment.start + start, end: segment.start + end },
      );
    }
    at += length;
  }
  return result;
}
