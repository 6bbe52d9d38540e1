// Updates table-types.json and database-keys.json from a source tree.

import { readDatabaseKeys } from '../facts/database-keys.mjs';
import { readTableTypes } from '../facts/table-types.mjs';

/** @typedef {import('../generation.mjs').Generation} Generation */

/** @param {Generation} run */
export function mergeTableTypes(run) {
  const { types } = run.catalog.tableTypes;
  const facts = readTableTypes(run.tree);
  run.presence('table type', types, new Set(facts.keys()));
  if (!run.decides()) return;
  for (const [name, { create }] of facts) {
    const entry = types[name];
    if (entry !== undefined) run.set(`table type ${name}`, entry, 'create', create || undefined);
  }
}

/** @param {Generation} run */
export function mergeDatabaseKeys(run) {
  for (const [type, entries] of Object.entries(run.catalog.databaseKeys.types)) {
    const facts = readDatabaseKeys(run.tree, type);
    run.presence(`${type} setting`, entries, new Set(facts.keys()));
    if (!run.decides()) continue;
    for (const [key, found] of facts) {
      const entry = entries[key];
      if (entry === undefined) continue;
      const name = `${type} setting ${key}`;
      const kind = entry.type.type === 'boolean' || entry.type.type === 'integer' ? entry.type.type : 'text';
      if (kind !== found.kind) run.problem(`${name}: its type is no ${found.kind}`);
      // Keeps a limit that the client itself sets after the call.
      if (found.min !== undefined) run.set(name, entry, 'min', found.min);
      if (found.max !== undefined) run.set(name, entry, 'max', found.max);
      if (found.kind === 'text') run.set(name, entry, 'required', found.required);
    }
  }
}
