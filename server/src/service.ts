// The factory: from a host that hands in files to all features. A connection and a command line are two
// hosts of the same service; tests are a third.

import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  Hover,
  Position,
  Range,
} from 'vscode-languageserver-types';
import { Catalog, newestRelease } from './catalog/catalog.ts';
import { parseRelease, type Release } from './catalog/release.ts';
import { tableType } from './catalog/table-types.ts';
import { codeActions } from './features/code-actions.ts';
import { completion, resolveCompletion } from './features/completion.ts';
import {
  defaultLintSettings,
  findings,
  type LintSettings,
  type RuledFinding,
  textsOf,
  toDiagnostic,
} from './features/diagnostics.ts';
import { hover } from './features/hover.ts';
import type { Document, Snapshot } from './features/snapshot.ts';
import { textOf } from './features/snapshot.ts';
import { type HostFacts, Instance, type InstanceFile } from './instance/instance.ts';
import { type Names, namesOf } from './instance/names.ts';
import { managedDirectories, type TableUse, tableUses } from './instance/tables.ts';
import { ChunkParser, Tree } from './syntax/document.ts';
import { type MainItem, parseMainLine } from './syntax/main-cf.ts';
import { type MasterItem, parseMasterLine } from './syntax/master-cf.ts';
import { SourceText } from './syntax/text.ts';

/** What a host gives. The service itself touches no file, clock or connection. */
export interface Host {
  /** A file's text, or undefined when there is none. Asked for main.cf and master.cf that no editor holds. */
  readFile(uri: string): Promise<string | undefined>;
  /** Facts of the machine; all may be missing. */
  readonly machine?: HostFacts;
  /** Something failed in one feature; the others go on. */
  log(message: string): void;
}

export interface Settings {
  /** The release to judge by: `3.7`, or `auto`. */
  readonly version: string;
  readonly lint: LintSettings;
}

export const defaultSettings: Settings = { version: 'auto', lint: defaultLintSettings };

/** A change of a document: a stretch that is replaced, or the whole text when there is no range. */
export interface Change {
  readonly range?: Range;
  readonly text: string;
}

/** All positions are the Language Server Protocol's: lines and UTF-16 characters from 0. */
export interface PostfixService {
  configure(settings: Settings): void;
  /** The release found on the machine, for `auto`. */
  setInstalledRelease(version: string | undefined): void;
  open(uri: string, languageId: string, text: string): void;
  change(uri: string, changes: readonly Change[]): void;
  close(uri: string): void;
  /** A file that no editor holds was changed, made or deleted. */
  fileChanged(uri: string): void;

  /** Findings in one file. Empty for files that are not open and not part of an instance. */
  diagnostics(uri: string): Promise<Diagnostic[]>;
  /** Findings over all files of the instance that a file belongs to. */
  findings(uri: string): Promise<RuledFinding[]>;
  codeActions(uri: string, range: Range): Promise<CodeAction[]>;
  hover(uri: string, position: Position): Promise<Hover | undefined>;
  completion(uri: string, position: Position): Promise<CompletionItem[]>;
  resolveCompletion(uri: string, item: CompletionItem): Promise<CompletionItem>;
  /** How the instance refers to a file; undefined when the file belongs to no instance. */
  tableUses(uri: string): Promise<TableUses | undefined>;
  /** The language that the instance's use of a file gives it. */
  documentLanguage(uri: string): Promise<string | undefined>;
  /** The view of one document and its instance; undefined when it is not ours. */
  snapshot(uri: string): Promise<Snapshot | undefined>;
}

/** How an instance refers to one file. */
export interface TableUses {
  readonly uses: readonly TableUse[];
  /** `default_database_type` of the instance. */
  readonly defaultType: string;
  /** The instance's directory, as a URI. */
  readonly directory: string;
}

export function createPostfixService(host: Host): PostfixService {
  return new Service(host);
}

interface OpenDocument {
  readonly languageId: string;
  text: SourceText;
}

class Service implements PostfixService {
  private readonly catalog = new Catalog();
  private readonly mainParser = new ChunkParser<MainItem>(parseMainLine);
  private readonly masterParser = new ChunkParser<MasterItem>(parseMasterLine);
  private readonly documents = new Map<string, OpenDocument>();
  /** Texts of files that no editor holds, and of those that do not exist. */
  private readonly files = new Map<string, Promise<SourceText | undefined>>();
  private readonly instances = new Map<
    string,
    { main?: SourceText; master?: SourceText; instance: Instance }
  >();
  private readonly names = new WeakMap<Instance, Names>();
  private readonly found = new WeakMap<Instance, RuledFinding[]>();
  private settings = defaultSettings;
  private installed: Release | undefined;

  constructor(private readonly host: Host) {}

  configure(settings: Settings): void {
    this.settings = settings;
    this.instances.clear();
  }

  setInstalledRelease(version: string | undefined): void {
    this.installed = version === undefined ? undefined : parseRelease(version);
    this.instances.clear();
  }

  open(uri: string, languageId: string, text: string): void {
    this.documents.set(uri, { languageId, text: SourceText.of(text) });
    this.files.delete(uri);
  }

  change(uri: string, changes: readonly Change[]): void {
    const document = this.documents.get(uri);
    if (document === undefined) return;
    for (const { range, text } of changes) {
      document.text =
        range === undefined
          ? SourceText.of(text)
          : document.text.edit({
              start: document.text.offsetAt(range.start),
              end: document.text.offsetAt(range.end),
              text,
            });
    }
  }

  close(uri: string): void {
    this.documents.delete(uri);
    this.files.delete(uri);
  }

  fileChanged(uri: string): void {
    this.files.delete(uri);
  }

  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const snapshot = await this.snapshot(uri);
    if (snapshot === undefined) return [];
    const textAt = textsOf(snapshot);
    return this.findingsOf(snapshot)
      .filter(({ finding }) => finding.at.uri === uri)
      .flatMap((found) => toDiagnostic(found, textAt) ?? []);
  }

  async findings(uri: string): Promise<RuledFinding[]> {
    const snapshot = await this.snapshot(uri);
    return snapshot === undefined ? [] : this.findingsOf(snapshot);
  }

  async codeActions(uri: string, range: Range): Promise<CodeAction[]> {
    const snapshot = await this.snapshot(uri);
    if (snapshot === undefined) return [];
    const text = textOf(snapshot.document);
    const span = { start: text.offsetAt(range.start), end: text.offsetAt(range.end) };
    return codeActions(uri, span, this.findingsOf(snapshot), textsOf(snapshot));
  }

  async hover(uri: string, position: Position): Promise<Hover | undefined> {
    const snapshot = await this.snapshot(uri);
    return snapshot && hover(snapshot, textOf(snapshot.document).offsetAt(position));
  }

  async completion(uri: string, position: Position): Promise<CompletionItem[]> {
    const snapshot = await this.snapshot(uri);
    return snapshot === undefined ? [] : completion(snapshot, textOf(snapshot.document).offsetAt(position));
  }

  async resolveCompletion(uri: string, item: CompletionItem): Promise<CompletionItem> {
    const snapshot = await this.snapshot(uri);
    return snapshot === undefined ? item : resolveCompletion(snapshot, item);
  }

  async tableUses(uri: string): Promise<TableUses | undefined> {
    const own = await this.instanceAround(uri);
    // A table may lie anywhere: then any instance that is known, or managed by one that is, may name it.
    const candidates = [...(own === undefined ? [] : [own]), ...(await this.knownInstances())];
    const found = candidates
      .map((instance) => ({ instance, uses: tableUses(instance, uri) }))
      .find(({ uses }) => uses.length > 0);
    const instance = found?.instance ?? own;
    if (instance === undefined) return undefined;
    const defaultType = instance.expanded('default_database_type')?.text ?? 'hash';
    return { uses: found?.uses ?? [], defaultType, directory: instance.files.directory };
  }

  /** The instances that were asked for so far, and those that they manage. */
  private async knownInstances(): Promise<Instance[]> {
    const known = [...this.instances.values()].map(({ instance }) => instance);
    const managed = new Set(
      known.flatMap(managedDirectories).map((d) => `file://${encodeURI(d.replace(/\/$/, ''))}`),
    );
    const others = await Promise.all(
      [...managed].map((d) => this.instanceOf(d, `${d}/main.cf`, `${d}/master.cf`)),
    );
    return [...new Set([...known, ...others.filter((i) => i.files.main !== undefined)])];
  }

  async documentLanguage(uri: string): Promise<string | undefined> {
    const uses = (await this.tableUses(uri))?.uses ?? [];
    for (const { type, role } of uses) {
      if (role === 'alias') return 'postfix-aliases';
      switch (tableType(type)?.content) {
        case 'regexp':
          return 'postfix-regexp';
        case 'cidr':
          return 'postfix-cidr';
        case 'database':
          return 'postfix-database';
        case 'key-value':
          return 'postfix-table';
      }
    }
    return undefined;
  }

  async snapshot(uri: string): Promise<Snapshot | undefined> {
    const text = this.documents.get(uri)?.text ?? (await this.file(uri));
    if (text === undefined) return undefined;
    const instance = await this.instanceAround(uri);
    if (instance === undefined) return undefined;
    return { document: this.document(uri, text), instance, names: this.namesOf(instance) };
  }

  private document(uri: string, text: SourceText): Document {
    switch (this.languageOf(uri)) {
      case 'postfix-main':
        return { language: 'postfix-main', uri, tree: new Tree(text, this.mainParser) };
      case 'postfix-master':
        return { language: 'postfix-master', uri, tree: new Tree(text, this.masterParser) };
      default:
        return { language: 'other', uri, text };
    }
  }

  private languageOf(uri: string): string | undefined {
    const open = this.documents.get(uri)?.languageId;
    if (open !== undefined) return open;
    const name = uri.slice(uri.lastIndexOf('/') + 1);
    if (name.startsWith('main.cf')) return 'postfix-main';
    return name.startsWith('master.cf') ? 'postfix-master' : undefined;
  }

  /** The instance that a file belongs to: its own directory's, or the nearest one above it or beside it. */
  private async instanceAround(uri: string): Promise<Instance | undefined> {
    const language = this.languageOf(uri);
    const directory = uri.slice(0, uri.lastIndexOf('/'));
    const name = uri.slice(uri.lastIndexOf('/') + 1);
    if (language === 'postfix-main') {
      // main.cf.proto belongs with master.cf.proto, not with the master.cf that is in use.
      const suffix = /^main\.cf/.test(name) ? name.slice('main.cf'.length) : undefined;
      return this.instanceOf(
        directory,
        uri,
        suffix === undefined ? undefined : `${directory}/master.cf${suffix}`,
      );
    }
    if (language === 'postfix-master') {
      const suffix = /^master\.cf/.test(name) ? name.slice('master.cf'.length) : undefined;
      return this.instanceOf(
        directory,
        suffix === undefined ? undefined : `${directory}/main.cf${suffix}`,
        uri,
      );
    }
    for (
      let folder = directory, depth = 0;
      depth < 4 && folder.includes('/');
      folder = folder.slice(0, folder.lastIndexOf('/')), depth++
    ) {
      // Files beside the configuration belong to it too: /etc/aliases.
      for (const home of [folder, `${folder}/postfix`]) {
        const main = `${home}/main.cf`;
        if ((await this.text(main)) !== undefined) return this.instanceOf(home, main, `${home}/master.cf`);
      }
    }
    return undefined;
  }

  private async instanceOf(
    directory: string,
    mainUri: string | undefined,
    masterUri: string | undefined,
  ): Promise<Instance> {
    const main = mainUri === undefined ? undefined : await this.text(mainUri);
    const master = masterUri === undefined ? undefined : await this.text(masterUri);
    const key = `${mainUri}\n${masterUri}`;
    const known = this.instances.get(key);
    if (known !== undefined && known.main === main && known.master === master) return known.instance;
    const mainFile: InstanceFile<MainItem> | undefined =
      main === undefined || mainUri === undefined
        ? undefined
        : { uri: mainUri, tree: new Tree(main, this.mainParser) };
    const masterFile: InstanceFile<MasterItem> | undefined =
      master === undefined || masterUri === undefined
        ? undefined
        : { uri: masterUri, tree: new Tree(master, this.masterParser) };
    const instance = new Instance(
      { directory, ...(mainFile && { main: mainFile }), ...(masterFile && { master: masterFile }) },
      this.catalog,
      this.target,
      this.host.machine,
    );
    this.instances.set(key, { ...(main && { main }), ...(master && { master }), instance });
    return instance;
  }

  private get target(): Release {
    const wanted = this.settings.version === 'auto' ? undefined : parseRelease(this.settings.version);
    return wanted ?? this.installed ?? newestRelease;
  }

  private text(uri: string): Promise<SourceText | undefined> {
    const open = this.documents.get(uri)?.text;
    return open === undefined ? this.file(uri) : Promise.resolve(open);
  }

  private file(uri: string): Promise<SourceText | undefined> {
    let text = this.files.get(uri);
    if (text === undefined) {
      text = this.host.readFile(uri).then((t) => (t === undefined ? undefined : SourceText.of(t)));
      this.files.set(uri, text);
    }
    return text;
  }

  private namesOf(instance: Instance): Names {
    let names = this.names.get(instance);
    if (names === undefined) {
      names = namesOf(instance);
      this.names.set(instance, names);
    }
    return names;
  }

  private findingsOf(snapshot: Snapshot): RuledFinding[] {
    let found = this.found.get(snapshot.instance);
    if (found === undefined) {
      found = findings(snapshot, this.settings.lint, (code, error) =>
        this.host.log(`rule ${code} failed: ${String(error)}`),
      );
      this.found.set(snapshot.instance, found);
    }
    return found;
  }
}
