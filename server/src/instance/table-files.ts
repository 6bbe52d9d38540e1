// The files of lookup tables that an instance names, if the host can provide them: their trees, and what the
// configuration uses them for. A file that is absent here is unknown, which is not the same as empty.

import type { ReleaseCatalog } from '../catalog/catalog.ts';
import { databaseClient } from '../catalog/database-keys.ts';
import { atLeast, type Release } from '../catalog/release.ts';
import { tableType } from '../catalog/table-types.ts';
import type { FileStamp } from '../host.ts';
import { ChunkParser, Tree } from '../syntax/document.ts';
import { Memory, memoize } from '../syntax/memoize.ts';
import type { ActionRole } from '../syntax/tables/actions.ts';
import { isTableLanguage, type TableItems, type TableLanguage, tableParser } from '../syntax/tables/index.ts';
import type { PatternDialect } from '../syntax/tables/patterns.ts';
import type { SourceText } from '../syntax/text.ts';
import { chainFilePaths } from './chain-files.ts';
import { chrootFiles } from './chroot.ts';
import { type Instance, memoizeByContents } from './instance.ts';
import { jailedSocketFiles } from './jailed-sockets.ts';
import { isInPlace, uriOf } from './paths.ts';
import { assignableRoles } from './table-roles.ts';
import { allTableUses, listFileUses, type TableUse } from './table-uses.ts';

/** The facts that the host knows about a file that a configuration names. */
export interface FileState {
  /** Undefined for a file that does not exist, cannot be read, or is too large for this purpose. */
  readonly text?: SourceText;
  /** `missing`: the host checked, and the file does not exist. Undefined if the host cannot check. */
  readonly stamp?: FileStamp | 'missing';
  /**
   * The labels of the PEM objects in the file, in order, such as `PRIVATE KEY`. Undefined if the host may not read it.
   */
  readonly pem?: readonly string[];
}

/**
 * Everything besides their text that determines the meaning of a table's lines. Equal contexts are the same object, so
 * results computed from lines are cached by context and line and cannot outlive a change of either.
 */
export type TableContext = { [Language in TableLanguage]: TableContextOf<Language> }[TableLanguage];

export interface TableContextOf<Language extends TableLanguage> {
  readonly language: Language;
  /** The table type used to read it: `hash`, `pcre`; undefined if nothing names the file. */
  readonly type: string | undefined;
  /** Whether the configuration refers to the file. */
  readonly isUsed: boolean;
  /**
   * The use of the table: `access`, `transport`, …; taken from the configuration or else from the usual name of the
   * file.
   */
  readonly role: string | undefined;
  /** The role that determines its actions; undefined if its results are not actions. */
  readonly actionRole: ActionRole | undefined;
  readonly release: Release;
  /** smtputf8_enable: keys and results must be valid UTF-8. */
  readonly smtputf8: boolean;
  readonly parser: ChunkParser<TableItems[Language]>;
}

/** The source text of a table, parsed according to its type. */
export type TableFile = { [Language in TableLanguage]: TableFileOf<Language> }[TableLanguage];

/** A table without its uses in a configuration. */
export type TableText = { [Language in TableLanguage]: Omit<TableFileOf<Language>, 'uses'> }[TableLanguage];

export interface TableFileOf<Language extends TableLanguage>
  extends Pick<TableContextOf<Language>, 'language' | 'type' | 'role'> {
  readonly context: TableContextOf<Language>;
  readonly uri: string;
  readonly tree: Tree<TableItems[Language]>;
  /** The references to it in the instance, in the order of mention. */
  readonly uses: readonly TableUse[];
}

/** Files that usually have the same name on every host. */
const usualRoles: readonly (readonly [name: RegExp, role: string])[] = [
  [
    /access|^helo|^client|^sender_(?!login|bcc|canonical|dependent|relay|transport)|^recipient(?!_bcc|_canonical)/,
    'access',
  ],
  [/body_?checks/, 'body-checks'],
  [/(header|mime|nested|smtp)_?checks/, 'header-checks'],
  [/transport/, 'transport'],
  [/canonical/, 'canonical'],
  [/^generic/, 'generic'],
  [/^relocated/, 'relocated'],
  [/sasl_?passw/, 'sasl-password'],
  [/tls_policy/, 'tls-policy'],
  [/^virtual(_alias.*)?$/, 'virtual-alias'],
];

/** Actions that only header_checks and similar parameters have. */
const headerActions = /^(?![#\s]).*\s(?:REPLACE|IGNORE|STRIP)(?:\s|$)/im;

/**
 * The likely use of a file that no configuration names: that of a file with the same name in another folder, or else
 * the one that its content or its name indicates.
 */
function likelyRole(instance: Instance, name: string, text: SourceText): string | undefined {
  const sameName = allTableUses(instance).filter(({ path }) => path.endsWith(`/${name}`));
  const [role, ...others] = new Set(sameName.flatMap((use) => use.role ?? []));
  if (role !== undefined && others.length === 0) return role;
  const usual = usualRoles.find(([each]) => each.test(name))?.[1];
  return usual === 'access' && headerActions.test(text.slice(0, longestBeginning)) ? 'header-checks' : usual;
}

/** Whether a file that no configuration names consists of the settings of a database client. */
export function isClientFile(text: SourceText): boolean {
  const lines = text.slice(0, longestBeginning).split('\n');
  const settings = lines.filter((line) => clientSetting.test(line));
  return settings.length >= 2 && lines.every((line) => /^\s*(?:#|$)|^\s|^\w+\s*=/.test(line));
}

const clientSetting =
  /^(?:user|password|hosts|dbname|query|table|select_field|where_field|server_host|search_base|query_filter|bind_dn|dbpath)\s*=/;

/** In UTF-16 code units: enough to recognize the format of a file. */
const longestBeginning = 10_000;

/** The language of a table's source, determined by its type and its use. */
export function tableLanguage({ type, role }: Pick<TableUse, 'type' | 'role'>): TableLanguage | undefined {
  // The pairs of an inline: table are keys and values, too.
  const content = type === 'inline' ? 'key-value' : tableType(type)?.content;
  // Only postalias(1), which creates an index, reads the format of aliases(5).
  const isAliases = role === 'alias' && tableType(type)?.index !== undefined;
  const language = `postfix-${content === 'key-value' ? (isAliases ? 'aliases' : 'table') : content}`;
  return isTableLanguage(language) ? language : undefined;
}

/**
 * The use that determines the format of a file. If postalias(1) indexes it, it is an alias file whatever else reads it.
 */
export function formatUse(uses: readonly TableUse[]): TableUse | undefined {
  const known = uses.filter((use) => tableLanguage(use) !== undefined);
  return known.find((use) => tableLanguage(use) === 'postfix-aliases') ?? known[0];
}

/** The tables of an instance in one state of their files. Immutable: a change of a file creates another object. */
export class Tables extends Memory {
  private readonly byUri = new Map<string, TableFile | undefined>();

  /** @param files by URI: the files from `wantedFiles` that the host was asked for, and those that aliases include */
  constructor(
    readonly instance: Instance,
    private readonly files: ReadonlyMap<string, FileState>,
  ) {
    super();
  }

  /** Whether the host's answers about all files are the same. */
  hasFiles(others: ReadonlyMap<string, FileState>): boolean {
    if (this.files.size !== others.size) return false;
    for (const [uri, { text, stamp, pem }] of this.files) {
      const other = others.get(uri);
      if (other?.text !== text || other?.stamp !== stamp || other?.pem !== pem) return false;
    }
    return true;
  }

  hasFilesOf({ files }: Tables): boolean {
    return this.hasFiles(files);
  }

  /** The source of a table by its path in the configuration; undefined if it cannot be read. */
  file(path: string): TableFile | undefined {
    const uri = uriOf(this.instance, path);
    return uri === undefined ? undefined : this.at(uri);
  }

  /** Every source that can be read, in the order of mention. */
  *all(): Generator<TableFile> {
    for (const uri of new Set(usesByUri(this.instance).keys())) {
      const file = this.at(uri);
      if (file !== undefined) yield file;
    }
  }

  /** The text of a file that a match list names (`/etc/postfix/domains`). */
  listText(path: string): SourceText | undefined {
    const uri = uriOf(this.instance, path);
    return uri === undefined ? undefined : this.text(uri);
  }

  /** The text of any file that the configuration names. */
  text(uri: string): SourceText | undefined {
    return this.files.get(uri)?.text;
  }

  /** The files that the host was asked for, and those that they include. */
  get uris(): readonly string[] {
    return [...this.files.keys()];
  }

  /** Whether the host has seen a file. False also if it cannot check. */
  exists(uri: string): boolean {
    const stamp = this.files.get(uri)?.stamp;
    return stamp !== undefined && stamp !== 'missing';
  }

  /** False for a file that the host looked for and did not find, or could not look for. */
  mayExist(uri: string): boolean {
    return !this.files.has(uri) || this.text(uri) !== undefined || this.exists(uri);
  }

  /** The host's facts about a file, by its path in the configuration; undefined if the host cannot check. */
  stamp(path: string): FileStamp | 'missing' | undefined {
    const uri = uriOf(this.instance, path);
    return uri === undefined ? undefined : this.files.get(uri)?.stamp;
  }

  /**
   * Whether Postfix does not find a file, by its path in the configuration. Files that a copy of a configuration lacks
   * can exist where it is in use.
   */
  isMissing(path: string): boolean {
    return isInPlace(this.instance) && this.stamp(path) === 'missing';
  }

  /**
   * The labels of the PEM objects in a file, by its path in the configuration; undefined if the host did not read it.
   */
  pem(path: string): readonly string[] | undefined {
    const uri = uriOf(this.instance, path);
    return uri === undefined ? undefined : this.files.get(uri)?.pem;
  }

  private at(uri: string): TableFile | undefined {
    if (!this.byUri.has(uri)) this.byUri.set(uri, this.read(uri));
    return this.byUri.get(uri);
  }

  private read(uri: string): TableFile | undefined {
    const text = this.files.get(uri)?.text;
    const uses = usesByUri(this.instance).get(uri) ?? [];
    const use = formatUse(uses);
    const language = use && tableLanguage(use);
    return text === undefined || language === undefined
      ? undefined
      : tableFile(this.instance, uri, text, language, uses);
  }
}

/** The mentions of tables by file, in the order of mention. */
export const usesByUri = memoizeByContents((instance: Instance): ReadonlyMap<string, readonly TableUse[]> => {
  const map = new Map<string, TableUse[]>();
  for (const use of allTableUses(instance)) {
    const uri = uriOf(instance, use.path);
    if (uri === undefined) continue;
    const list = map.get(uri);
    if (list === undefined) map.set(uri, [use]);
    else list.push(use);
  }
  return map;
});

/** The files that an instance names and the facts that it needs about them. */
export interface WantedFiles {
  /** Sources of tables, and files that match lists name: their text and their stamp. */
  readonly texts: readonly string[];
  /**
   * The index files that postmap creates next to them, and the files that a chroot jail should contain: their stamp.
   */
  readonly stamps: readonly string[];
  /** Keys and certificates: only the labels of their PEM objects. */
  readonly pems: readonly string[];
}

/** Parameters that packages and instructions give a file of the same name, or a client file with the ending `.cf`. */
const usualFiles: Readonly<Record<string, readonly string[]>> = {
  canonical_maps: ['canonical'],
  sender_canonical_maps: ['sender_canonical'],
  recipient_canonical_maps: ['recipient_canonical'],
  relocated_maps: ['relocated'],
  transport_maps: ['transport', 'transport_maps', 'transport_maps.cf'],
  smtp_generic_maps: ['generic'],
  header_checks: ['header_checks'],
  smtp_header_checks: ['smtp_header_checks'],
  mime_header_checks: ['mime_header_checks'],
  body_checks: ['body_checks'],
  virtual_alias_maps: ['virtual', 'virtual_alias', 'virtual_alias_maps', 'virtual_alias_maps.cf'],
  virtual_mailbox_maps: ['vmailbox', 'virtual_mailbox_maps', 'virtual_mailbox_maps.cf'],
  virtual_mailbox_domains: ['virtual_mailbox_domains', 'virtual_mailbox_domains.cf'],
};

export interface UnusedFile {
  readonly uri: string;
  readonly name: string;
  /** The parameter that is empty. */
  readonly parameter: string;
}

/** Files that would have their usual use if a parameter named them, but the parameter is empty, and so nothing does. */
export const unusedFiles = memoizeByContents((instance: Instance): readonly UnusedFile[] => {
  const { directory, main } = instance.files;
  if (main === undefined) return [];
  const named = new Set(listFileUses(instance).map(({ path }) => uriOf(instance, path)));
  return Object.entries(usualFiles).flatMap(([parameter, names]) => {
    const { text, problems, undefinedNames } = instance.expanded(parameter) ?? {};
    const isEmpty = text === '' && problems?.length === 0 && undefinedNames?.length === 0;
    const isOverridden = instance.services.some(
      (service) => instance.overridesOf(service, parameter).length > 0,
    );
    if (!isEmpty || isOverridden) return [];
    const files = names.map((name) => ({ uri: `${directory}/${name}`, name, parameter }));
    return files.filter(({ uri }) => !usesByUri(instance).has(uri) && !named.has(uri));
  });
});

export const wantedFiles = memoizeByContents((instance: Instance): WantedFiles => {
  const stamps = new Set<string>();
  for (const [uri, uses] of usesByUri(instance)) {
    for (const { type } of uses) for (const suffix of tableType(type)?.index ?? []) stamps.add(uri + suffix);
  }
  const urisOf = (paths: readonly string[]): string[] => paths.flatMap((path) => uriOf(instance, path) ?? []);
  const lists = urisOf(listFileUses(instance).map(({ path }) => path));
  // Debian reads the domain from a file that myorigin names.
  const origin = instance.expanded('myorigin')?.text ?? '';
  if (origin.startsWith('/')) lists.push(...urisOf([origin]));
  for (const uri of urisOf([...chrootFiles(instance), ...jailedSocketFiles(instance)])) stamps.add(uri);
  return {
    texts: [
      ...new Set([...usesByUri(instance).keys(), ...lists, ...unusedFiles(instance).map(({ uri }) => uri)]),
    ],
    stamps: [...stamps],
    pems: [...new Set(urisOf(chainFilePaths(instance)))],
  };
});

/** The alias tables of an instance, whose entries can name further files. */
export function aliasFileUris(instance: Instance): readonly string[] {
  return [...usesByUri(instance)].flatMap(([uri, uses]) =>
    uses.some(({ role }) => role === 'alias') ? [uri] : [],
  );
}

/** In UTF-16 code units. Longer tables are usually generated, and name no files. */
const longestAliasFile = 500_000;

/** The URIs of the files whose addresses an alias table or a file of addresses includes: `:include:/etc/mail/staff`. */
export const includedUris = memoize((text: SourceText, instance: Instance): readonly string[] => {
  if (text.length > longestAliasFile) return [];
  const paths = [...text.toString().matchAll(/:include:\s*(\/[^\s",]+)/gi)].flatMap(([, path]) => path ?? []);
  return [...new Set(paths.flatMap((path) => uriOf(instance, path) ?? []))];
});

/**
 * Enough for the tables of most configurations. Results computed from a chunk of a longer table are cached, so its parse
 * is rarely needed again.
 */
const rememberedText = 150_000;

const parserOf = memoize(
  ({ release }: ReleaseCatalog, language: TableLanguage, dialect: PatternDialect, smtputf8: boolean) =>
    new ChunkParser<TableItems[TableLanguage]>(
      tableParser(language, { dialect, release: release.name, smtputf8 }),
      rememberedText,
    ),
);

const contextOf = memoize(
  (
    catalog: ReleaseCatalog,
    language: TableLanguage,
    dialect: PatternDialect,
    smtputf8: boolean,
    type: string | undefined,
    role: string | undefined,
    action: ActionRole | undefined,
  ) =>
    // The parser matches the language.
    ({
      language,
      type,
      isUsed: true,
      role,
      actionRole: action,
      release: catalog.release,
      smtputf8,
      parser: parserOf(catalog, language, dialect, smtputf8),
    }) as TableContext,
);

/** The context of a table that the configuration does not refer to. */
const unused = memoize((context: TableContext): TableContext => ({ ...context, isUsed: false }));

/** Parses text as a table of a language, using the first type in the uses. */
export function tableFile(
  instance: Instance,
  uri: string,
  text: SourceText,
  language: TableLanguage,
  uses: readonly TableUse[],
): TableFile {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  const named = uses.find((u) => tableLanguage(u) === language)?.type;
  const type = named ?? (language === 'postfix-database' ? databaseClient(uri) : undefined);
  const dialect = type === 'pcre' || (type === undefined && /pcre/i.test(name)) ? 'pcre' : 'regexp';
  const role =
    writtenRole(text) ??
    instance.files.tableRoles?.(uri) ??
    (language === 'postfix-aliases' ? formatUse(uses) : uses.find((u) => u.role !== undefined))?.role ??
    (uses.length === 0
      ? likelyRole(instance, name, text)
      : usualRoles.find(([usual]) => usual.test(name))?.[1]);
  const { catalog, release } = instance;
  const smtputf8 = atLeast(release, '3.0') && instance.expanded('smtputf8_enable')?.text !== 'no';
  const used = contextOf(catalog, language, dialect, smtputf8, type, role, actionRole(role, uses));
  const context = uses.length > 0 ? used : unused(used);
  // The context's language matches the tree's.
  return {
    context,
    language,
    type,
    role,
    uri,
    tree: new Tree<unknown>(text, context.parser),
    uses,
  } as TableFile;
}

/**
 * The role that a comment at the start of the file names: `# postfix-table: transport`. It overrides the uses, for a file
 * that several configurations use or that none names.
 */
function writtenRole(text: SourceText): string | undefined {
  const [, role] = /^#[ \t]*postfix-table:[ \t]*([a-z-]+)[ \t\r]*$/m.exec(text.slice(0, headLength)) ?? [];
  return role !== undefined && assignableRoles.includes(role) ? role : undefined;
}

/** The comment must be among the first characters of the file. */
const headLength = 1000;

/** The roles whose results are addresses (mail_addr_map.c). */
const addressRoles = ['bcc', 'canonical', 'generic', 'virtual-alias'];

function actionRole(role: string | undefined, uses: readonly TableUse[]): ActionRole | undefined {
  if (role === 'access' || role === 'transport') return role;
  if (role !== undefined && addressRoles.includes(role)) return 'addresses';
  if (role !== 'header-checks' && role !== 'body-checks') return undefined;
  const asking = uses.find((use) => use.role === role)?.parameter ?? '';
  if (asking === 'milter_header_checks') return 'milter-header-checks';
  // smtp(8) and lmtp(8) inspect the message while they deliver it.
  return /^(?:smtp|lmtp)_/.test(asking) ? `delivery-${role}` : role;
}
