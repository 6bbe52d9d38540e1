// Names that a list gets from tables and files. Edits of the list cannot change them.

import { expandedValue } from '../../instance/expanded-values.ts';
import type { Draft } from './draft.ts';
import { isSame } from './same.ts';
import { plainWords } from './written.ts';

export interface Elsewhere {
  /** `hash:/etc/postfix/domains`, `/etc/postfix/domains` */
  readonly source: string;
  /** True if it contains the name; undefined if only Postfix can tell. */
  readonly holds: boolean | undefined;
}

/** The tables and files of a list, and whether they contain a name. */
export function elsewhere({ instance, lookups }: Draft, list: string, name: string): readonly Elsewhere[] {
  const value = expandedValue(instance, list);
  return (value?.nodes ?? []).flatMap((node): readonly Elsewhere[] => {
    const source = value?.expansion.text.slice(node.start, node.end) ?? '';
    if (node.kind === 'table') {
      const file = lookups.file((node.tables[0] ?? node).name.text);
      if (file?.language !== 'postfix-table') return [{ source, holds: undefined }];
      for (const { item } of file.tree.items())
        if (!item.problem?.skipped && isSame(item.key.text, name)) return [{ source, holds: true }];
      return [{ source, holds: false }];
    }
    if (!source.startsWith('/')) return [];
    const text = lookups.listText(source)?.toString();
    const lines = text?.split('\n').map((line) => line.replace(/^\s*#.*/, ''));
    return [{ source, holds: lines?.flatMap(plainWords).some((word) => isSame(word, name)) }];
  });
}
