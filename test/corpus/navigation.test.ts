// Moving through real configurations: no request fails anywhere, the places of a name belong together whichever of them
// one starts from, and a name that is changed and changed back leaves the same bytes.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  DocumentHighlightKind,
  type Location,
  type Position,
  type TextEdit,
} from 'vscode-languageserver-types';
import { documentLinks } from '../../server/src/features/document-links.ts';
import { foldingRanges } from '../../server/src/features/folding.ts';
import { declarations, definition, highlights, references } from '../../server/src/features/navigation.ts';
import { documentSymbols } from '../../server/src/features/outline.ts';
import { prepareRename } from '../../server/src/features/rename.ts';
import { selectionRanges } from '../../server/src/features/selection.ts';
import type { PostfixService } from '../../server/src/service.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { corpusFiles, orSkip } from '../support/corpus.ts';
import { applyEdits } from '../support/edits.ts';
import { mutations, seed } from '../support/mutations.ts';
import { inMemory, languageOf, uriOf } from './host';

type Texts = Readonly<Record<string, string>>;

interface Configuration {
  readonly name: string;
  readonly texts: Texts;
}

const own: readonly Configuration[] = [
  {
    name: 'own',
    texts: {
      'main.cf': `office = example.com
myorigin = $office
mydestination = $myorigin, \${office}, localhost
smtpd_restriction_classes = greylist
greylist = check_policy_service unix:private/policy
smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders, greylist
transport_maps = hash:$config_directory/transport
slow_destination_rate_delay = 1s
virtual_alias_domains = example.net
virtual_alias_maps = hash:/etc/postfix/virtual
alias_maps = hash:/etc/postfix/aliases
`,
      'master.cf': `smtp inet n - n - - smtpd
  -o greylist=reject
  -o smtpd_proxy_filter=127.0.0.1:10025
127.0.0.1:10025 inet n - n - - smtpd
slow unix - - n - - smtp
policy unix - n n - 0 spawn argv=/bin/cat
`,
      senders: 'a.example greylist\nb.example FILTER slow:[127.0.0.1]:10025\n',
      transport: 'c.example slow:\n# slow\nslow.example smtp:\n',
      virtual: 'sales@example.net ann, bob@example.net\nbob@example.net ann\n',
      aliases: 'ann: root\nroot: ann@elsewhere.example\n',
    },
  },
];

/** Configurations with both files, and single files. */
function realConfigurations(count: number): readonly Configuration[] | undefined {
  const files = corpusFiles();
  if (files === undefined) return undefined;
  const { next } = mutations(seed);
  const folders = new Map<string, string[]>();
  for (const path of files) {
    const folder = path.includes('/corpus/trees/') ? path.slice(0, path.lastIndexOf('/')) : path;
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  const all = [...folders].map(([folder, paths]) => ({
    name: folder,
    texts: Object.fromEntries(paths.map((path) => [nameOf(path), readFileSync(path, 'utf8')])),
  }));
  const short = all.filter(({ texts }) => Object.values(texts).every((text) => text.length < 60_000));
  return Array.from({ length: Math.min(count, short.length) }, () => {
    const [chosen] = short.splice(Math.floor(next() * short.length), 1);
    if (chosen === undefined) throw new Error('no configuration is left');
    return chosen;
  });
}

function nameOf(path: string): string {
  if (path.includes('/corpus/main/')) return 'main.cf';
  return path.includes('/corpus/master/')
    ? 'master.cf'
    : basename(path).replace(/^.*__/, '').replace(/@.*/, '');
}

function opened(texts: Texts): PostfixService {
  const { service } = inMemory(texts);
  for (const [name, text] of Object.entries(texts))
    if (/^(?:main|master)\.cf/.test(name)) service.open(uriOf(name), languageOf(name), text);
  return service;
}

const shortFile = 8_000;
const placesInLongFile = 100;

/** Every offset of a short file, and some of a long one. */
function offsetsIn(text: string): readonly number[] {
  if (text.length <= shortFile) return Array.from({ length: text.length + 1 }, (_, offset) => offset);
  const { next } = mutations(seed);
  return Array.from({ length: placesInLongFile }, () => Math.floor(next() * text.length));
}

/** The places in the middle of words. */
function wordsIn(text: string): readonly Position[] {
  const source = SourceText.of(text);
  return [...text.matchAll(/[\w@.-]+/g)].map(({ index, 0: word }) =>
    source.positionAt(index + Math.floor(word.length / 2)),
  );
}

/** A name can begin where another one begins: `slow` and `slow_destination_rate_delay`. */
const keyOf = ({ uri, range: { start, end } }: Location): string =>
  `${uri} ${start.line}:${start.character}-${end.line}:${end.character}`;

async function checkPlaces({ name, texts }: Configuration): Promise<number> {
  const service = opened(texts);
  const sets = new Map<string, string>();
  let answers = 0;
  for (const [file, text] of Object.entries(texts)) {
    const uri = uriOf(file);
    const snapshot = await service.snapshot(uri);
    if (snapshot === undefined) continue;
    documentSymbols(snapshot);
    foldingRanges(snapshot);
    documentLinks(snapshot);
    const source = SourceText.of(text);
    for (const offset of offsetsIn(text)) {
      const where = `${name}/${file} at ${offset}: ${text.slice(offset - 10, offset)}‸${text.slice(offset, offset + 10)}`;
      const found = references(snapshot, offset, true);
      const defined = definition(snapshot, offset);
      const highlighted = highlights(snapshot, offset);
      const [selection] = selectionRanges(snapshot, [offset]);
      prepareRename(snapshot, offset);
      answers += found.length + defined.length + highlighted.length;
      if (declarations(snapshot, offset).length < defined.length) expect(where).toBe('more declarations');
      expect(selection, where).toBeDefined();
      if (found.length === 0 || found.length >= 1000) continue;
      const here = found.find(
        ({ uri: other, range: { start, end } }) =>
          other === uri && source.offsetAt(start) <= offset && source.offsetAt(end) >= offset,
      );
      if (here === undefined) expect(where, 'the place itself is missing').toBe('');
      const set = found.map(keyOf).join('\n');
      // Another place of the same name has the same places.
      const known = here && sets.get(keyOf(here));
      if (known !== undefined && known !== set) expect(set, where).toBe(known);
      if (known !== undefined) continue;
      for (const each of found) if (!sets.has(keyOf(each))) sets.set(keyOf(each), set);
      const inSet = new Set(found.map(keyOf));
      for (const { targetUri, targetSelectionRange: range } of defined) {
        const isFile = range.start.line === 0 && range.end.line === 0 && range.end.character === 0;
        if (isFile || targetUri.startsWith('postfix-documentation:')) continue;
        const target = keyOf({ uri: targetUri, range });
        if (!inSet.has(target)) expect(target, `${where}: the definition is no place of the name`).toBe('');
      }
      const isStatement = highlighted.some(({ kind }) => kind === DocumentHighlightKind.Text);
      for (const { range } of isStatement ? [] : highlighted)
        if (!inSet.has(keyOf({ uri, range }))) expect(where, 'a highlight is no place of the name').toBe('');
    }
  }
  return answers;
}

/** Changes every name that can be changed, and changes it back. */
async function checkRenames({ name, texts }: Configuration): Promise<number> {
  const service = opened(texts);
  const seen = new Set<string>();
  let renamed = 0;
  for (const [file, text] of Object.entries(texts)) {
    const snapshot = await service.snapshot(uriOf(file));
    const source = SourceText.of(text);
    for (const position of wordsIn(text)) {
      const where = `${name}/${file}:${position.line + 1}:${position.character}`;
      const prepared = snapshot && prepareRename(snapshot, source.offsetAt(position));
      if (prepared === undefined || 'refusal' in prepared) continue;
      const [first] = await service.references(uriOf(file), position, { includeDeclaration: true });
      const key = first === undefined ? where : keyOf(first);
      if (seen.has(key)) continue;
      seen.add(key);
      const changed = await edited(service, texts, file, position, 'renamed_x1');
      if (changed === undefined) continue;
      renamed++;
      expect(Object.values(changed).join('\n'), where).toContain('renamed_x1');
      const back = await edited(opened(changed), changed, file, prepared.range.start, prepared.placeholder);
      expect(back, where).toEqual(texts);
    }
  }
  return renamed;
}

/** The texts after the name is changed; undefined if it cannot be changed, or if files get other names. */
async function edited(
  service: PostfixService,
  texts: Texts,
  file: string,
  position: Position,
  newName: string,
): Promise<Texts | undefined> {
  const found = await service.rename(uriOf(file), position, newName);
  if (found === undefined || 'refusal' in found) return undefined;
  const after: Record<string, string> = { ...texts };
  for (const change of found.documentChanges ?? []) {
    if (!('textDocument' in change)) return undefined;
    const name = change.textDocument.uri.slice(uriOf('').length);
    after[name] = applyEdits(after[name] ?? '', change.edits as TextEdit[]);
  }
  return after;
}

describe('in configurations of our own', () => {
  test.each(own)('the places of a name belong together', async (configuration) => {
    expect(await checkPlaces(configuration)).toBeGreaterThan(100);
  });

  test.each(own)('a name that is changed back is as before', async (configuration) => {
    expect(await checkRenames(configuration)).toBe(4);
  });
});

describe('in real configurations', () => {
  const real = realConfigurations(100);

  test('the places of a name belong together', async (context) => {
    const configurations = orSkip(context, real);
    let answers = 0;
    for (const configuration of configurations) answers += await checkPlaces(configuration);
    console.log(`${configurations.length} configurations, ${answers} answers, seed ${seed}`);
    expect(answers).toBeGreaterThan(1000);
  });

  test('a name that is changed back is as before', async (context) => {
    let renamed = 0;
    for (const configuration of orSkip(context, real)) renamed += await checkRenames(configuration);
    console.log(`${renamed} names changed and changed back`);
    expect(renamed).toBeGreaterThan(50);
  });
});
