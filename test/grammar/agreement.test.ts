// Colours that come from a grammar and colours that come from the server say the same, so that nothing jumps when
// the server's arrive. Where a grammar cannot know what the server knows, it says so here, by name.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { languageOf } from '../../scripts/languages.mjs';
import { type Snapshot, textOf } from '../../server/src/features/snapshot.ts';
import { spotsAt } from '../../server/src/features/spot.ts';
import { type Token, tokenTypes } from '../../server/src/features/tokens/legend.ts';
import { tokensIn } from '../../server/src/features/tokens/tokens.ts';
import { inMemory, uriOf } from '../corpus/host.ts';
import { type Class, classOfScopes, classOfType, type ScopeClass } from './classes.ts';
import { realFiles } from './real-files.ts';
import { reasonFor } from './reasons.ts';
import { grammarOf, root, tokenize } from './tokenize.ts';

interface Sample {
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
  /** The files around it, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** A stretch of a line that is one thing to the grammar and one thing to the server. */
interface Stretch {
  readonly token: Class | 'none';
  readonly scope: ScopeClass;
  readonly snapshot: Snapshot;
  /** In the document. */
  readonly offset: number;
  readonly text: string;
  /** The line that it is in, and where that is. */
  readonly line: string;
  readonly where: string;
}

async function* stretchesOf(sample: Sample): AsyncGenerator<Stretch> {
  const { name, languageId, text, files } = sample;
  const { service } = inMemory(files, { version: '3.11' });
  service.open(uriOf(name), languageId, text);
  const snapshot = await service.snapshot(uriOf(name));
  if (snapshot === undefined) throw new Error(`${name} is no file of ours`);
  const byLine = new Map<number, Token[]>();
  for (const token of tokensIn(snapshot, { start: 0, end: text.length }, { besideGrammar: false }))
    byLine.set(token.line, [...(byLine.get(token.line) ?? []), token]);
  for (const [number, line] of tokenize(await grammarOf(languageId), text).entries()) {
    const classes = new Array<Class | 'none'>(line.text.length).fill('none');
    for (const { character, length, type } of byLine.get(number) ?? [])
      classes.fill(classOfType[tokenTypes[type] ?? 'string'], character, character + length);
    for (const grammarToken of line.tokens) {
      const scope = classOfScopes(grammarToken);
      // Punctuation belongs to what it encloses.
      if (scope === 'punctuation') continue;
      const end = Math.min(grammarToken.endIndex, line.text.length);
      for (let start = grammarToken.startIndex, at = start; start < end; start = at) {
        const token = classes[start] ?? 'none';
        while (at < end && (classes[at] ?? 'none') === token) at++;
        const visible = line.text.slice(start, at).search(/\S/);
        if (visible < 0 || (token === 'none' && scope === 'plain')) continue;
        yield {
          token,
          scope,
          snapshot,
          offset: textOf(snapshot.document).lineStart(number) + start + visible,
          text: line.text.slice(start, at).trim(),
          line: line.text,
          where: `${name}:${number + 1}`,
        };
      }
    }
  }
}

async function compare(samples: readonly Sample[]) {
  let agreed = 0;
  // Most of a file, and the easiest.
  let comments = 0;
  const reasons = new Map<string, number>();
  const disagreements: string[] = [];
  for (const sample of samples) {
    for await (const { token, scope, snapshot, offset, text, line, where } of stretchesOf(sample)) {
      if (token === scope) {
        if (token === 'comment') comments++;
        else agreed++;
        continue;
      }
      const { language } = snapshot.document;
      const spot = spotsAt(snapshot, offset).findLast(({ at }) => at.start <= offset && offset < at.end);
      const reason = reasonFor({ token, scope, language, spot, line });
      if (reason === undefined)
        disagreements.push(`"${text}" is ${token} and ${scope} (${spot?.kind}) in ${where}: ${line}`);
      else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  return {
    agreed,
    comments,
    reasons: Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a)),
    disagreements,
  };
}

function report({ agreed, comments, reasons }: Awaited<ReturnType<typeof compare>>): void {
  const rows = { 'tokens agree': agreed, 'comments agree': comments, ...reasons };
  console.info(
    Object.entries(rows)
      .map(([what, count]) => `${String(count).padStart(8)}  ${what}`)
      .join('\n'),
  );
}

/** A grammar that shows nothing would disagree with nothing. */
function expectMostToAgree({ agreed, reasons }: Awaited<ReturnType<typeof compare>>, least: number): void {
  expect(agreed).toBeGreaterThan(least);
  expect(Object.values(reasons).reduce((sum, count) => sum + count, 0)).toBeLessThan(agreed / 3);
}

function ownSamples(): Sample[] {
  const folders = ['test/grammar/samples', 'examples/mail.example.com/etc/postfix'];
  return folders.flatMap((folder) => {
    const names = readdirSync(join(root, folder)).filter((name) => !name.endsWith('.snap'));
    const files = Object.fromEntries(
      names.map((name) => [name, readFileSync(join(root, folder, name), 'utf8')]),
    );
    return names.map((name) => ({
      // This one holds lines of many kinds of tables.
      name: folder.startsWith('test') && name === 'access' ? 'mixed' : name,
      languageId: languageOf(`/etc/postfix/${name}`) ?? 'postfix-table',
      text: files[name] ?? '',
      // A file of samples for itself is no configuration.
      files: folder.startsWith('examples') ? files : {},
    }));
  });
}

function corpusSamples(): Sample[] | undefined {
  const files = realFiles();
  const trees = new Map<string, Record<string, string>>();
  for (const { name, text } of files ?? []) {
    const [folder, tree = '', ...path] = name.split('/');
    if (folder === 'trees') trees.set(tree, { ...trees.get(tree), [path.join('/')]: text });
  }
  return (
    files
      // Postfix does not read a template, so the server says little about one.
      ?.filter(({ name }) => !name.startsWith('templated/'))
      .map(({ name, languageId, text }) => {
        const [folder, tree = '', ...path] = name.split('/');
        if (folder === 'trees')
          return { name: path.join('/'), languageId, text, files: trees.get(tree) ?? {} };
        const own = name.replace(/^.*(?:__|\/)/, '').replace(/@.*/, '');
        return { name: folder === 'tables' ? own : `${folder}.cf`, languageId, text, files: {} };
      })
  );
}

test('over our own samples and the example', async () => {
  const result = await compare(ownSamples());
  report(result);
  expect(result.disagreements).toEqual([]);
  expectMostToAgree(result, 500);
});

test('over real files', async (context) => {
  const samples = corpusSamples();
  if (samples === undefined) return context.skip('no files: set POSTFIX_CORPUS');
  const result = await compare(samples);
  report(result);
  expect(result.disagreements).toEqual([]);
  expectMostToAgree(result, 50_000);
});
