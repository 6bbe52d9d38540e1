// Recognizes forms from old articles and old files, and determines where a form begins and ends.

import { type OldForm, oldForm } from '../../catalog/old-forms.ts';
import type { Span } from '../../syntax/text.ts';
import type { NodeOccurrence, Occurrence } from '../occurrences/index.ts';
import type { Snapshot } from '../snapshot.ts';
import { shapes } from './shapes.ts';

export interface FoundForm {
  readonly form: OldForm;
  /** As written in the file. */
  readonly text: string;
  /** Offsets in the document. */
  readonly at: Span;
  /** The name of a shape. */
  readonly shape?: string;
}

/** Undefined for anything that is written in its current form, or that is right for the target release. */
export function oldFormAt(snapshot: Snapshot, occurrence: Occurrence): FoundForm | undefined {
  return wordAt(snapshot, occurrence) ?? shapeAt(snapshot, occurrence);
}

function shapeAt(snapshot: Snapshot, occurrence: Occurrence): FoundForm | undefined {
  for (const shape of shapes) {
    const form = shape.isAt(snapshot, occurrence)
      ? oldForm('shape', shape.name, snapshot.instance.release)
      : undefined;
    if (form !== undefined)
      return { form, text: textAt(snapshot, occurrence.at), at: occurrence.at, shape: shape.name };
  }
  return undefined;
}

function wordAt(snapshot: Snapshot, occurrence: Occurrence): FoundForm | undefined {
  const { release } = snapshot.instance;
  const found = (form: OldForm | undefined, text: string, at = occurrence.at): FoundForm | undefined =>
    form && { form, text, at };
  switch (occurrence.kind) {
    case 'parameter': {
      const own = found(oldForm('parameter', occurrence.name, release), occurrence.name);
      if (own !== undefined || occurrence.entry === undefined) return own;
      // The cursor on the name asks about the value, too.
      const { text, name, value } = occurrence.entry;
      const base = occurrence.at.start - name.start;
      const at = { start: base + value.start, end: base + value.end };
      return found(oldForm('value', text, release, occurrence.name), text, at);
    }
    case 'field': {
      const { name, type } = occurrence.service;
      if (occurrence.field === 'command')
        return found(oldForm('program', occurrence.text, release), occurrence.text);
      if (occurrence.field === 'type')
        return found(oldForm('service-type', occurrence.text, release, name), occurrence.text);
      if (occurrence.field !== 'service') return undefined;
      const port = type === 'inet' ? name.slice(name.lastIndexOf(':') + 1) : name;
      return found(oldForm('service', port, release, type), port, {
        start: occurrence.at.end - port.length,
        end: occurrence.at.end,
      });
    }
    case 'node': {
      if (occurrence.value.table !== undefined) return undefined;
      const { kind, text } = wordOf(occurrence);
      return found(oldForm(kind, text, release, occurrence.value.parameter), text);
    }
    default:
      return undefined;
  }
}

function wordOf({ node, part }: NodeOccurrence): {
  kind: 'restriction' | 'table-type' | 'value';
  text: string;
} {
  switch (node.kind) {
    case 'restriction':
      return { kind: 'restriction', text: node.name.text.toLowerCase() };
    case 'table':
      return part === 'type'
        ? { kind: 'table-type', text: node.type.text }
        : { kind: 'value', text: node.name.text };
    case 'transport':
      return { kind: 'value', text: node.nextHop === undefined ? node.name.text : '' };
    default:
      return { kind: 'value', text: node.text };
  }
}

function textAt({ document }: Snapshot, { start, end }: Span): string {
  const text = document.language === 'other' ? document.text : document.tree.text;
  return text.slice(start, end);
}
