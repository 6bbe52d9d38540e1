// Completion in real files: no suggestion is wrong. The test accepts suggestions at random positions and replaces the
// whole word there. If another word must follow, it also accepts the first suggestion for that word, as users do. After
// that, there must be no new finding.
//
// A different value makes a different configuration, so only findings about single words count (`aboutWords`). Findings
// about the meaning of the configuration are ignored. The test does not accept names that the list marks as already
// set, deprecated, or part of another release. It also does not replace a word if the text after it belongs to the old
// word: a value, the argument of a restriction, or the rest of a word that begins with a reference.

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
import { rules } from '../../server/src/lint/rules/index.ts';
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

/** Fewer positions if there are only the fixtures. */
const places = real === undefined ? 50 : 500;

const editor = { insertReplace: true };

/** Findings about single words: whether they are valid, and whether they are allowed at their position. */
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

test('the codes of these findings exist', () => {
  const codes = rules.map(({ code }) => code);
  expect(aboutWords.filter((code) => !codes.includes(code))).toEqual([]);
});

/** An open file. Each accepted suggestion changes it. */
class OpenFile {
  private readonly uri: string;

  private constructor(
    private readonly service: PostfixService,
    name: string,
    private text: string,
  ) {
    this.uri = uriOf(name);
    service.open(this.uri, languageOf(name), text);
  }

  static with(service: PostfixService, { path, name }: { path: string; name: string }): OpenFile {
    return new OpenFile(service, name, readFileSync(path, 'utf8'));
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

  suggestions(position: Position): Promise<CompletionItem[]> {
    return this.service.completion(this.uri, position, editor);
  }

  /** Accepts a suggestion. Returns the position after it. */
  accept(item: CompletionItem): Position {
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

/**
 * @param replaced the word that the suggestion replaces
 * @param following the text after it on the same line
 */
function isFair(
  { label, tags, labelDetails, kind }: CompletionItem,
  replaced: string,
  following: string,
): boolean {
  const note = labelDetails?.description ?? '';
  if (tags !== undefined || /^(?:already set|since |until )/.test(note)) return false;
  switch (kind) {
    case CompletionItemKind.Property:
      return replaced === '' && following.trim() === '';
    case CompletionItemKind.Function:
      return restriction(replaced)?.argument === undefined || keepsArgument(label, replaced);
    case CompletionItemKind.Variable:
      return /^[})]?(?:[\s,/]|$)/.test(following);
    default:
      return true;
  }
}

function keepsArgument(one: string, other: string): boolean {
  return restriction(one)?.argument === restriction(other)?.argument;
}

/** Accepts suggestions until no further word is required; undefined if there is no suitable suggestion. */
async function complete(file: OpenFile, at: Position, random: () => number): Promise<string | undefined> {
  let items = await file.suggestions(at);
  let position = at;
  let taken = '';
  for (let step = 0; step < 10; step++) {
    const fair = items.filter((item) => {
      const { start, end } = editOf(item, 'replace').range;
      const line = file.line(start.line);
      return isFair(item, line.slice(start.character, end.character), line.slice(end.character));
    });
    const item = fair[step === 0 ? Math.floor(random() * fair.length) : 0];
    if (item === undefined) return undefined;
    position = file.accept(item);
    taken += `${item.label} `;
    if (item.command === undefined) return taken;
    items = await file.suggestions(position);
  }
  return undefined;
}

test(`accepting suggestions at ${places} positions in ${files.length} files causes no finding (POSTFIX_SEED=${seed})`, async () => {
  const { next } = mutations(seed);
  const { service } = inMemory({});
  const wrong: string[] = [];
  let accepted = 0;
  for (let tries = 0; accepted < places && tries < 10 * places; tries++) {
    const file = files[Math.floor(next() * files.length)];
    if (file === undefined) break;
    const opened = OpenFile.with(service, file);
    const position = opened.positionAt(Math.floor(next() * (opened.length + 1)));
    if ((await opened.suggestions(position)).length > 0) {
      const before = await opened.findings();
      const line = opened.line(position.line);
      const taken = await complete(opened, position, next);
      const after = taken === undefined ? [] : [...(await opened.findings())];
      if (taken !== undefined) accepted++;
      for (const [code, count] of after) {
        if (count <= (before.get(code) ?? 0) || !aboutWords.includes(code)) continue;
        const where = `${basename(file.path)}:${position.line + 1}:${position.character + 1}`;
        wrong.push(`${code}: ${where} ${taken}| ${line} → ${opened.line(position.line)}`);
      }
    }
    opened.close();
  }
  expect(wrong).toEqual([]);
  expect(accepted).toBe(places);
});
