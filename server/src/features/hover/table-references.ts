// Lookup tables in a value, `type:name`: the type, the file with its index, and the parameters that use the table.

import type { Docs } from '../../catalog/docs.ts';
import { atLeast, firstFor } from '../../catalog/release.ts';
import { type TableType, tableType } from '../../catalog/table-types.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { PlacedService } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { allTableUses } from '../../instance/table-uses.ts';
import { problemsOf } from '../../syntax/tables/problem.ts';
import type { TableReference } from '../../syntax/value.ts';
import type { DocumentedSnapshot, Snapshot } from '../snapshot.ts';
import { addedIn } from './ages.ts';
import { type Description, type ManualEntry, wordText } from './description.ts';
import { count, enumeration, quote, title } from './markdown.ts';

export function describeTableType(
  { docs, instance: { release } }: DocumentedSnapshot,
  name: string,
): Description | undefined {
  const facts = tableType(name);
  if (facts === undefined) return undefined;
  const { since, removed, debian } = facts;
  const age = [
    ...addedIn(since),
    ...(removed === undefined ? [] : [`Removed in Postfix ${removed}.`]),
    ...(debian === undefined ? [] : [`Debian package: \`${debian}\`.`]),
  ];
  return {
    paragraphs: [
      `**${name}:** — lookup table type`,
      ...(nature(facts) === undefined ? [] : [`*${nature(facts)}*`]),
      ...(atLeast(release, firstFor(release, facts) ?? '2.0')
        ? []
        : [`Not available in Postfix ${release.name}.`]),
      ...wordText(docs, 'table', name),
      ...(age.length === 0 ? [] : [age.join(' ')]),
    ],
    manual: tablePage(name),
  };
}

function nature({ index, network, content, name }: TableType): string | undefined {
  if (index !== undefined) return 'Indexed file. Run postmap after each change.';
  if (network === true) return 'Queries a server.';
  return name === 'file' && content !== 'none'
    ? 'Text file. Postfix reads it directly, without postmap.'
    : undefined;
}

const pages = [
  'cidr',
  'ldap',
  'lmdb',
  'memcache',
  'mongodb',
  'mysql',
  'nisplus',
  'pcre',
  'pgsql',
  'regexp',
  'socketmap',
  'sqlite',
  'tcp',
];

/** The page about a table type. postmap(1) describes the types that have no page. */
export function tablePage(type: string): ManualEntry {
  return { page: pages.includes(type) ? `${type}_table(5)` : 'postmap(1)' };
}

/** By the role of a table. */
const rolePages: Readonly<Record<string, string | undefined>> = {
  access: 'access(5)',
  alias: 'aliases(5)',
  'body-checks': 'header_checks(5)',
  canonical: 'canonical(5)',
  generic: 'generic(5)',
  'header-checks': 'header_checks(5)',
  relocated: 'relocated(5)',
  transport: 'transport(5)',
  'virtual-alias': 'virtual(5)',
};

/** The page about tables of a role; undefined if there is none. */
export function rolePage(role: string | undefined): ManualEntry | undefined {
  const page = role !== undefined && Object.hasOwn(rolePages, role) ? rolePages[role] : undefined;
  return page === undefined ? undefined : { page };
}

/** The name after the colon. */
export function describeTableName(
  snapshot: DocumentedSnapshot,
  { type, name, tables }: TableReference,
  service: PlacedService | undefined,
): Description | undefined {
  const facts = tableType(type.text);
  if (facts === undefined || name.text === '') return undefined;
  if (tables.length > 0 && name.text.startsWith('{')) {
    return {
      paragraphs: [
        title(type.text, `combination of ${count(tables.length, 'table')}`),
        ...wordText(snapshot.docs, 'table', type.text),
      ],
      manual: tablePage(type.text),
    };
  }
  // The inner tables have their own descriptions.
  if (tables.length > 0) return undefined;
  if (name.text.startsWith('{')) return describeMembers(snapshot.docs, type.text, name.text);
  if (facts.name !== 'file' && facts.name !== 'client') return undefined;
  const path = snapshot.instance.expand(name.text, service).text;
  const uses = allTableUses(snapshot.instance).filter((use) => use.path === path);
  const page = rolePage(uses.find(({ role }) => role !== undefined)?.role);
  return {
    paragraphs: [
      title(path, facts.name === 'client' ? `\`${type.text}:\` table settings` : 'lookup table'),
      ...fileFacts(snapshot, path),
      ...indexFacts(snapshot, path, type.text, facts),
      ...usedBy({ uses }),
    ],
    ...(page !== undefined && { manual: page }),
  };
}

/** The contents of `inline:{ { key = value } }`, or patterns in the value. */
function describeMembers(docs: Docs, type: string, text: string): Description {
  return {
    paragraphs: [title(text, `\`${type}:\` table contents`), ...wordText(docs, 'table', type)],
    manual: tablePage(type),
  };
}

function fileFacts({ tables }: Snapshot, path: string): string[] {
  const table = tables.file(path);
  if (table === undefined) return tables.stamp(path) === 'missing' ? ['The file does not exist.'] : [];
  if (table.language === 'postfix-database') return [];
  return [`The file contains ${count(entriesOf(table), 'entry', 'entries')}.`];
}

const entryCounts = chunkFacts((items) => {
  let count = 0;
  for (const { item } of items) if (isEntry(item as Line)) count++;
  return count;
});

/** The number of valid lines. The counts of parts of the text are cached, so that each part is counted once. */
export function entriesOf(table: Exclude<TableFile, { language: 'postfix-database' }>): number {
  let sum = 0;
  for (const { fact } of entryCounts(table)) sum += fact;
  return sum;
}

type Line = Parameters<typeof problemsOf>[0] & { readonly kind: string };

function isEntry(item: Line): boolean {
  const { kind } = item;
  return kind !== 'if' && kind !== 'endif' && kind !== 'nonsense' && !problemsOf(item).some((p) => p.skipped);
}

/** Whether the index exists and is up to date; nothing if the host does not know. */
function indexFacts({ tables }: Snapshot, path: string, type: string, { index }: TableType): string[] {
  const source = tables.stamp(path);
  if (index === undefined) return [];
  const command = tables.file(path)?.role === 'alias' ? 'postalias' : 'postmap';
  const make = `\`${command} ${type}:${path}\``;
  for (const suffix of index) {
    const stamp = tables.stamp(path + suffix);
    const name = quote(path.slice(path.lastIndexOf('/') + 1) + suffix);
    if (stamp === undefined) return [];
    if (stamp === 'missing')
      return [`The index ${name} does not exist, so lookups fail. Create it with ${make}.`];
    if (typeof source === 'object' && source.modified > stamp.modified)
      return [`The index ${name} is older than the file. Update it with ${make}.`];
  }
  return ['The index is up to date.'];
}

/** The parameters that use a table. */
export function usedBy({ uses }: Pick<TableFile, 'uses'>): string[] {
  const parameters = [...new Set(uses.map(({ parameter }) => `\`${parameter}\``))];
  return parameters.length === 0 ? [] : [`Used by ${enumeration(parameters, maxParameters)}.`];
}

const maxParameters = 4;
