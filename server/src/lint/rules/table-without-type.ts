// A lookup table that is named without its type, or by a path that depends on where a program runs (dict_open.c).

import { tableType } from '../../catalog/table-types.ts';
import type { Instance } from '../../instance/instance.ts';
import { bareWords, tableMentions } from '../../instance/table-references.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const tableWithoutType: Rule = {
  code: 'table-without-type',
  title: 'A lookup table is named as type:/path',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { text, parameter, at } of bareWords(instance)) {
      if (excepted.has(parameter) || text.startsWith('{')) continue;
      const type = likelyType(instance, text);
      yield {
        at,
        message:
          `${parameter} takes lookup tables, and "${text}" lacks its type. ` +
          `Programs that open it die: open dictionary: expecting "type:name" form instead of "${text}". ` +
          (type === undefined ? `Write type:${text}, with the type in front.` : `Write ${type}:${text}.`),
        ...(type && {
          fixes: [
            {
              title: `Change to ${type}:${text}`,
              edits: [{ at: { ...at, end: at.start }, text: `${type}:` }],
              preferred: true,
            },
          ],
        }),
      };
    }
    for (const { node, at } of tableMentions(instance)) {
      const path = node.name.text;
      // In other folders than the queue's, $config_directory and the like lead; here a name alone is meant.
      if (tableType(node.type.text)?.name !== 'file' || !/^[\w.-]+(?:\/[\w.-]+)*$/.test(path)) continue;
      yield {
        at,
        severity: 'warning',
        message:
          `"${path}" is no absolute path. Daemons look for it in the queue directory, and postmap where it is called. ` +
          'Write the path from the root, as in /etc/postfix/transport.',
      };
    }
  },
};

/** postalias(1) takes a name without a type; a name that is no table is passed over by proxymap(8). */
const excepted: ReadonlySet<string> = new Set(['alias_database', 'proxy_read_maps', 'proxy_write_maps']);

const inNames = ['pcre', 'regexp', 'cidr', 'mysql', 'pgsql', 'ldap', 'sqlite'];

/** By its name, else the type that postmap(1) takes; undefined for what is no path. */
function likelyType(instance: Instance, text: string): string | undefined {
  if (!text.startsWith('/')) return undefined;
  const named = inNames.find((type) => text.includes(type));
  if (named !== undefined) return named;
  return text.endsWith('.cf') ? undefined : instance.expanded('default_database_type')?.text || 'hash';
}
