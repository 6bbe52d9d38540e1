// `type:name`: what the type is, and what is known of the file, its index and its use.

import type { Docs } from '../../catalog/docs.ts';
import { atLeast, firstFor } from '../../catalog/release.ts';
import { type TableType, tableType } from '../../catalog/table-types.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { PlacedService } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { allTableUses } from '../../instance/tables.ts';
import { problemsOf } from '../../syntax/tables/problem.ts';
import type { TableReference } from '../../syntax/value.ts';
import type { DocumentedSnapshot, Snapshot } from '../snapshot.ts';
import { type Description, type ManualEntry, wordText } from './description.ts';
import { bullets, count, quote, title } from './markdown.ts';

export function describeTableType(
  { docs, instance: { release } }: DocumentedSnapshot,
  name: string,
): Description | undefined {
  const facts = tableType(name);
  if (facts === undefined) return undefined;
  const { since, removed, debian } = facts;
  const age = [
    ...(since === '2.0' ? [] : [`Since Postfix ${since}`]),
    ...(removed === undefined ? [] : [`Removed in Postfix ${removed}`]),
    ...(debian === undefined ? [] : [`Debian's package: \`${debian}\``]),
  ];
  return {
    paragraphs: [
      `**${name}:** — lookup table type`,
      ...(nature(facts) === undefined ? [] : [`*${nature(facts)}*`]),
      ...(atLeast(release, firstFor(release, facts) ?? '2.0')
        ? []
        : [`Postfix ${release.name} does not have it.`]),
      ...wordText(docs, 'table', name),
      ...(age.length === 0 ? [] : [age.join(' · ')]),
    ],
    manual: tablePage(name),
  };
}

function nature({ index, network, content, name }: TableType): string | undefined {
  if (index !== undefined) return 'an indexed file: after each change it needs postmap';
  if (network === true) return 'asks another server';
  return name === 'file' && content !== 'none'
    ? 'a text file that Postfix reads itself: no postmap'
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

/** The type's own page, where it has one; postmap(1) tells of the others. */
export function tablePage(type: string): ManualEntry {
  return { page: pages.includes(type) ? `${type}_table(5)` : 'postmap(1)' };
}

/** The pages on tables for these roles. */
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

/** The page on what a table is for; undefined where there is none of its own. */
export function rolePage(role: string | undefined): ManualEntry | undefined {
  const page = role !== undefined && Object.hasOwn(rolePages, role) ? rolePages[role] : undefined;
  return page === undefined ? undefined : { page };
}

/** What stands behind the colon. */
export function describeTableName(
  snapshot: DocumentedSnapshot,
  { type, name, tables }: TableReference,
  service: PlacedService | undefined,
): Description | undefined {
  const facts = tableType(type.text);
  if (facts === undefined || name.text === '') return undefined;
  if (tables.length > 0 && name.text.startsWith('{')) {
    const order =
      type.text === 'unionmap' ? 'every table is asked' : 'each table is asked for the result before';
    return {
      paragraphs: [
        title(type.text, `${count(tables.length, 'table')}: ${order}`),
        ...wordText(snapshot.docs, 'table', type.text),
      ],
      manual: tablePage(type.text),
    };
  }
  // The tables within tell of themselves.
  if (tables.length > 0) return undefined;
  if (name.text.startsWith('{')) return describeMembers(snapshot.docs, type.text, name.text);
  if (facts.name !== 'file' && facts.name !== 'client') return undefined;
  const path = snapshot.instance.expand(name.text, service).text;
  const uses = allTableUses(snapshot.instance).filter((use) => use.path === path);
  const page = rolePage(uses.find(({ role }) => role !== undefined)?.role);
  return {
    paragraphs: [
      title(path, facts.name === 'client' ? `settings of a ${type.text}: client` : 'lookup table'),
      ...fileFacts(snapshot, path),
      ...indexFacts(snapshot, path, type.text, facts),
      ...usedBy({ uses }),
    ],
    ...(page !== undefined && { manual: page }),
  };
}

/** `inline:{ { key = value } }` and patterns in place. */
function describeMembers(docs: Docs, type: string, text: string): Description {
  return {
    paragraphs: [title(text, `${type}: table in place`), ...wordText(docs, 'table', type)],
    manual: tablePage(type),
  };
}

function fileFacts({ tables }: Snapshot, path: string): string[] {
  const table = tables.file(path);
  if (table === undefined) return tables.stamp(path) === 'missing' ? ['There is no such file.'] : [];
  if (table.language === 'postfix-database') return [];
  return [`It has ${count(entriesOf(table), 'entry', 'entries')}.`];
}

const entryCounts = chunkFacts((items) => {
  let count = 0;
  for (const { item } of items) if (isEntry(item as Line)) count++;
  return count;
});

/** The lines that Postfix takes; kept with the stretch of the text, so that a long file is counted once. */
function entriesOf(table: Exclude<TableFile, { language: 'postfix-database' }>): number {
  let sum = 0;
  for (const { fact } of entryCounts(table)) sum += fact;
  return sum;
}

type Line = Parameters<typeof problemsOf>[0] & { readonly kind: string };

function isEntry(item: Line): boolean {
  const { kind } = item;
  return kind !== 'if' && kind !== 'endif' && kind !== 'nonsense' && !problemsOf(item).some((p) => p.skipped);
}

/** Whether the index is there, and newer than its source; nothing where the host cannot look. */
function indexFacts({ tables }: Snapshot, path: string, type: string, { index }: TableType): string[] {
  const source = tables.stamp(path);
  if (index === undefined) return [];
  const command = tables.file(path)?.role === 'alias' ? 'postalias' : 'postmap';
  const make = `\`${command} ${type}:${path}\``;
  for (const suffix of index) {
    const stamp = tables.stamp(path + suffix);
    const name = quote(path.slice(path.lastIndexOf('/') + 1) + suffix);
    if (stamp === undefined) return [];
    if (stamp === 'missing') return [`There is no index ${name}: lookups fail until ${make} makes it.`];
    if (typeof source === 'object' && source.modified > stamp.modified)
      return [`The index ${name} is older than the file: ${make}.`];
  }
  return ['Its index is newer than the file.'];
}

/** The parameters that ask a table. */
export function usedBy({ uses }: Pick<TableFile, 'uses'>): string[] {
  const parameters = [...new Set(uses.map(({ parameter }) => parameter))];
  if (parameters.length === 0) return [];
  return parameters.length === 1
    ? [`Used by \`${parameters[0]}\`.`]
    : ['Used by:', bullets(parameters.map((p) => `\`${p}\``))];
}
