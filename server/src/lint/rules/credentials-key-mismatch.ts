// A relay host for which smtp_sasl_password_maps has only a key in another form (smtp_sasl_glue.c).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import type { Tables } from '../../instance/table-files.ts';
import { tableReferences } from '../../instance/table-references.ts';
import { parseNextHop, relayhosts } from '../../mail/next-hops.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { NextHop } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const credentialsKeyMismatch: Rule = {
  code: 'credentials-key-mismatch',
  title: 'Credentials are stored for another form of the relay host',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    if (!parseBoolean(instance.expanded('smtp_sasl_auth_enable')?.text ?? '')) return;
    const maps = tableReferences(instance).filter(({ parameter }) => parameter === 'smtp_sasl_password_maps');
    const paths = maps.map(({ node }) => node.name.text);
    for (const { hop, at } of relayhosts(instance)) {
      const key = paths.length === 1 ? nearKey(tables, paths[0] ?? '', hop) : undefined;
      if (key === undefined) {
        const [path = ''] = paths;
        if (paths.length === 1 && hop.text.startsWith('[') && lacksKey(instance, tables, path, hop)) {
          yield {
            at,
            message:
              `smtp_sasl_password_maps has no key for the relay host ${hop.text}. ` +
              'Postfix finds no password, so it does not log in. ' +
              `Add ${hop.text} to ${path}.`,
          };
        }
        continue;
      }
      yield {
        at,
        message:
          `smtp_sasl_password_maps has the key ${key.text}, but the relay host is ${hop.text}. ` +
          'Postfix looks up the exact form, finds nothing, and sends no credentials. ' +
          'Use the same form in both places, including brackets and port.',
        related: [{ at: key.at, message: 'The key in the table' }],
        fixes: [
          {
            title: `Change the key to ${hop.text}`,
            edits: [{ at: key.at, text: hop.text }],
            preferred: true,
          },
        ],
      };
    }
  },
};

/** Places of keys by their text in lower case. Offsets count from the start of the chunk. */
const keys = chunkFacts((items) => {
  const found = new Map<string, { readonly start: number; readonly end: number }>();
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || item.problem !== undefined) continue;
    const { key } = item;
    found.set(key.text.toLowerCase(), { start: start + key.start, end: start + key.end });
  }
  return found;
});

/** A table with keys for other hosts, but none for this one or for a sender. */
function lacksKey(instance: Instance, tables: Tables, path: string, hop: NextHop): boolean {
  const table = tables.file(path);
  if (table?.language !== 'postfix-table') return false;
  if (parseBoolean(instance.expanded('smtp_sender_dependent_authentication')?.text ?? '') === true)
    return false;
  const chunks = [...keys(table)];
  const wanted = [hop.text.toLowerCase(), hop.host.toLowerCase()];
  return (
    chunks.some(({ fact }) => fact.size > 0) &&
    !chunks.some(({ fact }) => wanted.some((each) => fact.has(each)))
  );
}

/** A key for the same host, if there is none that Postfix would find. */
function nearKey(tables: Tables, path: string, hop: NextHop): { text: string; at: Location } | undefined {
  const table = tables.file(path);
  if (table?.language !== 'postfix-table') return undefined;
  const host = hop.host.toLowerCase();
  let near: { text: string; at: Location } | undefined;
  for (const { fact, base } of keys(table)) {
    // Postfix first looks up the name of the connected server, without brackets and port.
    if (fact.has(hop.text.toLowerCase()) || fact.has(host)) return undefined;
    for (const [text, { start, end }] of fact) {
      if (near === undefined && text.includes(host) && parseNextHop(text)?.host === host)
        near = { text, at: { uri: table.uri, start: base + start, end: base + end } };
    }
  }
  return near;
}
