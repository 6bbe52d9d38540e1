// A setting that an SQL, LDAP, MongoDB, or memcache table does not have (postconf_dbms.c).

import { databaseKey, databaseKeyNames } from '../../catalog/database-keys.ts';
import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownTableSetting: Rule = {
  code: 'unknown-table-setting',
  title: 'Unknown lookup table setting',
  severity: 'warning',
  lines: {
    *'postfix-database'(item, { type: client }) {
      if (item.kind !== 'entry' || client === undefined) return;
      const { start, end, text } = item.name;
      if (databaseKey(client, text) !== undefined) return;
      const similar = closest(text, databaseKeyNames(client));
      yield {
        start,
        end,
        message:
          `${client}: tables have no setting "${text}". ` +
          `Postfix ignores the setting, and postconf warns: ${logText(`unused parameter: ${text}`)}. ` +
          (similar === undefined ? 'Remove the line.' : `Did you mean ${similar}?`),
        ...(similar && {
          fixes: [{ title: `Change to ${similar}`, edits: [{ start, end, text: similar }], preferred: true }],
        }),
      };
    },
  },
};
