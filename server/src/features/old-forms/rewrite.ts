// "Use the current form": for old forms that still work in the target release, or that no rule reports.

import { atLeast } from '../../catalog/release.ts';
import { restriction } from '../../catalog/restrictions.ts';
import { inCurrentForm } from '../../edits/deprecated-parameters.ts';
import type { Fix } from '../../edits/edit.ts';
import { commentOut } from '../../edits/lines.ts';
import { replacementFix } from '../../edits/obsolete-restrictions.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { settings } from '../../instance/settings.ts';
import { isInTemplate } from '../../lint/templates.ts';
import { restrictionWords } from '../../mail/restriction-words.ts';
import { transportReferences } from '../../mail/transports.ts';
import { type Occurrence, occurrencesAt } from '../occurrences/index.ts';
import { type Snapshot, textOf } from '../snapshot.ts';
import { type FoundForm, oldFormAt } from './recognize.ts';
import { shapes } from './shapes.ts';

/** What can be rewritten at an offset, the innermost occurrence first, except for text that a template fills in. */
export function rewritesAt(snapshot: Snapshot, offset: number): Fix[] {
  const { uri } = snapshot.document;
  const text = textOf(snapshot.document);
  return allAt(snapshot, offset).filter(
    ({ edits }) =>
      !isInTemplate(
        text,
        uri,
        edits.map(({ at }) => at),
      ),
  );
}

function allAt(snapshot: Snapshot, offset: number): Fix[] {
  return occurrencesAt(snapshot, offset)
    .toReversed()
    .flatMap((occurrence) => {
      const found = oldFormAt(snapshot, occurrence);
      return [found && ofForm(snapshot, occurrence, found), ofKnownName(snapshot, occurrence)].flatMap(
        (fix) => fix ?? [],
      );
    });
}

function ofForm(
  snapshot: Snapshot,
  occurrence: Occurrence,
  { form, at, text, shape }: FoundForm,
): Fix | undefined {
  const { uri } = snapshot.document;
  const { instead } = form;
  if (shape !== undefined) {
    const made = shapes.find(({ name }) => name === shape)?.rewrite?.(snapshot, occurrence);
    return made && currentForm(made.text, made.edits);
  }
  if (form.commentOut) return withoutIt(snapshot, occurrence, text);
  if (instead === undefined) return undefined;
  const entry = instead.includes(' = ') && occurrence.kind === 'parameter' ? occurrence.entry : undefined;
  if (entry === undefined)
    return instead.includes(' = ')
      ? undefined
      : currentForm(instead, [{ at: { uri, ...at }, text: instead }]);
  const base = occurrence.at.start - entry.name.start;
  return currentForm(instead, [
    { at: { uri, start: occurrence.at.start, end: base + entry.value.end }, text: instead },
  ]);
}

/** Comments out a whole line: an entry of main.cf, or a service that nothing uses. */
function withoutIt(snapshot: Snapshot, occurrence: Occurrence, text: string): Fix | undefined {
  const { instance, document } = snapshot;
  const { uri } = document;
  if (occurrence.kind === 'field')
    return isNamed(snapshot, occurrence.service)
      ? undefined
      : { title: `Comment out ${text}, which is not used`, edits: commentOut(uri, occurrence.service) };
  if (uri !== instance.files.main?.uri) return undefined;
  const entry = instance.entries.find(
    ({ start, end }) => start <= occurrence.at.start && occurrence.at.start < end,
  );
  return (
    entry && {
      title: `Comment out ${entry.item.name.text}, which is no longer needed`,
      edits: commentOut(uri, entry),
    }
  );
}

/** Whether a parameter or a table sends mail to a service. The contents of databases are unknown. */
function isNamed({ instance, tables }: Snapshot, { name }: PlacedService): boolean {
  return !transportReferences(instance, tables, { by: 'name', isWanted: (n) => n === name }).next().done;
}

/** Names that Postfix itself calls obsolete, also in releases that do not warn about them yet. */
function ofKnownName({ instance, document }: Snapshot, occurrence: Occurrence): Fix | undefined {
  if (occurrence.kind === 'parameter') {
    const replacement = instance.catalog.parameter(occurrence.name)?.deprecated?.replacement;
    if (replacement === undefined || !instance.catalog.knows(replacement)) return undefined;
    const setting = [...settings(instance)].find(
      ({ at }) => at.uri === document.uri && at.start === occurrence.at.start,
    );
    return setting && titled(inCurrentForm(instance, setting));
  }
  if (occurrence.kind !== 'node' || occurrence.node.kind !== 'restriction') return undefined;
  const { aliasOf = '', replacement } = restriction(occurrence.node.name.text) ?? {};
  const { since } = restriction(aliasOf) ?? {};
  if (since !== undefined && atLeast(instance.release, since))
    return currentForm(aliasOf, [{ at: { uri: document.uri, ...occurrence.at }, text: aliasOf }]);
  if (replacement === undefined) return undefined;
  const word = restrictionWords(instance).find(
    ({ at }) => at.uri === document.uri && at.start === occurrence.at.start,
  );
  return word?.node.kind === 'restriction'
    ? titled(replacementFix(instance, word.list, word.node))
    : undefined;
}

function titled(fix: Fix | undefined): Fix | undefined {
  return fix && { ...fix, title: fix.title.replace(/^Change to /, prefix) };
}

const prefix = 'Use the current form: ';

function currentForm(text: string, edits: Fix['edits']): Fix {
  return { title: prefix + text, edits };
}
