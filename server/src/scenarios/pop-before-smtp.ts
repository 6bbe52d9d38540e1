import { tableType } from '../catalog/table-types.ts';
import type { Instance } from '../instance/instance.ts';
import { uriOf } from '../instance/places.ts';
import { allTableUses } from '../instance/tables.ts';
import { gate } from './common.ts';
import { home, usualType } from './engine/tables.ts';
import type { Check, Scenario } from './scenario.ts';

export const popBeforeSmtp: Scenario = {
  name: 'pop-before-smtp',
  title: 'Trust an address after a login',
  description:
    'For old clients that cannot log in when they send: who has just read his mail may send from the same address',
  caution:
    'Addresses are shared by all behind a router, and belong to somebody else tomorrow: take it for old installations only.',
  instead: 'smtp-auth',
  questions: ({ instance }) => [
    {
      id: 'table',
      prompt: 'Which table does the daemon write?',
      placeholder: 'hash:/etc/postfix/pop-before-smtp',
      initial: known(instance) ?? `${usualType(instance)}:${home(instance)}/pop-before-smtp`,
      check: indexedTable,
    },
  ],
  changes: ({ instance }, answers) => {
    const table = answers.table ?? '';
    const file = table.slice(table.lastIndexOf('/') + 1);
    const path = table.slice(table.indexOf(':') + 1);
    const isBeside = uriOf(instance, path) === `${instance.files.directory}/${file}`;
    return [
      { ...gate, open: false, admit: [`check_client_access ${table}`] },
      ...(isBeside
        ? ([
            {
              kind: 'empty-table',
              reference: table,
              file,
              comment: 'The daemon writes addresses straight into the index of this table.',
            },
          ] as const)
        : []),
      {
        kind: 'remark',
        text: 'Install the daemon, tell it where the log of the POP server is, and how long an address is good.',
      },
      {
        kind: 'remark',
        text: `The index of ${table} must be there before the first client comes, empty or not: until then everybody but your own networks is turned away.`,
      },
    ];
  },
};

/** The table that the name tells. */
function known(instance: Instance): string | undefined {
  return allTableUses(instance).find(
    ({ path, role }) => role === 'access' && /pop-?before-?smtp|popauth|pop_auth/.test(path),
  )?.reference;
}

const indexedTable: Check = (answer) => {
  const [, type = '', path] = /^(?:proxy:)?([a-z]\w*):(\/[^\s,]+)$/.exec(answer.trim()) ?? [];
  if (path === undefined)
    return 'Write the type of the table and its whole path: hash:/etc/postfix/pop-before-smtp.';
  return (tableType(type)?.index ?? []).length > 0
    ? undefined
    : `A table of type ${type} has no index that a daemon could write: take hash, btree or lmdb.`;
};
