// A text that is edited again and again, and tells in the end what has to be done to the text as it was.

import { SourceText, type Span, type TextEdit } from '../../syntax/text.ts';

/** A stretch of the text in the making, or what was there and is gone. */
type Segment =
  | { readonly kind: 'kept'; readonly start: number; readonly end: number }
  | { readonly kind: 'gone'; readonly start: number; readonly end: number; readonly by: string }
  | { readonly kind: 'new'; readonly text: string; readonly by: string };

/** An edit of the original text, and what it is for. */
export interface DraftEdit extends TextEdit {
  readonly by: string;
}

export class DraftText {
  text: SourceText;
  private segments: readonly Segment[];
  private readonly lineEnd: string;

  /** @param original undefined for a file that does not exist yet */
  constructor(readonly original: SourceText | undefined) {
    this.text = original ?? SourceText.of('');
    this.segments = this.text.length === 0 ? [] : [{ kind: 'kept', start: 0, end: this.text.length }];
    this.lineEnd = /\r?\n/.exec(this.text.slice(0, this.text.length))?.[0] ?? '\n';
  }

  /** Edits of one change, in any order; they do not overlap. Line ends become those of the file. */
  edit(edits: readonly TextEdit[], by: string): void {
    for (const edit of [...edits].sort((a, b) => b.start - a.start)) this.replace(edit, by);
  }

  private replace({ start, end, text }: TextEdit, by: string): void {
    const own = text.replace(/\r?\n/g, this.lineEnd);
    const before = cut(this.segments, 0, start);
    const inside = cut(this.segments, start, end).flatMap((segment): readonly Segment[] =>
      segment.kind === 'new' ? [] : [{ kind: 'gone', start: segment.start, end: segment.end, by }],
    );
    const behind = cut(this.segments, end, Number.POSITIVE_INFINITY);
    const fresh: readonly Segment[] = own === '' ? [] : [{ kind: 'new', text: own, by }];
    this.segments = [...before, ...fresh, ...inside, ...behind];
    this.text = this.text.edit({ start, end, text: own });
  }

  /** Where a stretch of the text in the making stands in the original. */
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

  /** The edits of the original text, in the order of their places. */
  edits(): readonly DraftEdit[] {
    const edits: DraftEdit[] = [];
    let at = 0;
    for (const run of runs(this.segments)) {
      if (run.kind === 'kept') {
        at = run.end;
        continue;
      }
      const end = run.gone.at(-1)?.end ?? at;
      const [first, ...others] = run.fresh;
      const by = first?.by ?? run.gone[0]?.by ?? '';
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
  readonly gone: Extract<Segment, { kind: 'gone' }>[];
  readonly fresh: Extract<Segment, { kind: 'new' }>[];
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
      last = { kind: 'changed', gone: [], fresh: [] };
      result.push(last);
    }
    const before = last.fresh.at(-1);
    if (segment.kind === 'gone') last.gone.push(segment);
    else if (before?.by === segment.by)
      last.fresh[last.fresh.length - 1] = { ...before, text: before.text + segment.text };
    else last.fresh.push(segment);
  }
  return result;
}

function lengthOf(segment: Segment): number {
  if (segment.kind === 'gone') return 0;
  return segment.kind === 'new' ? segment.text.length : segment.end - segment.start;
}

/** The segments between two places; what is gone belongs to the stretch behind it, at the end to the one before. */
function cut(segments: readonly Segment[], from: number, to: number): readonly Segment[] {
  const result: Segment[] = [];
  let at = 0;
  for (const segment of segments) {
    const length = lengthOf(segment);
    const [start, end] = [Math.max(from, at) - at, Math.min(to, at + length) - at];
    if (segment.kind === 'gone') {
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
