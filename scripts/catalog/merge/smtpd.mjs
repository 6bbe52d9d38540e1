// Updates restrictions.json, access-actions.json, and header-actions.json from a source tree.

import { readAccessActions, readHeaderActions } from '../facts/actions.mjs';
import { readRestrictions } from '../facts/restrictions.mjs';
import { isRemoved } from '../generation.mjs';
import { orderOf } from '../releases.mjs';

/** @typedef {import('../generation.mjs').Generation} Generation */

/** @param {Generation} run */
export function mergeRestrictions(run) {
  const { restrictions } = run.catalog.restrictions;
  const facts = readRestrictions(run.tree);
  // Excludes words that smtpd knows only to report that they have been removed.
  const alive = [...facts].filter(([, { isRemoved }]) => !isRemoved).map(([word]) => word);
  run.presence('restriction', restrictions, new Set(alive));
  for (const [word, found] of facts) {
    const entry = restrictions[word];
    if (entry === undefined) continue;
    const name = `restriction ${word}`;
    if (entry.lists.includes('rewrite') !== found.isRewrite)
      run.problem(`${name}: its "lists" say otherwise of local_header_rewrite_clients`);
    mergeRelayCheck(run, name, entry, found.isRelayCheck);
    if (isRemoved(entry, run.moment.line) || !run.decides()) continue;
    const takesArgument = entry.argument !== undefined;
    if (takesArgument !== found.takesArgument || (entry.argument === 'table') !== found.takesTable)
      run.problem(`${name}: its "argument" is another`);
    run.set(
      name,
      /** @type {Record<string, unknown>} */ (entry),
      'okForbidden',
      found.forbidsOk || undefined,
    );
  }
}

/** @param {Generation} run @param {string} name @param {{ relayCheck?: string }} entry @param {boolean} isRelayCheck */
function mergeRelayCheck(run, name, entry, isRelayCheck) {
  const { line, version } = run.moment;
  const isKnown =
    entry.relayCheck !== undefined && orderOf(entry.relayCheck, 'first') <= orderOf(version, 'last');
  if (isRelayCheck && !isKnown) run.set(name, entry, 'relayCheck', line);
  if (!isRelayCheck && isKnown) run.problem(`${name} is no longer a relay check`);
}

/** @param {Generation} run */
export function mergeAccessActions(run) {
  const { actions } = run.catalog.accessActions;
  // Entries with a pattern match numbers.
  const words = Object.entries(actions).filter(([, { pattern }]) => pattern === undefined);
  run.presence('access action', Object.fromEntries(words), readAccessActions(run.tree));
}

/** @param {Generation} run */
export function mergeHeaderActions(run) {
  const { actions } = run.catalog.headerActions;
  for (const [context, words] of Object.entries(readHeaderActions(run.tree))) {
    const entries = Object.entries(actions).flatMap(([name, { where }]) => {
      const since = where[context];
      return since === undefined ? [] : [[name, { since }]];
    });
    const inContext = Object.fromEntries(entries);
    run.presence(`header action of ${context}`, inContext, words);
    for (const [name, { since }] of Object.entries(inContext)) {
      const entry = actions[name];
      if (entry !== undefined) entry.where[context] = since;
    }
  }
}
