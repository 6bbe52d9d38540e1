// What tables are used for where nothing names them: by a setting with patterns of file names, and by a comment in the
// file.

import type { TableLanguage } from '../syntax/tables/index.ts';
import { globMatcher } from './globs.ts';

/** The role of a file by its URI; undefined if no pattern matches. */
export type TableRoles = (uri: string) => string | undefined;

/** The roles that users can assign, and the language of a file that only such an assignment identifies. */
const languages: Readonly<Record<string, TableLanguage | undefined>> = {
  access: 'postfix-table',
  bcc: 'postfix-table',
  'body-checks': 'postfix-regexp',
  canonical: 'postfix-table',
  generic: 'postfix-table',
  'header-checks': 'postfix-regexp',
  mailbox: 'postfix-table',
  recipient: 'postfix-table',
  relocated: 'postfix-table',
  'sasl-password': 'postfix-table',
  'sender-login': 'postfix-table',
  'tls-policy': 'postfix-table',
  transport: 'postfix-table',
  'virtual-alias': 'postfix-table',
};

export const assignableRoles: readonly string[] = Object.keys(languages);

export function languageOfRole(role: string): TableLanguage | undefined {
  return Object.hasOwn(languages, role) ? languages[role] : undefined;
}

/** @param patterns roles by pattern. The last match wins. An unknown role assigns nothing. */
export function tableRoles(patterns: Readonly<Record<string, unknown>>): TableRoles {
  const known = Object.entries(patterns)
    .flatMap(([pattern, role]) =>
      typeof role === 'string' && assignableRoles.includes(role)
        ? [{ matches: globMatcher(pattern), role }]
        : [],
    )
    .reverse();
  return (uri) => known.find(({ matches }) => matches(uri))?.role;
}
