// Completion in real files: nothing that is offered is wrong. A word is accepted at random places, the whole
// word that stood there is replaced, and where what was written wants another word behind it, the first offer
// there is accepted too, as one does at the keyboard. Then no finding may be there that was not there before.
//
// Fair is fair: another value is another configuration. Only findings that say whether words are right count
// (`aboutWords`); what judges the meaning of a configuration, or how its parts go together, may come and go. Names that the list itself
// marks (set already, deprecated, of another release) are not accepted. Nor is a word put in the place of another
// one with which something goes that does not go with it: a value, the argument of a restriction, the rest of a
// word that begins with a reference.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  type CompletionItem,
  CompletionItemKind,
  type Position,
  type TextEdit,
} from 'vscode-languageserver-types';
import { restriction } from '../../server/src/catalog/restrictions.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { PostfixService } from '../../server/src/service.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, languageOf, uriOf } from '../corpus/host';
import { corpusFiles } from '../support/corpus.ts';
import { editOf } from '../support/markers.ts';
import { mutations, seed } from '../support/mutations.ts';

const fixtures = ['lines/main.cf', 'repeated/main.cf', 'repeated/master.cf', 'braces/main.cf'].map((path) =>
  fileURLToPath(new URL(`../fixtures/corpus-small/${path}`, import.meta.url)),
);
const real = corpusFiles();
const files = (real ?? fixtures)
  .filter((path) => /(?:main|master)\.cf/.test(basename(path)) && !path.includes('/templated/'))
  .map((path) => ({ path, name: /master\.cf/.test(basename(path)) ? 'master.cf' : 'main.cf' }));

/** Fewer in the few files of our own. */
const places = real === undefined ? 50 : 500;

const editor = { insertReplace: true };

/** Findings about words: what they are, and whether they may stand where they do. */
const aboutWords = [
  'bad-boolean',
  'bad-hostname',
  'bad-number',
  'bad-service-field',
  'bad-service-type',
  'bad-time',
  'deprecated-parameter',
  'dollar-on-left',
  'empty-value',
  'leading-whitespace',
  'master-field-count',
  'missing-equals',
  'missing-name',
  'override-value-with-spaces',
  'override-with-spaces',
  'parameter-not-in-version',
  'read-only-parameter',
  'single-value',
  'swallowed-parameter',
  'table-type-unavailable',
  'table-without-type',
  'time-unit-truncated',
  'trailing-comment',
  'undefined-reference',
  'unknown-override',
  'unknown-parameter',
  'unknown-restriction',
];

test('the findings that count are findings that there are', () => {
  const codes = rules.map(({ code }) => code);
  expect(aboutWords.filter((code) => !codes.includes(code))).toEqual([]);
});

/** A file alone, open; each step of a completion is a new version of it. */
class Desk {
  private readonly uri: string;

  private constructor(
    private readonly service: PostfixService,
    name: string,
    private text: string,
  ) {
    this.uri = uriOf(name);
    service.open(this.uri, languageOf(name), text);
  }

  static with(service: PostfixService, { path, name }: { path: string; name: string }): Desk {
    return new Desk(service, name, readFileSync(path, 'utf8'));
  }

  close(): void {
    this.service.close(this.uri);
  }

  get length(): number {
    return this.text.length;
  }

  positionAt(offset: number): Position {
    return SourceText.of(this.text).positionAt(offset);
  }

  offers(position: Position): Promise<CompletionItem[]> {
    return this.service.completion(this.uri, position, editor);
  }

  /** Takes an offer; gives the place of the cursor behind it. */
  take(item: CompletionItem): Position {
    const { range, newText }: TextEdit = editOf(item, 'replace');
    const source = SourceText.of(this.text);
    const [start, end] = [source.offsetAt(range.start), source.offsetAt(range.end)];
    this.text = this.text.slice(0, start) + newText + this.text.slice(end);
    this.service.change(this.uri, [{ range, text: newText }]);
    return SourceText.of(this.text).positionAt(start + newText.length);
  }

  line(number: number): string {
    return this.text.split('\n')[number] ?? '';
  }

  async findings(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { code } of await this.service.diagnostics(this.uri))
      counts.set(String(code), (counts.get(String(code)) ?? 0) + 1);
    return counts;
  }
}

/** @param replaced the word that goes @param behind what follows it on its line */
function isFair(
  { label, tags, labelDetails, kind }: CompletionItem,
  replaced: string,
  behind: string,
): boolean {
  const note = labelDetails?.description ?? '';
  if (tags !== undefined || /^(?:set already|since |until )/.test(note)) return false;
  switch (kind) {
    case CompletionItemKind.Property:
      return replaced === '' && behind.trim() === '';
    case CompletionItemKind.Function:
      return restriction(replaced)?.argument === undefined || keepsArgument(label, replaced);
    case CompletionItemKind.Variable:
      return /^[})]?(?:[\s,/]|$)/.test(behind);
    default:
      return true;
  }
}

function keepsArgument(one: string, other: string): boolean {
  return restriction(one)?.argument === restriction(other)?.argument;
}

/** Accepts an offer at a place, and what it wants behind it; undefined where nothing is offered, or not all of it. */
async function complete(desk: Desk, at: Position, random: () => number): Promise<string | undefined> {
  let items = await desk.offers(at);
  let position = at;
  let taken = '';
  for (let step = 0; step < 10; step++) {
    const fair = items.filter((item) => {
      const { start, end } = editOf(item, 'replace').range;
      const line = desk.line(start.line);
      return isFair(item, line.slice(start.character, end.character), line.slice(end.character));
    });
    const item = fair[step === 0 ? Math.floor(random() * fair.length) : 0];
    if (item === undefined) return undefined;
    position = desk.take(item);
    taken += `${item.label} `;
    if (item.command === undefined) return taken;
    items = await desk.offers(position);
  }
  return undefined;
}

test(`what is accepted at ${places} places of ${files.length} files brings no finding (POSTFIX_SEED=${seed})`, async () => {
  const { next } = mutations(seed);
  const { service } = inMemory({});
  const wrong: string[] = [];
  let accepted = 0;
  for (let tries = 0; accepted < places && tries < 10 * places; tries++) {
    const file = files[Math.floor(next() * files.length)];
    if (file === undefined) break;
    const desk = Desk.with(service, file);
    const position = desk.positionAt(Math.floor(next() * (desk.length + 1)));
    if ((await desk.offers(position)).length > 0) {
      const before = await desk.findings();
      const line = desk.line(position.line);
      const taken = await complete(desk, position, next);
      const after = taken === undefined ? [] : [...(await desk.findings())];
      if (taken !== undefined) accepted++;
      for (const [code, count] of after) {
        if (count <= (before.get(code) ?? 0) || !aboutWords.includes(code)) continue;
        const where = `${basename(file.path)}:${position.line + 1}:${position.character + 1}`;
        wrong.push(`${code}: ${where} ${taken}| ${line} → ${desk.line(position.line)}`);
      }
    }
    desk.close();
  }
  expect(wrong).toEqual([]);
  expect(accepted).toBe(places);
});
