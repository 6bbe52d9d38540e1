// Properties of the tokens of any text, also damaged text, and requests for ranges and deltas.

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
  const replaceText = (text: string) => service.change(uri, [{ text }]);

  test('tokens are in order, do not overlap, and are each within one line', async () => {
    for (let round = 0; round < 150; round++) {
      const text = damage(sample);
      replaceText(text);
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
      // Damaged text still has tokens.
      expect(before.end, `seed ${seed}, round ${round}`).toBeGreaterThan(0);
    }
  });

  test('a range has the same tokens as the whole document in these lines', async () => {
    replaceText(sample);
    const all = (await service.semanticTokens(uri, { besideGrammar: false })) ?? [];
    const count = sample.split('\n').length;
    for (let round = 0; round < 50; round++) {
      const start = Math.floor(next() * count);
      const end = start + Math.floor(next() * 8);
      const range = { start: { line: start, character: 0 }, end: { line: end, character: 0 } };
      const part = (await service.semanticTokens(uri, { besideGrammar: false }, range)) ?? [];
      const isAsked = ({ line }: { line: number }) => line >= start && line < end;
      // The last line of the range may have tokens too.
      expect(part.filter(isAsked)).toEqual(all.filter(isAsked));
      expect(all).toEqual(expect.arrayContaining(part));
      expect(part.filter(({ line }) => line < start || line > end)).toEqual([]);
    }
  });

  test('the previous tokens and a delta result in the current tokens', async () => {
    replaceText(sample);
    let previous = await whole(answers, uri);
    let data = [...previous.data];
    for (let round = 0; round < 60; round++) {
      replaceText(damage(sample));
      const answer = await answers.delta(uri, previous.resultId ?? '');
      if (answer instanceof ResponseError) throw answer;
      data = 'edits' in answer ? apply(data, answer) : answer.data;
      expect(data, `seed ${seed}, round ${round}`).toEqual(
        (await whole(new SemanticTokenAnswers(service), uri)).data,
      );
      previous = { data, resultId: answer.resultId ?? '' };
    }
  });
});

test('a client that refers to an unknown response gets all tokens', async () => {
  const { service } = inMemory({ 'main.cf': 'myorigin = example.com\n' });
  const answers = new SemanticTokenAnswers(service);
  const all = await whole(answers, uriOf('main.cf'));
  expect(await answers.delta(uriOf('main.cf'), 'nonsense')).toMatchObject({ data: all.data });
});

describe('in a table of 1,000,000 lines', () => {
  const lines = 1_000_000;
  const { service } = inMemory({});
  beforeAll(() =>
    service.open(uriOf('large'), 'postfix-table', 'user@example.com  REJECT 5.7.1 no\n'.repeat(lines)),
  );
  const screen = { start: { line: lines / 2, character: 0 }, end: { line: lines / 2 + 50, character: 0 } };

  test('a range of the size of a screen takes little time', async () => {
    await service.snapshot(uriOf('large'));
    const cost = await cpuTime(async () => {
      const tokens = await service.semanticTokens(uriOf('large'), { besideGrammar: true }, screen);
      expect(tokens?.length).toBeGreaterThanOrEqual(50);
    });
    // Reading all of them would take many seconds.
    expect(cost).toBeLessThan(500);
  });

  test('a request for all tokens is canceled if the editor supports that, and otherwise has an empty result', async () => {
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
])('100,000 repetitions do not take too long: %s', async (_, text) => {
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
