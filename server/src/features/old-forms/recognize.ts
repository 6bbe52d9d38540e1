// Forms from old articles and old files: which one is at a spot, and where it begins and ends.

import { type OldForm, oldForm } from '../../catalog/old-forms.ts';
import type { Span } from '../../syntax/text.ts';
import type { Snapshot } from '../snapshot.ts';
import type { NodeSpot, Spot } from '../spot.ts';
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
export function oldFormAt(snapshot: Snapshot, spot: Spot): FoundForm | undefined {
  return wordAt(snapshot, spot) ?? shapeAt(snapshot, spot);
}

function shapeAt(snapshot: Snapshot, spot: Spot): FoundForm | undefined {
  for (const shape of shapes) {
    const form = shape.isAt(snapshot, spot)
      ? oldForm('shape', shape.name, snapshot.instance.release)
      : undefined;
    if (form !== undefined) return { form, text: textAt(snapshot, spot.at), at: spot.at, shape: shape.name };
  }
  return undefined;
}

function wordAt(snapshot: Snapshot, spot: Spot): FoundForm | undefined {
  const { release } = snapshot.instance;
  const found = (form: OldForm | undefined, text: string, at = spot.at): FoundForm | undefined =>
    form && { form, text, at };
  switch (spot.kind) {
    case 'parameter': {
      const own = found(oldForm('parameter', spot.name, release), spot.name);
      if (own !== undefined || spot.entry === undefined) return own;
      // The cursor on the name asks about the value, too.
      const { text, name, value } = spot.entry;
      const base = spot.at.start - name.start;
      const at = { start: base + value.start, end: base + value.end };
      return found(oldForm('value', text, release, spot.name), text, at);
    }
    case 'field': {
      const { name, type } = spot.service;
      if (spot.field === 'command') return found(oldForm('program', spot.text, release), spot.text);
      if (spot.field === 'type') return found(oldForm('service-type', spot.text, release, name), spot.text);
      if (spot.field !== 'service') return undefined;
      const port = type === 'inet' ? name.slice(name.lastIndexOf(':') + 1) : name;
      return found(oldForm('service', port, release, type), port, {
        start: spot.at.end - port.length,
        end: spot.at.end,
      });
    }
    case 'node': {
      if (spot.value.table !== undefined) return undefined;
      const { kind, text } = wordOf(spot);
      return found(oldForm(kind, text, release, spot.value.parameter), text);
    }
    default:
      return undefined;
  }
}

function wordOf({ node, part }: NodeSpot): { kind: 'restriction' | 'table-type' | 'value'; text: string } {
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
