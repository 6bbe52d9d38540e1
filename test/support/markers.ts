// Tests that read like a page of the manual: small files, with markers below the findings.
//
//     myorigin = a.example
//     ^^^^^^^^^^^^^^^^^^^^ overridden-parameter
//     myorigin = b.example
//     ^^^^^^^^ overridden-parameter hint
//
// A marker is a line of carets and a rule's code, followed by the severity if it differs from the rule's own. It marks
// the text directly above its carets. Marker lines are removed before anything else reads the file. For a finding that
// spans several lines, the first marker has ` ...` after the code, and a marker `^^^ ...` marks the end.
//
// In tests of completion and hover, a single `‸` in the text is the cursor.
//
// If a text begins with a newline, that newline is removed, and so is the indentation of its first line from every
// line.
import { expect } from 'vitest';
import type {
  CompletionItem,
  Diagnostic,
  Position,
  Range,
  SignatureHelp,
  TextEdit,
} from 'vscode-languageserver-types';
import {
  DiagnosticSeverity,
  DiagnosticTag,
  InsertTextFormat,
  MarkupContent,
} from 'vscode-languageserver-types';
import type { CompletionRequest } from '../../server/src/features/completion/index.ts';
import type { DirectoryEntry, FileStamp } from '../../server/src/host.ts';
import type { Severity } from '../../server/src/lint/rule.ts';
import { rules } from '../../server/src/lint/rules/index.ts';
import { createPostfixService, defaultSettings, type PostfixService } from '../../server/src/service.ts';
import { readDocs } from './docs.ts';
import { applyEdits, byPlace, comparePositions } from './edits.ts';

/** Texts by file name. A single text is main.cf, and `quietMasterCf` is added. */
export type Files = string | FileTexts;
export type FileTexts = Readonly<Record<string, string>>;

/** No service in it receives mail from the network, so rules report nothing about relaying. */
export const quietMasterCf = 'pickup unix n - n 60 1 pickup\n';

export interface Options {
  /** The target release. The default is the newest. */
  readonly version?: string;
  /** `postfix.lint.rules`. */
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  /** `postfix.lint.enable`. */
  readonly enable?: boolean;
  /** Files other than main.cf and master.cf that are open in the editor, each with its language. */
  readonly languages?: Readonly<Record<string, string>>;
  /** The disk's metadata for files, by name or by path. Undefined for files that are not listed. */
  readonly stamps?: Readonly<Record<string, FileStamp | 'missing'>>;
  /** The labels of the PEM objects in files, by name or by path. */
  readonly pems?: Readonly<Record<string, readonly string[]>>;
  /** The code of the one rule under test. Findings of other rules are checked only if they are marked. */
  readonly about?: string;
}

/** The editor's completion capabilities. The default is none. */
export interface CompletionOptions extends Options {
  readonly editor?: CompletionRequest;
  /** Which way of accepting an item to test, if the editor supports both. The default is to insert. */
  readonly way?: 'insert' | 'replace';
}

/** A finding as the editor receives it, with the text that it underlines. */
export interface Found {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly code: string;
  readonly severity: Severity;
  readonly text: string;
  readonly message: string;
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  /** The texts at the related places. */
  readonly related: readonly string[];
}

/**
 * Lints the files and expects exactly the marked findings. Returns them in the order of the files and their places, for
 * further checks.
 */
export async function lint(files: Files, options: Options = {}): Promise<readonly Found[]> {
  const marked = mapTexts(filesOf(files), readMarkers);
  const texts = mapTexts(marked, ({ text }) => text);
  const diagnostics = await diagnose(texts, options);
  const codes = new Set(Object.values(marked).flatMap(({ marks }) => marks.map(({ code }) => code)));
  const counts = ({ code }: Diagnostic) =>
    options.about === code ||
    codes.has(String(code)) ||
    (options.about === undefined && code !== ofEveryExample);
  const found = mapTexts(texts, (_, name) => (diagnostics[name] ?? []).filter(counts));
  const expected = mapTexts(marked, ({ text, marks }) => writeMarkers(text, marks));
  const actual = mapTexts(texts, (text, name) => writeMarkers(text, (found[name] ?? []).map(markOf)));
  expect(onePage(actual)).toBe(onePage(expected));
  return Object.entries(found).flatMap(([name, list]) => list.map((each) => foundOf(each, name, texts)));
}

/** A rule that would report nearly every example, because none of them is a whole configuration. */
const ofEveryExample = 'compatibility-level';

/** The same functions for the tests of one rule. Findings of other rules are ignored. */
export function forRule(code: string) {
  function fix(files: string, title?: string, options?: Options): Promise<string>;
  function fix(files: FileTexts, title?: string, options?: Options): Promise<FileTexts>;
  function fix(files: Files, title?: string, options?: Options): Promise<Files> {
    return typeof files === 'string'
      ? applyFix(files, code, title, options)
      : applyFix(files, code, title, options);
  }
  return {
    lint: (files: Files, options?: Options) => lint(files, { ...options, about: code }),
    applyFix: fix,
    fixTitles: (files: Files, options?: Options) => fixTitles(files, code, options),
  };
}

/**
 * Applies a fix of the first finding with this code: the one with the given title, else the preferred one, else the
 * first. Expects the finding to disappear and no new one to appear. Markers in the files are ignored. Returns the
 * resulting text of main.cf if the files are a single text, else of each file.
 */
export async function applyFix(
  files: string,
  code: string,
  title?: string,
  options?: Options,
): Promise<string>;
export async function applyFix(
  files: FileTexts,
  code: string,
  title?: string,
  options?: Options,
): Promise<FileTexts>;
export async function applyFix(files: Files, code: string, title?: string, options: Options = {}) {
  const before = mapTexts(filesOf(files), (text) => readMarkers(text).text);
  const offered = (await fixesOf(before, options)).filter((fix) => fix.code === code);
  const fix =
    title === undefined
      ? (offered.find(({ preferred }) => preferred) ?? offered[0])
      : offered.find((each) => each.title === title);
  if (fix === undefined) {
    throw new Error(`no such fix; offered for ${code}: ${offered.map((each) => each.title).join(' | ')}`);
  }
  const after = mapTexts(before, (text, name) => applyEdits(text, fix.edits[uriOf(name)] ?? []));
  expectOneLess(code, await findingsIn(before, options), await findingsIn(after, options));
  return typeof files === 'string' ? after['main.cf'] : after;
}

/** The titles of the fixes offered for all findings with a code, without duplicates. */
export async function fixTitles(
  files: Files,
  code: string,
  options: Options = {},
): Promise<readonly string[]> {
  const texts = mapTexts(filesOf(files), (text) => readMarkers(text).text);
  const offered = (await fixesOf(texts, options)).filter((fix) => fix.code === code);
  return [...new Set(offered.map(({ title }) => title))];
}

/** All findings, for files without markers. */
export async function findingsIn(files: Files, options: Options = {}): Promise<readonly Found[]> {
  const texts = filesOf(files);
  const diagnostics = Object.entries(await diagnose(texts, options));
  return diagnostics.flatMap(([name, list]) => list.map((each) => foundOf(each, name, texts)));
}

/** The items offered at the cursor, in the order of the list. */
export async function complete(
  files: Files,
  options: CompletionOptions = {},
): Promise<readonly CompletionItem[]> {
  const { texts, name, position } = cursorIn(filesOf(files));
  const items = await open(texts, options).completion(uriOf(name), position, options.editor);
  return [...items].sort((a, b) => compare(a.sortText ?? a.label, b.sortText ?? b.label));
}

/** The text of the file with the cursor after the item with this label is accepted. */
export async function accept(files: Files, label: string, options: CompletionOptions = {}): Promise<string> {
  const { texts, name } = cursorIn(filesOf(files));
  const items = await complete(files, options);
  const item = items.find((each) => each.label === label);
  if (item === undefined) throw new Error(`not offered: ${label}`);
  return applyEdits(texts[name] ?? '', [editOf(item, options.way), ...(item.additionalTextEdits ?? [])]);
}

/** The Markdown shown for the item with this label; undefined if there is none. */
export async function documentationOf(
  files: Files,
  label: string,
  options: CompletionOptions = {},
): Promise<string | undefined> {
  const { texts, name } = cursorIn(filesOf(files));
  const item = (await complete(files, options)).find((each) => each.label === label);
  if (item === undefined) throw new Error(`not offered: ${label}`);
  const { documentation } = await open(texts, options).resolveCompletion(uriOf(name), item);
  return MarkupContent.is(documentation) ? documentation.value : undefined;
}

/** The form of the argument at the cursor; undefined if there is none. */
export async function signatureAt(files: Files, options: Options = {}): Promise<SignatureHelp | undefined> {
  const { texts, name, position } = cursorIn(filesOf(files));
  return open(texts, options).signatureHelp(uriOf(name), position);
}

/** The edit that an editor makes for an item. Each tab stop gets its first suggestion. */
export function editOf(
  { textEdit, insertTextFormat }: CompletionItem,
  way: 'insert' | 'replace' = 'insert',
): TextEdit {
  if (textEdit === undefined) throw new Error('no text edit');
  const { newText } = textEdit;
  return {
    range: 'range' in textEdit ? textEdit.range : textEdit[way],
    newText: insertTextFormat === InsertTextFormat.Snippet ? filledIn(newText) : newText,
  };
}

function filledIn(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|((?:[^,|\\]|\\.)*)(?:,(?:[^|\\]|\\.)*)?\|\}/g, '$1')
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/\\([\\$}])/g, '$1');
}

/** The Markdown shown at the cursor; undefined if there is none. */
export async function hoverAt(files: Files, options: Options = {}): Promise<string | undefined> {
  const { texts, name, position } = cursorIn(filesOf(files));
  const hover = await open(texts, options).hover(uriOf(name), position);
  if (hover === undefined) return undefined;
  if (!MarkupContent.is(hover.contents)) throw new Error('not Markdown');
  return hover.contents.value;
}

/** Places as `main.cf:3 myorigin`: the file, the line from 1, and the text there. */
export type Places = readonly string[];

/** Where the name at the cursor is defined. */
export async function definitionAt(files: Files, options: Options = {}): Promise<Places> {
  return linksAt(files, options, 'definition');
}

/** The same, followed by the settings that the one in force overrides. */
export async function declarationsAt(files: Files, options: Options = {}): Promise<Places> {
  return linksAt(files, options, 'declaration');
}

async function linksAt(
  files: Files,
  options: Options,
  request: 'definition' | 'declaration',
): Promise<Places> {
  const { texts, name, position } = cursorIn(filesOf(files));
  const links = await open(texts, options)[request](uriOf(name), position);
  return links.map(({ targetUri, targetSelectionRange }) => placeIn(texts, targetUri, targetSelectionRange));
}

/** The places that name what is at the cursor, with those that define it. */
export async function referencesAt(files: Files, options: Options = {}): Promise<Places> {
  const { texts, name, position } = cursorIn(filesOf(files));
  const found = await open(texts, options).references(uriOf(name), position, { includeDeclaration: true });
  return found.map(({ uri, range }) => placeIn(texts, uri, range));
}

function placeIn(texts: FileTexts, uri: string, range: Range): string {
  const file = Object.keys(texts).find((each) => uriOf(each) === uri);
  if (file === undefined) return uri;
  return `${file}:${range.start.line + 1} ${slice(texts[file] ?? '', range)}`.trimEnd();
}

/** The texts of all files after the name at the cursor is changed, or why it cannot be changed. */
export async function renameAt(
  files: Files,
  newName: string,
  options: Options = {},
): Promise<FileTexts | string | undefined> {
  const { texts, name, position } = cursorIn(filesOf(files));
  const service = open(texts, options);
  const prepared = await service.prepareRename(uriOf(name), position);
  const found = await service.rename(uriOf(name), position, newName);
  if (prepared !== undefined && 'refusal' in prepared) return prepared.refusal;
  if (found === undefined || 'refusal' in found) return found?.refusal;
  const after = { ...texts };
  for (const change of found.documentChanges ?? []) {
    const nameOf = (uri: string) => Object.keys(after).find((each) => uriOf(each) === uri) ?? '';
    if ('textDocument' in change) {
      const file = nameOf(change.textDocument.uri);
      after[file] = applyEdits(after[file] ?? '', change.edits as TextEdit[]);
    } else if (change.kind === 'rename') {
      const file = nameOf(change.oldUri);
      after[change.newUri.slice(directory.length + 1)] = after[file] ?? '';
      delete after[file];
    }
  }
  return after;
}

/**
 * The text of the current file after each fix and each rewrite of an old form at the cursor, by title. Other code
 * actions are left out: those that suppress findings, and refactorings.
 */
export async function actionsAt(
  files: Files,
  options: Options = {},
): Promise<Readonly<Record<string, string | undefined>>> {
  const { texts, name, position } = cursorIn(filesOf(files));
  const actions = await open(texts, options).codeActions(uriOf(name), { start: position, end: position });
  const edits = actions.flatMap(({ title, edit, kind }) =>
    edit === undefined || title.startsWith('Disable ') || !ownKinds.has(kind ?? '')
      ? []
      : [[title, applyEdits(texts[name] ?? '', edit.changes?.[uriOf(name)] ?? [])]],
  );
  return Object.fromEntries(edits);
}

const ownKinds: ReadonlySet<string> = new Set(['quickfix', 'refactor.rewrite']);

// --- The service, with files in memory

const directory = 'file:///etc/postfix';

function uriOf(name: string): string {
  return `${directory}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

/** A service with main.cf and master.cf open and the other files on its disk. */
function open(texts: FileTexts, options: Options): PostfixService {
  const { version = 'auto', rules = {}, enable = true, stamps = {}, pems = {} } = options;
  const nameIn = (uri: string): string =>
    uri.startsWith(`${directory}/`) ? uri.slice(directory.length + 1) : uri.slice('file://'.length);
  const onDisk = new Map(Object.entries(texts).map(([name, text]) => [uriOf(name), text]));
  const service = createPostfixService({
    readFile: async (uri) => onDisk.get(uri),
    listDirectory: async (directory) => namesIn([...onDisk.keys()], directory),
    stat: async (uri) => stamps[nameIn(uri)],
    pemLabels: async (uri) => pems[nameIn(uri)],
    readDocs,
    page: (path) => `docs/${path}`,
    machine: { hostname: 'mail.example.com' },
    log: (message) => {
      throw new Error(message);
    },
  });
  service.configure({ ...defaultSettings, version, lint: { ...defaultSettings.lint, enable, rules } });
  for (const [name, text] of Object.entries(texts)) {
    const language = options.languages?.[name] ?? languages.find(([prefix]) => name.startsWith(prefix))?.[1];
    if (language !== undefined) service.open(uriOf(name), language, text);
  }
  return service;
}

function namesIn(uris: readonly string[], directory: string): DirectoryEntry[] {
  const below = uris
    .filter((uri) => uri.startsWith(`${directory}/`))
    .map((uri) => uri.slice(directory.length + 1));
  const names = new Set(below.map((path) => path.replace(/\/.*/, '/')));
  return [...names].map((name) => ({
    name: decodeURIComponent(name.replace('/', '')),
    isDirectory: name.endsWith('/'),
  }));
}

const languages = [
  ['main.cf', 'postfix-main'],
  ['master.cf', 'postfix-master'],
] as const;

async function diagnose(texts: FileTexts, options: Options): Promise<Readonly<Record<string, Diagnostic[]>>> {
  const service = open(texts, options);
  const entries = Object.keys(texts).map(async (name) => {
    const diagnostics = await service.diagnostics(uriOf(name));
    return [name, diagnostics.sort(byPlace)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * A fix removes a finding with its code, may remove others, and adds no error and no warning. Other rules may have
 * something to say about what it makes readable.
 */
function expectOneLess(code: string, before: readonly Found[], after: readonly Found[]): void {
  const count = (found: readonly Found[], code: string) => found.filter((each) => each.code === code).length;
  const isSerious = ({ severity }: Found) => severity === 'error' || severity === 'warning';
  const more = after.filter((each) => isSerious(each) && count(after, each.code) > count(before, each.code));
  expect(more, 'the fix brings findings').toEqual([]);
  expect(count(after, code), 'the finding is still there').toBeLessThan(count(before, code));
}

interface OfferedFix {
  readonly code: string;
  readonly title: string;
  readonly preferred: boolean;
  readonly edits: Readonly<Record<string, TextEdit[]>>;
}

/** Every fix of every finding, in the order of the findings. */
async function fixesOf(texts: FileTexts, options: Options): Promise<readonly OfferedFix[]> {
  const service = open(texts, options);
  const fixes: OfferedFix[] = [];
  for (const [name, diagnostics] of Object.entries(await diagnose(texts, options))) {
    for (const diagnostic of diagnostics) {
      for (const action of await service.codeActions(uriOf(name), diagnostic.range)) {
        const [cause] = action.diagnostics ?? [];
        if (cause?.message !== diagnostic.message || !sameRange(cause.range, diagnostic.range)) continue;
        // Suppressing a finding does not fix it.
        if (action.title.startsWith('Disable ')) continue;
        const edits = action.edit?.changes ?? {};
        fixes.push({
          code: String(diagnostic.code),
          title: action.title,
          preferred: action.isPreferred ?? false,
          edits,
        });
      }
    }
  }
  return fixes;
}

// --- Markers

interface Mark {
  readonly range: Range;
  readonly code: string;
  readonly severity: Severity;
}

const marker =
  /^([ \t]*)(\^+)[ \t]+(?:([a-z][a-z0-9-]*)(?:[ \t]+(error|warning|information|hint))?)?([ \t]*\.\.\.)?$/;
const ruleSeverities = new Map(rules.map(({ code, severity }) => [code, severity]));
const severityNames: Readonly<Record<DiagnosticSeverity, Severity>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'information',
  [DiagnosticSeverity.Hint]: 'hint',
};

/** The text without its markers, and what they mark. */
function readMarkers(text: string): { readonly text: string; readonly marks: readonly Mark[] } {
  const kept: string[] = [];
  const marks: Mark[] = [];
  let begun: Mark | undefined;
  for (const line of text.split('\n')) {
    const [, indent, carets, code, severity, goesOn] = marker.exec(line) ?? [];
    if (indent === undefined || carets === undefined) {
      kept.push(line);
      continue;
    }
    const start = { line: kept.length - 1, character: indent.length };
    const end = { ...start, character: indent.length + carets.length };
    if (code === undefined) {
      if (begun === undefined) throw new Error(`nothing begins before: ${line}`);
      marks.push({ ...begun, range: { start: begun.range.start, end } });
      begun = undefined;
      continue;
    }
    const own = ruleSeverities.get(code);
    if (own === undefined) throw new Error(`no rule has the code ${code}`);
    const mark = { range: { start, end }, code, severity: (severity as Severity | undefined) ?? own };
    if (goesOn === undefined) marks.push(mark);
    else begun = mark;
  }
  if (begun !== undefined) throw new Error(`${begun.code} begins and does not end`);
  return { text: kept.join('\n'), marks };
}

/** All files in one text, so that differences are shown line by line. */
function onePage(files: FileTexts): string {
  return Object.entries(files)
    .map(([name, text]) => `--- ${name}\n${text}`)
    .join('\n');
}

/** The text with a line of carets for each mark, in a fixed order. */
function writeMarkers(text: string, marks: readonly Mark[]): string {
  const lines = text.split('\n');
  const sorted = [...marks].sort((a, b) => byPlace(a, b) || compare(a.code, b.code));
  return lines
    .flatMap((line, number) => [
      line,
      ...sorted.flatMap((mark) => beginning(mark, number, line)),
      ...sorted.flatMap((mark) => ending(mark, number, line)),
    ])
    .join('\n');
}

function beginning({ range: { start, end }, code, severity }: Mark, number: number, line: string): string[] {
  if (start.line !== number) return [];
  const label = severity === ruleSeverities.get(code) ? code : `${code} ${severity}`;
  if (end.line === number) return [`${carets(start.character, end.character)} ${label}`];
  return [`${carets(start.character, line.length)} ${label} ...`];
}

function ending({ range: { start, end } }: Mark, number: number, line: string): string[] {
  if (end.line !== number || start.line === number) return [];
  return [`${carets(Math.min(line.search(/\S|$/), end.character), end.character)} ...`];
}

function carets(from: number, to: number): string {
  return ' '.repeat(from) + '^'.repeat(to - from);
}

function markOf({ range, code, severity }: Diagnostic): Mark {
  return { range, code: String(code), severity: severityNames[severity ?? DiagnosticSeverity.Error] };
}

function foundOf(diagnostic: Diagnostic, file: string, texts: FileTexts): Found {
  const { range, message, tags = [], relatedInformation = [] } = diagnostic;
  const { code, severity } = markOf(diagnostic);
  const textAt = (uri: string, range: Range) => {
    const name = Object.keys(texts).find((each) => uriOf(each) === uri);
    return slice(texts[name ?? ''] ?? '', range);
  };
  return {
    file,
    line: range.start.line + 1,
    code,
    severity,
    text: textAt(uriOf(file), range),
    message: typeof message === 'string' ? message : message.value,
    tags: tags.map((tag) => (tag === DiagnosticTag.Unnecessary ? 'unnecessary' : 'deprecated')),
    related: relatedInformation.map(({ location }) => textAt(location.uri, location.range)),
  };
}

// --- Texts

function filesOf(files: Files): FileTexts {
  const texts = typeof files === 'string' ? { 'main.cf': files, 'master.cf': quietMasterCf } : files;
  return mapTexts(texts, withoutIndent);
}

function withoutIndent(text: string): string {
  if (!text.startsWith('\n')) return text;
  const indent = /^[ \t]*/.exec(text.slice(1))?.[0] ?? '';
  const lines = text.slice(1).split('\n');
  // The line of the closing quote contains only white space.
  if (/^[ \t]*$/.test(lines.at(-1) ?? '')) lines[lines.length - 1] = '';
  return lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join('\n');
}

function cursorIn(files: FileTexts): { texts: FileTexts; name: string; position: Position } {
  const texts = mapTexts(files, (text) => text.replace('‸', ''));
  const holders = Object.entries(files).filter(([, text]) => text.includes('‸'));
  const [[name, text] = []] = holders;
  if (name === undefined || text === undefined || holders.length > 1)
    throw new Error('one ‸ in one file, please');
  const before = text.slice(0, text.indexOf('‸')).split('\n');
  return { texts, name, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}

function slice(text: string, { start, end }: Range): string {
  return text.slice(offsetIn(text, start), offsetIn(text, end));
}

function offsetIn(text: string, { line, character }: Position): number {
  const before = text.split('\n').slice(0, line);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + character;
}

function sameRange(a: Range, b: Range): boolean {
  return comparePositions(a.start, b.start) === 0 && comparePositions(a.end, b.end) === 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mapTexts<From, To>(
  files: Readonly<Record<string, From>>,
  change: (from: From, name: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(files).map(([name, from]) => [name, change(from, name)]));
}
