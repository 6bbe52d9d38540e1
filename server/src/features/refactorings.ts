// Refactorings: other forms of the same configuration. Unlike a fix, they are offered without a finding.

import { CodeActionKind } from 'vscode-languageserver-types';
import { atLeast } from '../catalog/release.ts';
import { tableType } from '../catalog/table-types.ts';
import type { Edit } from '../edits/edit.ts';
import { namesIn } from '../instance/expand.ts';
import type { PlacedEntry, PlacedService } from '../instance/instance.ts';
import { uses } from '../instance/read-values.ts';
import type { Override } from '../syntax/master-cf.ts';
import type { Span } from '../syntax/text.ts';
import type { ValueNode } from '../syntax/value.ts';
import { itemsOf } from './formatting/main-cf.ts';
import { occurrencesIn } from './occurrences/index.ts';
import { type Snapshot, textOf } from './snapshot.ts';
import { documentsOf, findUses, usesAt } from './symbols/search.ts';

export interface Refactoring {
  readonly title: string;
  readonly kind: string;
  readonly edits: readonly Edit[];
}

/** `refactor.rewrite.list` and other kinds, so that an editor can bind keys to them. */
function rewrite(what: 'list' | 'move' | 'option' | 'table-type'): string {
  return `${CodeActionKind.RefactorRewrite}.${what}`;
}

/** @param span the selection; an empty span is the cursor */
export function refactorings(snapshot: Snapshot, span: Span): Refactoring[] {
  const entry = entryAt(snapshot, span);
  const option = overrideAt(snapshot, span);
  return [
    ...(entry === undefined
      ? []
      : [
          ...listForms(snapshot, entry),
          ...extraction(snapshot, entry, span),
          ...toServices(snapshot, entry),
          ...besideRelated(snapshot, entry),
        ]),
    ...(option === undefined ? [] : [...bracesForms(snapshot, option), ...toMain(snapshot, option)]),
    ...inlined(snapshot, span),
    ...otherIndexType(snapshot, span),
  ];
}

function entryAt({ document, instance }: Snapshot, { start, end }: Span): PlacedEntry | undefined {
  if (document.language !== 'postfix-main') return undefined;
  return instance.entries.find(
    (each) => start >= each.start && end <= each.start + each.item.line.text.length,
  );
}

interface PlacedOverride {
  readonly service: PlacedService;
  readonly override: Override;
}

function overrideAt({ document, instance }: Snapshot, { start, end }: Span): PlacedOverride | undefined {
  if (document.language !== 'postfix-master') return undefined;
  for (const service of instance.services) {
    if (start < service.start || end > service.end) continue;
    for (const override of service.item.arguments) {
      if (override.kind !== 'override' || override.problem !== undefined) continue;
      if (start >= service.start + override.start && end <= service.start + override.end)
        return { service, override };
    }
  }
  return undefined;
}

/** One item per line, all items on one line, and sorted. */
function listForms(snapshot: Snapshot, { item, start: base }: PlacedEntry): Refactoring[] {
  const { uri } = snapshot.document;
  const items = itemsOf(snapshot.instance, item);
  if (items === undefined || items.length < 2) return [];
  const { text } = item.line;
  const gaps = items.slice(1).map((next, i) => ({ start: items[i]?.end ?? next.start, end: next.start }));
  const written = gaps.map(({ start, end }) => text.slice(start, end));
  const hasComments = written.some((gap) => /#/.test(gap));
  const breaks = [text.slice(item.equals.end, item.value.start), ...written];
  const indent = /\n([ \t]+)$/.exec(breaks.find((gap) => gap.includes('\n')) ?? '')?.[1] ?? '    ';
  const place = ({ start, end }: Span) => ({ uri, start: base + start, end: base + end });
  const change = (form: (gap: string) => string): Edit[] =>
    gaps.flatMap((gap, i) => {
      const after = form(written[i] ?? '');
      return after === written[i] ? [] : [{ at: place(gap), text: after }];
    });
  const comma = (gap: string): string => (gap.includes(',') ? ',' : '');
  const first: Edit = { at: place({ start: item.equals.end, end: item.value.start }), text: `\n${indent}` };
  const isSplit = written.every((gap) => gap.includes('\n'));
  const isJoined = !text.includes('\n');
  const forms: Refactoring[] = [];
  const kind = rewrite('list');
  if (!isSplit && !hasComments)
    forms.push({
      title: 'Write one item per line',
      kind,
      edits: [
        ...(text.slice(item.equals.end, item.value.start).includes('\n') ? [] : [first]),
        ...change((gap) => `${comma(gap)}\n${indent}`),
      ],
    });
  if (!isJoined && !hasComments)
    forms.push({
      title: 'Write all items on one line',
      kind,
      edits: [
        { at: place({ start: item.equals.end, end: item.value.start }), text: ' ' },
        ...change((gap) => `${comma(gap)} `),
      ],
    });
  const sorted = [...items].sort((a, b) => compare(text.slice(a.start, a.end), text.slice(b.start, b.end)));
  const isSorted = sorted.every((each, i) => each === items[i]);
  if (isUnordered(items) && !hasComments && !isSorted)
    forms.push({
      title: 'Sort the items',
      kind,
      edits: items.map((each, i) => ({
        at: place(each),
        text: text.slice(sorted[i]?.start ?? 0, sorted[i]?.end ?? 0),
      })),
    });
  return forms;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the order of the items does not matter: names and networks, without exceptions, tables, and files. */
function isUnordered(items: readonly ValueNode[]): boolean {
  return items.every(
    (node) =>
      (node.kind === 'word' || node.kind === 'address-pattern') &&
      node.element.type.endsWith('-pattern') &&
      node.negated !== true &&
      !/[$/:]/.test(node.text.replace(/\/\d+$/, '').replace(/^\[.*\]$/, '')),
  );
}

/** The selected part of a value becomes a name of its own. */
function extraction(
  snapshot: Snapshot,
  { item, start: base }: PlacedEntry,
  { start, end }: Span,
): Refactoring[] {
  const { uri } = snapshot.document;
  const [from, to] = [start - base, end - base];
  const text = item.line.text.slice(from, to);
  const isInValue = from >= item.value.start && to <= item.value.end;
  if (text.trim() !== text || text === '' || /[\n${}]/.test(text) || !isInValue) return [];
  if (isInReference(item.line.text, from) || isKeyword(snapshot, item.name.text)) return [];
  const name = freeName(snapshot, item.name.text);
  return [
    {
      title: `Extract to $${name}`,
      kind: CodeActionKind.RefactorExtract,
      edits: [
        { at: { uri, start: base, end: base }, text: `${name} = ${text}\n` },
        { at: { uri, start, end }, text: /^\w/.test(item.line.text.slice(to)) ? `\${${name}}` : `$${name}` },
      ],
    },
  ];
}

/** The value is one of a few words, which no other setting can share. */
function isKeyword({ instance }: Snapshot, name: string): boolean {
  const type = instance.parameterOf(name)?.type.type;
  return type === 'boolean' || type === 'enum';
}

function isInReference(text: string, at: number): boolean {
  return /\$\w*$|\$[{(][^})]*$/.test(text.slice(0, at));
}

function freeName({ instance }: Snapshot, parameter: string): string {
  const base = `${parameter}_part`;
  const isTaken = (name: string): boolean =>
    instance.entriesOf(name).length > 0 || instance.parameterOf(name) !== undefined;
  let name = base;
  for (let i = 2; isTaken(name); i++) name = `${base}_${i}`;
  return name;
}

/** A `$name` becomes the text that main.cf gives it. */
function inlined(snapshot: Snapshot, span: Span): Refactoring[] {
  const { instance, document } = snapshot;
  const [use] = usesAt(snapshot, span.start).filter(({ occurrence }) => occurrence.kind === 'reference');
  if (use === undefined || use.symbol.kind !== 'parameter' || use.occurrence.kind !== 'reference') return [];
  const { reference, value } = use.occurrence;
  const source = instance.value(use.symbol.name, value.service)?.source;
  if (source?.kind !== 'entry' || reference.whenTrue !== undefined || reference.otherwise !== undefined)
    return [];
  const { raw } = source.entry.item;
  const at = { uri: document.uri, start: value.base + reference.start, end: value.base + reference.end };
  // In an override without braces, a space would end the value.
  const isCramped = value.service !== undefined && /\s/.test(raw);
  if (isCramped || /[{}]/.test(raw)) return [];
  return [
    {
      title: `Replace $${use.symbol.name} with its value`,
      kind: CodeActionKind.RefactorInline,
      edits: [{ at, text: raw.replace(/\s+/g, ' ') }],
    },
  ];
}

/** Every hash: and btree: becomes lmdb:, in all files that name tables. */
function otherIndexType(snapshot: Snapshot, span: Span): Refactoring[] {
  const { instance } = snapshot;
  const here = usesAt(snapshot, span.start).find(
    ({ symbol }) => symbol.kind === 'built-in' && symbol.what === 'table-type',
  );
  const type = here?.symbol.kind === 'built-in' ? here.symbol.name : undefined;
  if ((type !== 'hash' && type !== 'btree') || !atLeast(instance.release, tableType('lmdb')?.since ?? '2.11'))
    return [];
  const edits: Edit[] = [];
  for (const document of documentsOf(snapshot)) {
    if (document.language !== 'postfix-main' && document.language !== 'postfix-master') continue;
    const whole = { start: 0, end: textOf(document).length + 1 };
    for (const occurrence of occurrencesIn({ ...snapshot, document }, whole)) {
      if (occurrence.kind !== 'node' || occurrence.node.kind !== 'table' || occurrence.part !== 'type')
        continue;
      if (occurrence.node.type.text === type)
        edits.push({ at: { uri: document.uri, ...occurrence.at }, text: 'lmdb' });
    }
  }
  return [
    {
      title: `Change ${type}: to lmdb: everywhere (index the tables again afterward)`,
      kind: rewrite('table-type'),
      edits,
    },
  ];
}

/** `-o name=value` and `-o { name = value }`. */
function bracesForms(snapshot: Snapshot, { service, override }: PlacedOverride): Refactoring[] {
  const { name, value = { text: '' }, word, braces } = override;
  if (name === undefined) return [];
  const at = { uri: snapshot.document.uri, start: service.start + word.start, end: service.start + word.end };
  const kind = rewrite('option');
  const text = value.text.replace(/\s+/g, ' ');
  if (!braces)
    return atLeast(snapshot.instance.release, '3.0')
      ? [{ title: 'Write the option in braces', kind, edits: [{ at, text: `{ ${name.text} = ${text} }` }] }]
      : [];
  return /[\s{}]/.test(text)
    ? []
    : [{ title: 'Write the option without braces', kind, edits: [{ at, text: `${name.text}=${text}` }] }];
}

/** Whether the value or the default of another parameter contains the name, so that its place matters. */
function isReferred(snapshot: Snapshot, name: string): boolean {
  const { catalog } = snapshot.instance;
  const isInDefault = catalog.names().some((each) => {
    const value = catalog.defaultOf(each) ?? '';
    return value.includes(name) && namesIn(value).includes(name);
  });
  return isInDefault || [...findUses(snapshot, { kind: 'parameter', name })].some(({ defines }) => !defines);
}

/** A setting of main.cf becomes an option of the services that read it, if one service alone reads it. */
function toServices(snapshot: Snapshot, { item, start, end }: PlacedEntry): Refactoring[] {
  const { instance, document } = snapshot;
  const { master } = instance.files;
  const name = item.name.text;
  const parameter = instance.catalog.parameter(name);
  if (
    master === undefined ||
    parameter === undefined ||
    item.text === '' ||
    instance.entriesOf(name).length > 1
  )
    return [];
  if (parameter.usedBy.includes('global') || isReferred(snapshot, name)) return [];
  const readers = instance.services.filter((service) => uses(service.program, parameter));
  const [service, ...others] = readers.filter((each) => instance.overridesOf(each, name).length === 0);
  if (service === undefined || others.length > 0) return [];
  const value = item.raw.replace(/\s+/g, ' ');
  if (/[{}]/.test(value) || (/\s/.test(value) && !atLeast(instance.release, '3.0'))) return [];
  const option = /\s/.test(value) ? `{ ${name} = ${value} }` : `${name}=${value}`;
  const at = service.start + service.item.line.text.length;
  return [
    {
      title: `Move to ${service.key} as an option`,
      kind: rewrite('move'),
      edits: [
        { at: { uri: document.uri, start, end }, text: '' },
        { at: { uri: master.uri, start: at, end: at }, text: `\n  -o ${option}` },
      ],
    },
  ];
}

/** An option becomes a setting of main.cf, if no other service would get another value. */
function toMain(snapshot: Snapshot, { service, override }: PlacedOverride): Refactoring[] {
  const { instance, document } = snapshot;
  const { main } = instance.files;
  const { name, value } = override;
  if (main === undefined || name === undefined || value === undefined) return [];
  const parameter = instance.catalog.parameter(name.text);
  if (parameter === undefined || parameter.usedBy.includes('global')) return [];
  if (isReferred(snapshot, name.text)) return [];
  if (instance.entriesOf(name.text).length > 0 || instance.overridesOf(service, name.text).length > 1)
    return [];
  const readers = instance.services.filter((each) => each !== service && uses(each.program, parameter));
  if (readers.some((each) => instance.overridesOf(each, name.text).length === 0)) return [];
  const before = service.item.line.text.slice(0, override.start);
  const [gap = ''] = /\s*$/.exec(before) ?? [];
  const { text } = main.tree;
  const end = text.length;
  const newline = end === 0 || text.slice(end - 1, end) === '\n' ? '' : '\n';
  return [
    {
      title: `Move to main.cf`,
      kind: rewrite('move'),
      edits: [
        {
          at: {
            uri: document.uri,
            start: service.start + override.start - gap.length,
            end: service.start + override.end,
          },
          text: '',
        },
        {
          at: { uri: main.uri, start: end, end },
          text: `${newline}${name.text} = ${value.text.replace(/\s+/g, ' ')}\n`,
        },
      ],
    },
  ];
}

/** A setting moves to the end of the others whose names begin in the same way: `smtpd_tls_…`. */
function besideRelated(snapshot: Snapshot, entry: PlacedEntry): Refactoring[] {
  const { instance, document } = snapshot;
  const name = entry.item.name.text;
  const family = /^[^_]+_[^_]+_/.exec(name)?.[0];
  if (family === undefined || instance.entriesOf(name).length > 1) return [];
  const others = instance.entries.filter((each) => each !== entry && each.item.name.text.startsWith(family));
  const last = others.at(-1);
  const isBeside = others.some((each) => each.end === entry.start || each.start === entry.end);
  if (last === undefined || isBeside) return [];
  const text = textOf(document);
  const line = text.slice(entry.start, entry.end);
  const { uri } = document;
  const newline = text.slice(last.end - 1, last.end) === '\n' ? '' : '\n';
  return [
    {
      title: `Move next to ${last.item.name.text}`,
      kind: rewrite('move'),
      edits: [
        { at: { uri, start: entry.start, end: entry.end }, text: '' },
        {
          at: { uri, start: last.end, end: last.end },
          text: `${newline}${line.endsWith('\n') ? line : `${line}\n`}`,
        },
      ],
    },
  ];
}
