// What people wrote for older releases, or took for Postfix's. Data: old-forms.json.

import data from '../../catalog/old-forms.json' with { type: 'json' };
import { atLeast, type Release } from './release.ts';

export type OldFormKind =
  | 'parameter'
  | 'program'
  | 'restriction'
  | 'service'
  | 'service-type'
  /** More than a word: the name of the shape that code recognises. */
  | 'shape'
  | 'table-type'
  | 'value';

export interface OldForm {
  /** What was meant, and what Postfix makes of it; Markdown. Absent where the catalog has a text about the word. */
  readonly meant?: string;
  /** How that is written now; Markdown. */
  readonly today?: string;
  /** Takes its place; of a parameter, with ` = ` in it, the place of the whole setting. */
  readonly instead?: string;
  /** The line is not wanted any more. */
  readonly commentOut?: true;
}

interface Entry extends OldForm {
  readonly kind: OldFormKind;
  readonly form: readonly string[];
  readonly of?: readonly string[];
  readonly since?: string;
}

const byForm = new Map<string, Entry[]>();
for (const entry of data.forms as readonly Entry[]) {
  for (const form of entry.form) {
    const key = `${entry.kind} ${form}`;
    byForm.set(key, [...(byForm.get(key) ?? []), entry]);
  }
}

/**
 * What is known of a form that is old to a release. `of`: the parameter whose value it is, the type of
 * the service, the service whose type it is. Undefined also where it is the right form in that release.
 */
export function oldForm(kind: OldFormKind, form: string, release: Release, of?: string): OldForm | undefined {
  return byForm
    .get(`${kind} ${form}`)
    ?.find(
      (entry) =>
        (entry.of === undefined || (of !== undefined && entry.of.includes(of))) &&
        (entry.since === undefined || atLeast(release, entry.since)),
    );
}
