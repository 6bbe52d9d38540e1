// What holds for the tokens of any text, also of damaged ones; and what travels: a part, or what has changed.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  LSPErrorCodes,
  ResponseError,
  type SemanticTokens,
  type SemanticTokensDelta,
} from 'vscode-languageserver';
import { SemanticTokenAnswers } from '../../server/src/lsp/semantic-tokens.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, uriOf } from '../corpus/host.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { mutations, seed } from '../support/mutations.ts';

const samples = [
  ['main.cf', 'postfix-main'],
  ['master.cf', 'postfix-master'],
  ['access', 'postfix-table'],
  ['aliases', 'postfix-aliases'],
  ['header_checks', 'postfix-regexp'],
  ['clients.cidr', 'postfix-cidr'],
  ['mysql-aliases.cf', 'postfix-database'],
] as const;

const folder = join(import.meta.dirname, '../grammar/samples');

describe.each(samples)('%s', (name, language) => {
  const sample = readFileSync(join(folder, name), 'utf8');
  const { next, damage } = mutations(seed);
  let service: ReturnType<typeof inMemory>['service'];
  let answers: SemanticTokenAnswers;
  const uri = uriOf(name);
  beforeAll(() => {
    ({ service } = inMemory({}));
    service.open(uri, language, sample);
    answers = new SemanticTokenAnswers(service);
  });
  const become = (text: string) => service.change(uri, [{ text }]);

  test('tokens come in order, apart from each other, each within its line, whatever the text is', async () => {
    for (let round = 0; round < 150; round++) {
      const text = damage(sample);
      become(text);
      const lines = text.split(/\r\n|\n|\r/);
      let before = { line: 0, end: 0 };
      for (const { line, character, length } of (await service.semanticTokens(uri, {
        besideGrammar: false,
      })) ?? []) {
        const where = `${line}:${character}+${length}, seed ${seed}, round ${round}`;
        const follows = line > before.line || (line === before.line && character >= before.end);
        const isWithin = length > 0 && character + length <= (lines[line]?.length ?? -1);
        if (!follows || !isWithin)
          expect({ follows, isWithin }, where).toEqual({ follows: true, isWithin: true });
        before = { line, end: character + length };
      }
      // Not for nothing: there are tokens, except where the whole text was lost.
      expect(before.end, `seed ${seed}, round ${round}`).toBeGreaterThan(0);
    }
  });

  test('a range has those of its lines, as all of them have', async () => {
    become(sample);
    const all = (await service.semanticTokens(uri, { besideGrammar: false })) ?? [];
    const count = sample.split('\n').length;
    for (let round = 0; round < 50; round++) {
      const start = Math.floor(next() * count);
      const end = start + Math.floor(next() * 8);
      const range = { start: { line: start, character: 0 }, end: { line: end, character: 0 } };
      const part = (await service.semanticTokens(uri, { besideGrammar: false }, range)) ?? [];
      const isAsked = ({ line }: { line: number }) => line >= start && line < end;
      // The line in which the range ends may have some, too.
      expect(part.filter(isAsked)).toEqual(all.filter(isAsked));
      expect(all).toEqual(expect.arrayContaining(part));
      expect(part.filter(({ line }) => line < start || line > end)).toEqual([]);
    }
  });

  test('the tokens before an edit and what changed make the tokens after it', async () => {
    become(sample);
    let known = await whole(answers, uri);
    let data = [...known.data];
    for (let round = 0; round < 60; round++) {
      become(damage(sample));
      const answer = await answers.delta(uri, known.resultId ?? '');
      if (answer instanceof ResponseError) throw answer;
      data = 'edits' in answer ? apply(data, answer) : answer.data;
      expect(data, `seed ${seed}, round ${round}`).toEqual(
        (await whole(new SemanticTokenAnswers(service), uri)).data,
      );
      known = { data, resultId: answer.resultId ?? '' };
    }
  });
});

test('a client that refers to an answer that nobody knows gets all of them', async () => {
  const { service } = inMemory({ 'main.cf': 'myorigin = example.com\n' });
  const answers = new SemanticTokenAnswers(service);
  const known = await whole(answers, uriOf('main.cf'));
  expect(await answers.delta(uriOf('main.cf'), 'nonsense')).toMatchObject({ data: known.data });
});

describe('in a table of 1,000,000 lines', () => {
  const lines = 1_000_000;
  const { service } = inMemory({});
  beforeAll(() =>
    service.open(uriOf('large'), 'postfix-table', 'user@example.com  REJECT 5.7.1 no\n'.repeat(lines)),
  );
  const screen = { start: { line: lines / 2, character: 0 }, end: { line: lines / 2 + 50, character: 0 } };

  test('a screen costs a screen', async () => {
    await service.snapshot(uriOf('large'));
    const cost = await cpuTime(async () => {
      const tokens = await service.semanticTokens(uriOf('large'), { besideGrammar: true }, screen);
      expect(tokens?.length).toBeGreaterThanOrEqual(50);
    });
    // All of them would cost many seconds.
    expect(cost).toBeLessThan(500);
  });

  test('all of them are not to be had: an editor that understands it is told so, others get none', async () => {
    const answers = new SemanticTokenAnswers(service);
    expect(await answers.full(uriOf('large'))).toEqual({ data: [] });
    answers.initialize({ serverCancelSupport: true } as never);
    const answer = await answers.full(uriOf('large'));
    expect(answer instanceof ResponseError && answer.code).toBe(LSPErrorCodes.ServerCancelled);
    expect((await answers.range(uriOf('large'), screen)).data.length).toBeGreaterThan(0);
  });
});

test.each([
  ['braces', `a = ${'{'.repeat(100_000)}\n`],
  ['expressions', `a = ${'${b?{'.repeat(20_000)}\n`],
  ['closed expressions', `a = ${'${b?{'.repeat(20_000)}${'}}'.repeat(20_000)}\n`],
  ['lines of one value', `mynetworks =\n${' 192.0.2.1\n#\n'.repeat(10_000)}`],
  ['negations', `mynetworks = ${'!'.repeat(100_000)}\n`],
  ['colons', `relayhost = ${'a:'.repeat(50_000)}z\n`],
])('100,000 of them take no longer than the text: %s', async (_, text) => {
  const { service } = inMemory({ 'main.cf': text });
  const cost = await cpuTime(async () => {
    const snapshot = await service.snapshot(uriOf('main.cf'));
    expect(snapshot?.document.language).toBe('postfix-main');
    const range = { start: { line: 0, character: 0 }, end: SourceText.of(text).positionAt(text.length) };
    const tokens = await service.semanticTokens(uriOf('main.cf'), { besideGrammar: true }, range);
    expect(tokens?.length).toBeGreaterThan(0);
  });
  expect(cost).toBeLessThan(2000);
});

async function whole(answers: SemanticTokenAnswers, uri: string): Promise<SemanticTokens> {
  const answer = await answers.full(uri);
  if (answer instanceof ResponseError) throw answer;
  return answer;
}

function apply(data: readonly number[], { edits }: SemanticTokensDelta): number[] {
  const result = [...data];
  for (const { start, deleteCount, data: fresh = [] } of edits) result.splice(start, deleteCount, ...fresh);
  return result;
}
