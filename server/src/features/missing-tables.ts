// Creates a lookup table that the configuration names but that does not exist yet.

import { tableType } from '../catalog/table-types.ts';
import { isInPlace, uriOf } from '../instance/paths.ts';
import { usesByUri } from '../instance/table-files.ts';
import { indexCommand } from '../instance/table-indexes.ts';
import { tableReferences } from '../instance/table-references.ts';
import type { Span } from '../syntax/text.ts';
import type { Snapshot } from './snapshot.ts';

export interface MissingTable {
  readonly uri: string;
  /** The path, or only the file name if the configuration is a copy, because the paths in it are not those of the copy. */
  readonly name: string;
  /** A comment that says what the table is for. */
  readonly text: string;
  /** Where the configuration names it. */
  readonly at: Span;
}

/** The tables that a part of the document names and that the host has not found, each once. */
export function missingTables(
  { document, instance, tables }: Snapshot,
  { start, end }: Span,
): MissingTable[] {
  const found = new Map<string, MissingTable>();
  let touched: Span | undefined;
  for (const { node, role, at } of tableReferences(instance)) {
    if (at.uri !== document.uri) continue;
    if (at.start <= end && at.end >= start) touched = at;
    // In proxy:hash:/file, the inner table follows the outer one.
    else if (touched === undefined || at.start < touched.start || at.end > touched.end) continue;
    const [type, path] = [node.type.text, node.name.text];
    // The programs that write to caches create them.
    if (!isTextFile(type) || role === 'cache' || tables.stamp(path) !== 'missing') continue;
    const uri = uriOf(instance, path);
    if (uri === undefined) continue;
    const users = new Set((usesByUri(instance).get(uri) ?? []).map(({ parameter }) => parameter));
    const index = (tableType(type)?.index ?? []).length > 0;
    const command = indexCommand({ reference: `${type}:${path}`, isAlias: role === 'alias' });
    found.set(uri, {
      uri,
      name: isInPlace(instance) ? path : decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)),
      text: `# Lookup table for ${[...users].join(', ')}.${index ? ` After each change, run: ${command}` : ''}\n`,
      at,
    });
  }
  return [...found.values()];
}

/** Whether the file contains the table itself, and not only the settings of a database client. */
function isTextFile(type: string): boolean {
  const { name, content } = tableType(type) ?? {};
  return name === 'file' && content !== 'none';
}
