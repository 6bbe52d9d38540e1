// The files of LDAP, SQL, memcache, and MongoDB tables: settings, and placeholders in queries and results.

import { databaseKey } from '../../catalog/database-keys.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { addedLater } from './ages.ts';
import { type Description, wordText } from './description.ts';
import { title } from './markdown.ts';
import { tablePage } from './table-references.ts';

export function describeDatabaseSetting(
  { docs, instance: { release } }: DocumentedSnapshot,
  name: string,
  tableType: string | undefined,
): Description | undefined {
  const facts = tableType === undefined ? undefined : databaseKey(tableType, name);
  if (tableType === undefined || facts === undefined) return undefined;
  const { since, obsolete, replacement, required, min, max } = facts;
  const instead = replacement === undefined ? '' : ` Use \`${replacement}\` instead.`;
  const limits = [
    ...(min === undefined ? [] : [`Minimum: ${min}.`]),
    ...(max === undefined ? [] : [`Maximum: ${max}.`]),
  ];
  return {
    paragraphs: [
      `**${name}** — setting for \`${tableType}:\` tables`,
      ...(obsolete === undefined ? [] : [`*Obsolete* since Postfix ${obsolete}.${instead}`]),
      ...wordText(docs, 'database-key', `${tableType}:${name}`),
      ...(required ? ['This setting is required. Without it, Postfix cannot open the table.'] : []),
      ...(limits.length === 0 ? [] : [limits.join(' ')]),
      ...addedLater(release, since),
    ],
    manual: { page: tablePage(tableType).page, entry: name, describesWord: true },
  };
}

/** db_common.c: these are parts of the key in a query, and parts of the result in result_format. */
const placeholders: Readonly<Record<string, readonly [inQuery: string, inResult: string] | undefined>> = {
  s: ['The lookup key.', 'The result.'],
  u: [
    'The local part of the lookup key, or the whole key if it contains no `@`.',
    'The local part of the result, or the whole result if it contains no `@`.',
  ],
  d: [
    'The domain of the lookup key. Postfix does not look up a key without a domain.',
    'The domain of the result. Postfix ignores a result without a domain.',
  ],
  S: ['The lookup key.', 'The lookup key.'],
  U: [
    'The local part of the lookup key, or the whole key if it contains no `@`.',
    'The local part of the lookup key, or the whole key if it contains no `@`.',
  ],
  D: [
    'The domain of the lookup key. Postfix does not look up a key without a domain.',
    'The domain of the lookup key. Postfix does not look up a key without a domain.',
  ],
  '%': ['A percent sign.', 'A percent sign.'],
};

export function describePlaceholder(text: string, setting: string | undefined): Description | undefined {
  const letter = text.slice(1);
  const isResult = setting === 'result_format' || setting === 'result_filter';
  const texts = Object.hasOwn(placeholders, letter) ? placeholders[letter] : undefined;
  const meaning = /^[1-9]$/.test(letter)
    ? `Label ${letter} of the domain of the lookup key, counted from the right. Postfix does not look up a key with fewer labels.`
    : texts?.[isResult ? 1 : 0];
  return meaning === undefined ? undefined : { paragraphs: [title(text, 'placeholder'), meaning] };
}
