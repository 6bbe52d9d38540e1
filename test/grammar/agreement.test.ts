// The colors of the grammars match those of the server's tokens, so that nothing changes when the tokens arrive. Each
// difference must have a reason in reasons.ts: something that a grammar cannot know.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { languageOf } from '../../scripts/languages.mjs';
import { occurrencesAt } from '../../server/src/features/occurrences/index.ts';
import { semanticTokens, type Token, tokenTypes } from '../../server/src/features/semantic-tokens/index.ts';
import { type Snapshot, textOf } from '../../server/src/features/snapshot.ts';
import { inMemory, uriOf } from '../corpus/host.ts';
import { orSkip } from '../support/corpus.ts';
import { type Class, classOfScopes, classOfType, type ScopeClass } from './classes.ts';
import { realFiles } from './real-files.ts';
import { reasonFor } from './reasons.ts';
import { grammarOf, root, tokenize } from './tokenize.ts';

interface Sample {
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
  /** The other files of its configuration, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** A part of a line with one class from the grammar and one class from the server. */
interface Segment {
  readonly token: Class | 'none';
  readonly scope: ScopeClass;
  readonly snapshot: Snapshot;
  /** Offset in the document. */
  readonly offset: number;
  readonly text: string;
  /** The text of its line, and the number of the line with the name of the file. */
  readonly line: string;
  readonly where: string;
}

async function* segmentsOf(sample: Sample): AsyncGenerator<Segment> {
  const { name, languageId, text, files } = sample;
  const { service } = inMemory(files, { version: '3.11' });
  service.open(uriOf(name), languageId, text);
  const snapshot = await service.snapshot(uriOf(name));
  if (snapshot === undefined) throw new Error(`${name} does not belong to the configuration`);
  const byLine = new Map<number, Token[]>();
  const span = { start: 0, end: text.length };
  for (const token of semanticTokens(snapshot, { besideGrammar: false }, span) ?? [])
    byLine.set(token.line, [...(byLine.get(token.line) ?? []), token]);
  for (const [number, line] of tokenize(await grammarOf(languageId), text).entries()) {
    const classes = new Array<Class | 'none'>(line.text.length).fill('none');
    for (const { character, length, type } of byLine.get(number) ?? [])
      classes.fill(classOfType[tokenTypes[type] ?? 'string'], character, character + length);
    for (const grammarToken of line.tokens) {
      const scope = classOfScopes(grammarToken);
      // Punctuation is part of what it encloses.
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
  // Counted separately, because they are most of a file and easy to get right.
  let comments = 0;
  const reasons = new Map<string, number>();
  const disagreements: string[] = [];
  for (const sample of samples) {
    for await (const { token, scope, snapshot, offset, text, line, where } of segmentsOf(sample)) {
      if (token === scope) {
        if (token === 'comment') comments++;
        else agreed++;
        continue;
      }
      const { language } = snapshot.document;
      const occurrence = occurrencesAt(snapshot, offset).findLast(
        ({ at }) => at.start <= offset && offset < at.end,
      );
      const reason = reasonFor({ token, scope, language, occurrence, line });
      if (reason === undefined)
        disagreements.push(`"${text}" is ${token} and ${scope} (${occurrence?.kind}) in ${where}: ${line}`);
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

/** Guards against a grammar without any scopes, which would never disagree. */
function expectMostToAgree({ agreed, reasons }: Awaited<ReturnType<typeof compare>>, least: number): void {
  expect(agreed).toBeGreaterThan(least);
  expect(Object.values(reasons).reduce((sum, count) => sum + count, 0)).toBeLessThan(agreed / 3);
}

/** Only a grammar highlights this file. */
const withoutTokens = 'dynamicmaps.cf';

function ownSamples(): Sample[] {
  const folders = ['test/grammar/samples', 'examples/mail.example.com/etc/postfix'];
  return folders.flatMap((folder) => {
    const names = readdirSync(join(root, folder)).filter((name) => !name.endsWith('.snap'));
    const files = Object.fromEntries(
      names.map((name) => [name, readFileSync(join(root, folder, name), 'utf8')]),
    );
    return names
      .filter((name) => name !== withoutTokens)
      .map((name) => ({
        // This sample contains lines of many kinds of tables.
        name: folder.startsWith('test') && name === 'access' ? 'mixed' : name,
        languageId: languageOf(`/etc/postfix/${name}`) ?? 'postfix-table',
        text: files[name] ?? '',
        // The sample files do not form a configuration.
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
      // Postfix does not read templates, so the server has few tokens for them.
      ?.filter(({ name }) => !name.startsWith('templated/') && !name.includes(withoutTokens))
      .map(({ name, languageId, text }) => {
        const [folder, tree = '', ...path] = name.split('/');
        if (folder === 'trees')
          return { name: path.join('/'), languageId, text, files: trees.get(tree) ?? {} };
        const own = name.replace(/^.*(?:__|\/)/, '').replace(/@.*/, '');
        return { name: folder === 'tables' ? own : `${folder}.cf`, languageId, text, files: {} };
      })
  );
}

test('in the samples and the example configuration', async () => {
  const result = await compare(ownSamples());
  report(result);
  expect(result.disagreements).toEqual([]);
  expectMostToAgree(result, 500);
});

test('in real files', async (context) => {
  const samples = orSkip(context, corpusSamples());
  const result = await compare(samples);
  report(result);
  expect(result.disagreements).toEqual([]);
  expectMostToAgree(result, 50_000);
});
