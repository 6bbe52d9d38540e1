// A mailbox that begins with virtual_mailbox_base, which virtual(8) puts before every result (mailbox.c).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { readableTables } from '../../instance/tables-in-place.ts';
import type { Span } from '../../syntax/text.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const mailboxPathRepeatsBase: Rule = {
  code: 'mailbox-path-repeats-base',
  title: 'Mailbox path contains virtual_mailbox_base twice',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const base = (instance.expanded('virtual_mailbox_base')?.text ?? '').replace(/\/+$/, '');
    if (!base.startsWith('/') || !instance.entriesByName.has('virtual_mailbox_maps')) return;
    const transport = (instance.expanded('virtual_transport')?.text ?? '').replace(/:.*/s, '');
    if (!instance.services.some(({ name, program }) => name === transport && program === 'virtual')) return;
    for (const table of readableTables(tables)) {
      if (table.role !== 'mailbox') continue;
      for (const { fact, base: offset } of absolutePaths(table)) {
        for (const { path, start, end } of fact) {
          if (!path.startsWith(`${base}/`)) continue;
          const at = { uri: table.uri, start: offset + start, end: offset + end };
          const instead = path.slice(base.length).replace(/^\/+/, '');
          yield {
            at,
            message:
              `The path begins with virtual_mailbox_base, which Postfix adds again. ` +
              `virtual delivers to ${base}${path}. ` +
              `Write ${instead === '' ? 'the path below virtual_mailbox_base' : instead}.`,
            ...(instead !== '' && {
              fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
            }),
          };
        }
      }
    }
  },
};

interface Path extends Span {
  readonly path: string;
}

const absolutePaths = chunkFacts<readonly Path[]>((items) => {
  const found: Path[] = [];
  for (const { item, start } of items) {
    const name = resultOf(item)?.name;
    if (name?.text.startsWith('/'))
      found.push({ path: name.text, start: start + name.start, end: start + name.end });
  }
  return found;
});
