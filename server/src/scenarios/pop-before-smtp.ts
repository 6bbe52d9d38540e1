import { tableType } from '../catalog/table-types.ts';
import type { Instance } from '../instance/instance.ts';
import { uriOf } from '../instance/paths.ts';
import { allTableUses } from '../instance/table-uses.ts';
import { relayCheck } from './common.ts';
import { home, usualType } from './engine/tables.ts';
import type { Check, Scenario } from './scenario.ts';

export const popBeforeSmtp: Scenario = {
  name: 'pop-before-smtp',
  title: 'Let an address send after a POP or IMAP login',
  description:
    'For old clients that cannot log in when they send: after a POP or IMAP login, they can send from the same address',
  caution:
    'All clients behind a router share one address, and tomorrow the address may belong to someone else. Use this only for old installations.',
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
      { ...relayCheck, open: false, admit: [`check_client_access ${table}`] },
      ...(isBeside
        ? ([
            {
              kind: 'empty-table',
              reference: table,
              file,
              comment: 'The daemon writes addresses directly to the index of this table.',
            },
          ] as const)
        : []),
      {
        kind: 'remark',
        text: "Install the daemon. Configure the location of the POP server's log, and how long an address stays valid.",
      },
      {
        kind: 'remark',
        text: `Create the index of ${table}, even if it is empty, before the first client connects. Without it, smtpd answers all clients outside your own networks with a temporary error.`,
      },
    ];
  },
};

/** A table whose name suggests this purpose. */
function known(instance: Instance): string | undefined {
  return allTableUses(instance).find(
    ({ path, role }) => role === 'access' && /pop-?before-?smtp|popauth|pop_auth/.test(path),
  )?.reference;
}

const indexedTable: Check = (answer) => {
  const [, type = '', path] = /^(?:proxy:)?([a-z]\w*):(\/[^\s,]+)$/.exec(answer.trim()) ?? [];
  if (path === undefined)
    return 'Enter the type and the full path of the table, such as hash:/etc/postfix/pop-before-smtp.';
  return (tableType(type)?.index ?? []).length > 0
    ? undefined
    : `A daemon cannot write a table of type ${type}, because it has no index. Use hash, btree, or lmdb.`;
};
