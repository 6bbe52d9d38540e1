// Completion: which words fit here. The place decides what kind of word it is; the value type decides the rest.

import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
} from 'vscode-languageserver-types';
import { atLeast, exists, isNewer } from '../catalog/release.ts';
import {
  bareTableRestriction,
  type RestrictionList,
  restriction,
  restrictionNames,
  valueGrammar,
} from '../catalog/restrictions.ts';
import { program, programNames, serviceTypes } from '../catalog/services.ts';
import { tableTypeNames } from '../catalog/table-types.ts';
import { restrictionClasses } from '../instance/classes.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import { parseLines } from '../syntax/lines.ts';
import { parseMainLine } from '../syntax/main-cf.ts';
import { masterFields } from '../syntax/master-cf.ts';
import type { Span } from '../syntax/text.ts';
import { parseValue } from '../syntax/value.ts';
import { type ElementType, type EnumWord, isList, type ValueType } from '../syntax/value-type.ts';
import { parameterText } from './hover/parameters.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';

/** The words that fit at an offset of the document, best first. */
export function completion(snapshot: Snapshot, offset: number): CompletionItem[] {
  if (inComment(snapshot, offset)) return [];
  switch (snapshot.document.language) {
    case 'postfix-main':
      return inMain(snapshot, offset);
    case 'postfix-master':
      return inMaster(snapshot, offset);
    default:
      return [];
  }
}

function inComment({ document }: Snapshot, offset: number): boolean {
  const text = textOf(document);
  return /^[ \t]*#/.test(text.slice(text.lineStart(text.positionAt(offset).line), offset));
}

/** Fills in what the list leaves out: the documentation. */
export function resolveCompletion(snapshot: Snapshot, item: CompletionItem): CompletionItem {
  const parameter = (item.data as { parameter?: unknown } | undefined)?.parameter;
  if (typeof parameter !== 'string') return item;
  return {
    ...item,
    documentation: { kind: 'markdown', value: parameterText(snapshot, parameter) },
  };
}

/** A word that is offered, before it knows which stretch of text it replaces. */
type Offer = Omit<CompletionItem, 'textEdit'> & { readonly insert?: string };

/** The logical line up to the cursor, from its first character. */
interface Before {
  readonly start: number;
  readonly text: string;
}

function inMain(snapshot: Snapshot, offset: number): CompletionItem[] {
  const before = logicalLineBefore(snapshot, offset);
  const after = restOfLine(snapshot, offset);
  if (!before.text.includes('=')) {
    const word = /^[\w-]*$/.exec(before.text);
    return word === null
      ? []
      : offers(snapshot, offset, word[0].length, parameterOffers(snapshot, !/^[\w-]*\s*=/.test(after)));
  }
  const [line] = parseLines(before.text);
  const item = line?.item.kind === 'line' ? parseMainLine(line.item) : undefined;
  if (item?.kind !== 'entry') return [];
  const type = snapshot.instance.parameterOf(item.name.text)?.type ?? { type: 'text' };
  return inValue(snapshot, offset, before.text.slice(item.equals.end), type, undefined);
}

function inMaster(snapshot: Snapshot, offset: number): CompletionItem[] {
  const before = logicalLineBefore(snapshot, offset);
  const word = /[^ \t\r\n]*$/.exec(before.text)?.[0] ?? '';
  const option = /(?:^|[ \t\r\n])-o[ \t\r\n]*(?:\{\s*)?([^ \t\r\n={}]*)$/.exec(before.text);
  const service = snapshot.instance.services.find((s) => s.start === before.start);
  if (option !== null && before.text.trim() !== '') {
    return offers(snapshot, offset, option[1]?.length ?? 0, overrideOffers(snapshot, service));
  }
  const value =
    /(?:^|[ \t\r\n])-o[ \t\r\n]*([\w-]+)=([^ \t\r\n]*)$|-o[ \t\r\n]*\{\s*([\w-]+)\s*=([^}]*)$/s.exec(
      before.text,
    );
  if (value !== null) {
    const name = value[1] ?? value[3] ?? '';
    const type = snapshot.instance.parameterOf(name)?.type ?? { type: 'text' };
    return inValue(snapshot, offset, value[2] ?? value[4] ?? '', type, service);
  }
  const fields = before.text
    .slice(0, before.text.length - word.length)
    .split(/[ \t\r\n]+/)
    .filter((f) => f !== '').length;
  return offers(snapshot, offset, word.length, fieldOffers(snapshot, fields));
}

/** `text` is the value up to the cursor. */
function inValue(
  snapshot: Snapshot,
  offset: number,
  text: string,
  type: ValueType,
  service: PlacedService | undefined,
): CompletionItem[] {
  const [, dollars = '', name = ''] = /(\$+)(?:[{(]\s*)?(\w*)$/.exec(text) ?? [];
  // "$$" is a plain "$".
  if (dollars.length % 2 === 1) return offers(snapshot, offset, name.length, nameOffers(snapshot));
  // A branch of a condition is a value too.
  const plain = text.replace(/\$[{(]\s*\w+\s*[?:]/g, (head) => ' '.repeat(head.length));
  const separator = isList(type) ? /[^\s,{}]*$/ : /[^\s{}]*$/;
  const whole = separator.exec(plain)?.[0] ?? '';
  // What stands in front of a word in its own right stays.
  const word = whole.replace(/^!*(?:(?:proxy|debug):)*/, '');
  const start = text.length - word.length;
  if (isForeign(text.slice(0, start))) return [];
  return offers(snapshot, offset, word.length, elementOffers(snapshot, type, plain.slice(0, start), service));
}

/** Whether the end of the text is inside braces with contents of their own, such as those of `inline:{ }`. */
function isForeign(text: string): boolean {
  const open: ('reference' | 'tables' | 'foreign')[] = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === '}') open.pop();
    else if (text[index - 1] === '$' || open.at(-1) === 'reference') open.push('reference');
    else
      open.push(
        /(?:unionmap|pipemap):$/.test(text.slice(Math.max(0, index - 9), index)) ? 'tables' : 'foreign',
      );
  }
  return open.at(-1) === 'foreign';
}

function elementOffers(
  snapshot: Snapshot,
  type: ValueType,
  before: string,
  service: PlacedService | undefined,
): Offer[] {
  const element = isList(type) ? type.of : type;
  if (!isList(type) && before.trim() !== '') return [];
  switch (element.type) {
    case 'boolean':
      return keywords(['yes', 'no']);
    case 'restriction':
      return restrictionOffers(snapshot.instance, element, before, service);
    case 'table':
    case 'domain-pattern':
    case 'address-pattern':
    case 'string-pattern':
      return tableOffers(snapshot.instance);
    case 'transport':
    case 'service':
      return unique(snapshot.instance.services.filter((s) => s.type === 'unix').map((s) => s.name)).map(
        (label) => ({
          label,
          kind: CompletionItemKind.Module,
        }),
      );
    default:
      return keywords(enumWords(element, snapshot.instance));
  }
}

function enumWords({ words = [] }: ElementType, instance: Instance): string[] {
  return words
    .filter((w: EnumWord) => typeof w === 'string' || exists(instance.release, w))
    .map((w) => (typeof w === 'string' ? w : w.word));
}

/** Restrictions that may stand here; after one that takes an argument, the argument. */
function restrictionOffers(
  instance: Instance,
  type: ElementType,
  before: string,
  service: PlacedService | undefined,
): Offer[] {
  const list = (type.list ?? 'recipient') as RestrictionList;
  const last = parseValue(
    before,
    { start: 0, end: before.length },
    { type: 'list', of: type, braces: true },
    valueGrammar,
  ).at(-1);
  if (last?.kind === 'restriction' && last.expects !== 'none' && last.argument === undefined) {
    return last.expects === 'table' ? tableOffers(instance) : [];
  }
  const known = restrictionNames.flatMap((name): Offer[] => {
    const facts = restriction(name);
    if (facts === undefined || !facts.lists.includes(list) || !atLeast(instance.release, facts.since))
      return [];
    if (
      facts.removed !== undefined &&
      (facts.removed === instance.release.name || isNewer(instance.release, facts.removed))
    )
      return [];
    const deprecated = facts.deprecated !== undefined && atLeast(instance.release, facts.deprecated);
    return [
      {
        label: name,
        kind: CompletionItemKind.Function,
        ...(facts.argument === undefined ? {} : { insert: `${name} `, command: suggestAgain }),
        ...(deprecated ? { tags: [CompletionItemTag.Deprecated], sortText: `~${name}` } : {}),
      },
    ];
  });
  const own = restrictionClasses(instance, service).map(
    (label): Offer => ({ label, kind: CompletionItemKind.Class }),
  );
  return [
    ...own,
    ...known,
    ...(bareTableRestriction(list) === undefined
      ? []
      : tableOffers(instance).map((o) => ({ ...o, sortText: `~${o.label}` }))),
  ];
}

/** Opens the list again: what was inserted wants a word behind it. */
const suggestAgain = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

function tableOffers(instance: Instance): Offer[] {
  return tableTypeNames(instance.release).map((type) => ({
    label: `${type}:`,
    kind: CompletionItemKind.Struct,
  }));
}

/** Parameter names at the start of a line: what the file has already comes last, what will go is struck through. */
function parameterOffers({ instance }: Snapshot, withEquals: boolean): Offer[] {
  const result: Offer[] = [];
  for (const name of [...instance.catalog.names(), ...instance.derivedNames.keys()]) {
    const parameter = instance.catalog.parameter(name);
    if (instance.catalog.isLegacy(name)) continue;
    const deprecated = parameter !== undefined && instance.catalog.isDeprecated(parameter);
    const isSet = instance.entriesByName.has(name);
    result.push({
      label: name,
      kind: CompletionItemKind.Property,
      ...(withEquals ? { insert: `${name} = ` } : {}),
      data: { parameter: name },
      ...(deprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
      ...(isSet ? { labelDetails: { description: 'set already' } } : {}),
      sortText: `${deprecated ? 2 : isSet ? 1 : 0}${name}`,
    });
  }
  return result;
}

/** Names behind a `$`: what the files set first. */
function nameOffers({ instance }: Snapshot): Offer[] {
  const own = [...instance.entriesByName.keys()];
  return unique([...own, ...instance.catalog.names()]).map((name) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    data: { parameter: name },
    sortText: `${instance.entriesByName.has(name) ? 0 : 1}${name}`,
  }));
}

/** Parameters that the service's program reads come first. */
function overrideOffers({ instance }: Snapshot, service: PlacedService | undefined): Offer[] {
  const own = [...instance.entriesByName.keys()].filter((n) => !instance.catalog.knows(n));
  const known = [...instance.catalog.names()].filter((n) => !instance.catalog.isLegacy(n));
  return unique([...known, ...own]).map((name) => {
    const reads = instance.catalog.parameter(name)?.usedBy.includes(service?.program ?? '') ?? false;
    return {
      label: name,
      kind: CompletionItemKind.Property,
      insert: `${name}=`,
      command: suggestAgain,
      data: { parameter: name },
      sortText: `${reads ? 0 : 1}${name}`,
    };
  });
}

/** What a field of master.cf takes, by its number from 0. */
function fieldOffers({ instance }: Snapshot, field: number): Offer[] {
  const target = instance.release;
  switch (masterFields[field]) {
    case 'type':
      return keywords(Object.keys(serviceTypes).filter((t) => atLeast(target, serviceTypes[t] ?? '2.0')));
    case 'private':
    case 'unprivileged':
    case 'chroot':
      return keywords(['-', 'y', 'n']);
    case 'wakeup':
    case 'process_limit':
      return keywords(['-']);
    case 'command':
      return programNames
        .filter((n) => atLeast(target, program(n)?.since ?? '2.0'))
        .map((label) => ({ label, kind: CompletionItemKind.Module }));
    default:
      return [];
  }
}

function keywords(words: readonly string[]): Offer[] {
  return words.map((label) => ({ label, kind: CompletionItemKind.Keyword }));
}

/** Every offer replaces the part of the word that stands in front of the cursor. */
function offers(snapshot: Snapshot, offset: number, typed: number, list: readonly Offer[]): CompletionItem[] {
  const span: Span = { start: offset - typed, end: offset };
  const range = toRange(textOf(snapshot.document), span);
  return list.map(({ insert, ...item }) => ({
    ...item,
    insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { range, newText: insert ?? item.label },
  }));
}

/**
 * The text from the start of the logical line to the cursor. An indented physical line belongs to the logical
 * line before it, even while it is still empty.
 */
function logicalLineBefore({ document }: Snapshot, offset: number): Before {
  const text = textOf(document);
  let line = text.positionAt(offset).line;
  const startsIndented = (start: number): boolean => /^[ \t#\r\n]/.test(text.slice(start, start + 1));
  let start = text.lineStart(line);
  if (offset > start && startsIndented(start)) {
    while (line > 0 && startsIndented(start)) start = text.lineStart(--line);
  }
  const raw = text.slice(start, offset);
  // Comments in between say nothing.
  return {
    start,
    text: raw.replace(/(^|\n)[ \t]*#[^\n]*(?=\n)/g, (m) => m.replace(/[^\n]/g, ' ')).replace(/\n/g, ' '),
  };
}

function restOfLine({ document }: Snapshot, offset: number): string {
  const text = textOf(document);
  const { line } = text.positionAt(offset);
  const end = line + 1 < text.lineCount ? text.lineStart(line + 1) : text.length;
  return text.slice(offset, end);
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
