// A setting that an SQL, LDAP, MongoDB, or memcache table does not have (postconf_dbms.c).

import { databaseKey, databaseKeyNames } from '../../catalog/database-keys.ts';
import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownTableSetting: Rule = {
  code: 'unknown-table-setting',
  title: 'Unknown lookup table setting',
  severity: 'warning',
  tables: {
    *'postfix-database'({ uri, tree }, { type: client, isUsed }) {
      if (client === undefined) return;
      const entries = [...tree.items()].flatMap(({ item, start }) =>
        item.kind === 'entry' ? [{ name: item.name, base: start }] : [],
      );
      const isSet = new Set(entries.map(({ name }) => name.text));
      for (const { name, base } of entries) {
        const { text } = name;
        if (databaseKey(client, text) !== undefined) continue;
        const similar = closest(text, databaseKeyNames(client));
        const suggestion = similar !== undefined && !isSet.has(similar) ? similar : undefined;
        const at = { uri, start: base + name.start, end: base + name.end };
        yield {
          at,
          ...(isUsed ? {} : { severity: 'information' as const }),
          message:
            `${client}: tables have no setting "${text}". ` +
            `Postfix ignores the setting${isUsed ? `, and postconf warns: ${logText(`unused parameter: ${text}`)}` : ''}. ` +
            (suggestion === undefined ? 'Remove the line.' : `Did you mean ${suggestion}?`),
          ...(suggestion && {
            fixes: [{ title: `Change to ${suggestion}`, edits: [{ at, text: suggestion }], preferred: true }],
          }),
        };
      }
    },
  },
};
