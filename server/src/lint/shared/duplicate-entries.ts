// Keys that occur twice in a table. postmap(1) and postalias(1) keep the first entry; programs that read a texthash:
// table cannot use it at all (dict_thash.c).

import { commentOut } from '../../edits/lines.ts';
import { type ChunkItems, chunkFacts } from '../../instance/chunk-facts.ts';
import type { TableText } from '../../instance/table-files.ts';
import type { LogicalLine, Placed } from '../../syntax/lines.ts';
import { logText } from '../messages.ts';
import type { Finding } from '../rule.ts';

/** Longer tables are usually generated. */
const maxLength = 500_000;

interface Entry {
  /** As postmap(1) stores it without `-f`: in lowercase. */
  readonly key: string;
  readonly value: string;
  /** The span of the key. As in `placed`, offsets count from the start of the chunk. */
  readonly start: number;
  readonly end: number;
  readonly placed: Placed<{ readonly line: LogicalLine }>;
}

const entries = chunkFacts<readonly Entry[]>((items: ChunkItems) => {
  const found: Entry[] = [];
  for (const placed of items) {
    const { item, start } = placed;
    if (item.kind !== 'table-entry' && item.kind !== 'alias') continue;
    if (item.problem?.skipped) continue;
    const name = item.kind === 'alias' ? item.name : item.key;
    if (name === undefined) continue;
    const key = (item.kind === 'alias' ? item.key : item.key.text).toLowerCase();
    found.push({
      key,
      value: item.text,
      start: start + name.start,
      end: start + name.end,
      placed: { ...placed, item },
    });
  }
  return found;
});

/** @param tool the program that builds the index; undefined if programs read the text itself */
export function* duplicateEntries(table: TableText, tool: string | undefined): Generator<Finding> {
  const { uri, tree } = table;
  if (tree.text.length > maxLength) return;
  const first = new Map<string, { readonly start: number; readonly end: number; readonly value: string }>();
  for (const { fact, base } of entries(table)) {
    for (const { key, value, start, end, placed } of fact) {
      const at = { uri, start: base + start, end: base + end };
      const earlier = first.get(key);
      if (earlier === undefined) {
        first.set(key, { start: at.start, end: at.end, value });
        continue;
      }
      const line = tree.text.positionAt(earlier.start).line + 1;
      const same = value === earlier.value;
      yield {
        at,
        // With an index, an equal entry changes nothing. A texthash: table is unusable either way.
        ...(same && tool !== undefined ? { severity: 'hint', tag: 'unnecessary' } : {}),
        message:
          `Line ${line} already has the key "${key}"${same ? ', with the same value' : ''}. ` +
          `${effect(tool)}: ${logText(`duplicate entry: "${key}"`)}. Remove one of the two entries.`,
        related: [{ at: { uri, start: earlier.start, end: earlier.end }, message: 'The first entry' }],
        fixes: [
          {
            title: 'Comment out this line',
            edits: commentOut(uri, { ...placed, start: base + placed.start }),
            preferred: same,
          },
        ],
      };
    }
  }
}

function effect(tool: string | undefined): string {
  return tool === undefined
    ? 'Programs such as smtpd cannot use the table, and log'
    : `${tool} keeps the first entry and warns`;
}
