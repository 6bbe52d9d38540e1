// A proxy: table that proxymap(8) does not open, because proxy_read_maps does not include it (proxymap.c).

import { atLeast } from '../../catalog/release.ts';
import type { Edit } from '../../edits/edit.ts';
import type { Expansion } from '../../instance/expand.ts';
import type { Instance, PlacedEntry, PlacedService } from '../../instance/instance.ts';
import { tableReferences } from '../../instance/table-references.ts';
import { memoize } from '../../syntax/memoize.ts';
import { commaOrSpace, splitWords } from '../../syntax/words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const proxyNotApproved: Rule = {
  code: 'proxy-not-approved',
  title: 'proxy_read_maps does not include this table',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    // Without main.cf, the list is unknown.
    if (instance.files.main === undefined) return;
    const mentions = tableReferences(instance).filter(({ node }) => node.type.text === 'proxy');
    const list = instance.entriesOf('proxy_read_maps').at(-1);
    if (mentions.length === 0 && list === undefined) return;
    const proxymap = instance.services.find(({ name }) => name === 'proxymap');
    const approved = approvedTables(instance, proxymap);
    if (approved === undefined) return;
    yield* localRecipients(instance, list, approved);
    for (const { node, text, role, parameter, at } of mentions) {
      if (role === 'cache' || lists.has(parameter) || approved.has(withoutProxy(node.name.text))) continue;
      const edit = approval(instance, text);
      yield {
        at,
        message:
          `proxy_read_maps does not include ${text}. ` +
          `proxymap does not open the table and warns: ${logText(`request for unapproved table: "${withoutProxy(text)}"`)}. ` +
          `Add ${text} to proxy_read_maps.`,
        ...(edit && { fixes: [{ title: `Add ${text} to proxy_read_maps`, edits: [edit], preferred: true }] }),
      };
    }
  },
};

/** The default of local_recipient_maps has a proxy: table, without which smtpd(8) accepts no mail for local recipients. */
function* localRecipients(
  instance: Instance,
  list: PlacedEntry | undefined,
  approved: ReadonlySet<string>,
): Generator<Finding> {
  const value = instance.value('local_recipient_maps');
  const { main } = instance.files;
  if (main === undefined || list === undefined || value?.source.kind !== 'default') return;
  const [, table] = /\bproxy:(\S+)/.exec(value.raw) ?? [];
  if (table === undefined || approved.has(table)) return;
  const edit = approval(instance, '$local_recipient_maps');
  const { name } = list.item;
  yield {
    at: { uri: main.uri, start: list.start + name.start, end: list.start + name.end },
    message:
      `proxy_read_maps does not include proxy:${table}, which is in the default of local_recipient_maps. ` +
      `smtpd ${atLeast(instance.release, '3.11') ? 'logs' : 'exits with'}: ${logText(`proxymap service is not configured for table "${table}"`)}. ` +
      'Add $local_recipient_maps to proxy_read_maps.',
    ...(edit && {
      fixes: [{ title: 'Add $local_recipient_maps to proxy_read_maps', edits: [edit], preferred: true }],
    }),
  };
}

const lists: ReadonlySet<string> = new Set(['proxy_read_maps', 'proxy_write_maps']);

/** The words of the list that begin with `proxy:`, as proxymap(8) reads them. Undefined if the list is unknown. */
function approvedTables(
  instance: Instance,
  proxymap: PlacedService | undefined,
): ReadonlySet<string> | undefined {
  const expansion = instance.expanded('proxy_read_maps', proxymap);
  if (expansion === undefined || expansion.problems.length > 0) return undefined;
  return proxiedTables(expansion);
}

/** Kept with the expansion, because the default of proxy_read_maps is long and a keystroke elsewhere does not change it. */
const proxiedTables = memoize(({ text }: Expansion): ReadonlySet<string> => {
  const words = splitWords(text, 0, text.length, { separator: commaOrSpace, braces: true });
  const tables = words.map(({ start, end }) => text.slice(start, end).replace(/^\{\s*([^\s,]*).*\}$/s, '$1'));
  return new Set(tables.filter((word) => word.startsWith('proxy:')).map(withoutProxy));
});

function withoutProxy(text: string): string {
  return text.replace(/^(?:proxy:)+/, '');
}

/** Appends to the list that main.cf has. Without one, a new list would have to repeat Postfix's default. */
function approval(instance: Instance, text: string): Edit | undefined {
  const entry = instance.entriesOf('proxy_read_maps').at(-1);
  const { main } = instance.files;
  if (entry === undefined || main === undefined) return undefined;
  const at = entry.start + entry.item.value.end;
  return { at: { uri: main.uri, start: at, end: at }, text: ` ${text}` };
}
