// The files of LDAP, SQL, memcache and MongoDB tables: their settings, and what is filled into their templates.

import { databaseKey } from '../../catalog/database-keys.ts';
import { atLeast } from '../../catalog/release.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { type Description, wordText } from './description.ts';
import { title } from './markdown.ts';
import { tablePage } from './table-references.ts';

export function describeClientSetting(
  { docs, instance: { release } }: DocumentedSnapshot,
  name: string,
  client: string | undefined,
): Description | undefined {
  const facts = client === undefined ? undefined : databaseKey(client, name);
  if (client === undefined || facts === undefined) return undefined;
  const { since, obsolete, successor, required, min, max } = facts;
  const instead = successor === undefined ? '' : `: specify \`${successor}\``;
  const range = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ];
  return {
    paragraphs: [
      `**${name}** — setting of a ${client}: table`,
      ...(obsolete === undefined ? [] : [`*Obsolete* since Postfix ${obsolete}${instead}.`]),
      ...wordText(docs, 'database-key', `${client}:${name}`),
      ...(required ? ['Without it the table cannot be opened.'] : []),
      ...(range.length === 0 ? [] : [`The number is ${range.join(' and ')}.`]),
      ...(atLeast(release, since)
        ? []
        : [`Postfix ${release.name} does not have it: since Postfix ${since}.`]),
    ],
    manual: { page: tablePage(client).page, entry: name },
  };
}

/** db_common.c: in a query these are parts of the key, in result_format parts of the result. */
const parts: Readonly<Record<string, readonly [inQuery: string, inResult: string] | undefined>> = {
  s: ['The key.', 'The result.'],
  u: [
    'The local part of the key; of a key without `@`, all of it.',
    'The local part of the result; of a result without `@`, all of it.',
  ],
  d: [
    'The domain of the key. A key without one is not looked up.',
    'The domain of the result. A result without one is left out.',
  ],
  S: ['The key.', 'The key.'],
  U: [
    'The local part of the key; of a key without `@`, all of it.',
    'The local part of the key; of a key without `@`, all of it.',
  ],
  D: [
    'The domain of the key. A key without one is not looked up.',
    'The domain of the key. A key without one is not looked up.',
  ],
  '%': ['A percent sign.', 'A percent sign.'],
};

export function describeSubstitution(text: string, setting: string | undefined): Description | undefined {
  const letter = text.slice(1);
  const isResult = setting === 'result_format' || setting === 'result_filter';
  const known = Object.hasOwn(parts, letter) ? parts[letter] : undefined;
  const meaning = /^[1-9]$/.test(letter)
    ? `Part ${letter} of the key's domain, counted from its end. A key with fewer parts is not looked up.`
    : known?.[isResult ? 1 : 0];
  return meaning === undefined ? undefined : { paragraphs: [title(text, 'filled in by Postfix'), meaning] };
}
