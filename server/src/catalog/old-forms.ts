// Forms that were valid in older releases or that users mistake for Postfix syntax. Data: old-forms.json.

import data from '../../catalog/old-forms.json' with { type: 'json' };
import { atLeast, type Release } from './release.ts';

export type OldFormKind =
  | 'parameter'
  | 'program'
  | 'restriction'
  | 'service'
  | 'service-type'
  /** More than a word: the name of a shape that code recognizes. */
  | 'shape'
  | 'table-type'
  | 'value';

export interface OldForm {
  /** The intention and what Postfix does with it; Markdown. Absent if the catalog has a text about the word. */
  readonly meant?: string;
  /** The current way to write it; Markdown. */
  readonly today?: string;
  /** The replacement. For a parameter, text that contains ` = ` replaces the whole setting. */
  readonly instead?: string;
  /** For a parameter: the modified Postfix that has it. */
  readonly product?: string;
  /** The line is no longer needed. */
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
 * The facts about a form that is outdated in a release; undefined also if the form is correct in that release.
 * @param of the parameter that has the form as its value, the type of the service, or the service that has the type
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
