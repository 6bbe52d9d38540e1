// What is true for any text and any sequence of edits.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { expand } from '../../server/src/instance/expand.ts';
import { ChunkParser } from '../../server/src/syntax/document.ts';
import { parseLines } from '../../server/src/syntax/lines.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { checkChunks, checkTrees, mainTree } from '../corpus/invariants';
import { value } from '../instance/expressions';

const seed = Number(process.env.SEED ?? 19_981_214);
const times = Number(process.env.TIMES ?? 1);
/** A fixed seed gives the same cases on every run. SEED selects others, and TIMES multiplies their number. */
const options = (numRuns: number) => ({ seed, numRuns: numRuns * times });

beforeAll(() => {
  console.log(`seed ${seed}`);
});

const fragment = fc.constantFrom(
  ...[
    '\n',
    '\n',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\v',
    '  ',
    '#',
    '# comment\n',
    '=',
    ' = ',
    '{',
    '}',
    '$',
    '$$',
    '${',
    '(',
    ')',
  ],
  ...[
    '?',
    ':',
    ',',
    '!',
    '/',
    '-o ',
    ' -o a=b',
    '{ a = b }',
    '\0',
    '\ufeff',
    '\ud800',
    '\udc00',
    'é',
    '\u{1f600}',
    '\u2028',
  ],
  ...[
    'name',
    'a = 1\n',
    '  b\n',
    '\n\n',
    '<<<<<<< HEAD\n',
    '=======\n',
    '{{ x }}',
    '{% if %}\n',
    'smtp inet n - n - - smtpd\n',
  ],
  ...[
    'hash:/a',
    'proxy:',
    'unionmap:{',
    '[::1]:25',
    'permit, ',
    'check_client_access ',
    '${a?{b}:{c}}',
    '${{a} == {b}}',
    '$(a)',
  ],
);
const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.array(fragment, { maxLength: 60, size: 'max' }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200, size: 'max' }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100, size: 'max' })
      .map((units) => String.fromCharCode(...units)),
  },
);
/** Long enough for several chunks. */
const longText = fc
  .array(fc.tuple(anyText, fc.integer({ min: 1, max: 120 })), { minLength: 1, maxLength: 12, size: 'max' })
  .map((runs) => runs.map(([text, times]) => text.repeat(times)).join(''));
const edit = fc.record({
  at: fc.nat(),
  length: fc.oneof(fc.nat(3), fc.nat(50), fc.nat(20_000)),
  text: fc.oneof(fragment, anyText, longText),
});

/** Where physical lines begin, determined in the simplest way. */
function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((m) => m.index + m[0].length)];
}

function checkPositions(source: SourceText, text: string, offsets: Iterable<number>): void {
  const starts = lineStarts(text);
  expect(source.lineCount).toBe(starts.length);
  for (const offset of offsets) {
    const line = starts.findLastIndex((s) => s <= offset);
    const position = { line, character: offset - (starts[line] ?? 0) };
    const found = source.positionAt(offset);
    if (found.line !== line || found.character !== position.character)
      expect(found, `offset ${offset}`).toEqual(position);
    // There is no separate position between a CR and its LF.
    const back = text[offset - 1] === '\r' && text[offset] === '\n' ? offset - 1 : offset;
    if (source.offsetAt(position) !== back)
      expect(source.offsetAt(position), JSON.stringify(position)).toBe(back);
  }
}

function all(text: string): number[] {
  return Array.from({ length: text.length + 1 }, (_, i) => i);
}

/** The ends of chunks and the positions around them. */
function seams(source: SourceText): number[] {
  return source.chunks
    .flatMap((_, i) => [-2, -1, 0, 1, 2].map((d) => source.chunkStart(i) + d))
    .concat(source.length)
    .filter((offset) => offset >= 0 && offset <= source.length);
}

describe('any text', () => {
  test('is covered by its tree, whose nodes are nested', () => {
    fc.assert(fc.property(anyText, checkTrees), options(2000));
  });

  test('the same for values, of which random text contains few', () => {
    const words = fc
      .array(fc.oneof(fragment, value), { maxLength: 20, size: 'max' })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(value, words), (text) => {
        checkTrees(`a = ${text}\n`);
        checkTrees(`smtp inet n - n - - smtpd -o { a = ${text} } -o b=${text}\n`);
      }),
      options(1500),
    );
  });

  test('the same for long ones', () => {
    fc.assert(fc.property(longText, checkTrees), options(100));
  });

  test('has positions that count as editors do', () => {
    fc.assert(
      fc.property(anyText, (text) => checkPositions(SourceText.of(text), text, all(text))),
      options(2000),
    );
    fc.assert(
      fc.property(longText, (text) => {
        const source = SourceText.of(text);
        checkPositions(source, text, seams(source));
      }),
      options(100),
    );
  });

  test('reads the same in chunks as in one piece', () => {
    const parser = new ChunkParser(parseMainLine);
    fc.assert(
      fc.property(longText, (text) => {
        const source = SourceText.of(text);
        const inChunks = source.chunks.flatMap((chunk, i) =>
          parser
            .parse(chunk)
            .map(({ start, end }) => [source.chunkStart(i) + start, source.chunkStart(i) + end]),
        );
        expect(inChunks).toEqual(parseLines(text).map(({ start, end }) => [start, end]));
      }),
      options(100),
    );
  });

  test('has a piece at every offset', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tree = mainTree(SourceText.of(text));
        const pieces = [...tree.pieces()];
        if (text === '')
          expect([tree.pieceAt(0), ...tree.piecesIn({ start: 0, end: 0 })]).toEqual([undefined]);
        else
          for (const offset of all(text)) {
            const expected = pieces.find(({ end }) => offset < end) ?? pieces.at(-1);
            if (tree.pieceAt(offset)?.start !== expected?.start) expect.fail(`another piece at ${offset}`);
            const touching = pieces
              .filter(({ start, end }) => start <= offset && end >= offset)
              .map((p) => p.start);
            const found = [...tree.piecesIn({ start: offset, end: offset })].map((p) => p.start);
            if (!found.every((start) => touching.includes(start))) expect.fail(`a piece beside ${offset}`);
            if (!found.includes(expected?.start ?? -1)) expect.fail(`no piece at ${offset}`);
          }
      }),
      options(80),
    );
  });
});

describe('any sequence of edits', () => {
  test('results in the same text as with plain strings, in valid chunks, with the positions of a new text', () => {
    fc.assert(
      fc.property(longText, fc.array(edit, { minLength: 1, maxLength: 12, size: 'max' }), (first, edits) => {
        let text = first;
        let source = SourceText.of(text);
        for (const { at, length, text: put } of edits) {
          const start = at % (text.length + 1);
          const end = Math.min(text.length, start + length);
          source = source.edit({ start, end, text: put });
          text = text.slice(0, start) + put + text.slice(end);
          checkChunks(source, text);
        }
        checkPositions(source, text, seams(source));
        const fresh = mainTree(SourceText.of(text));
        const edited = mainTree(source);
        expect([...edited.pieces()].map(({ start, end }) => [start, end])).toEqual(
          [...fresh.pieces()].map(({ start, end }) => [start, end]),
        );
      }),
      options(80),
    );
  });

  test('the same for short texts, with every position', () => {
    fc.assert(
      fc.property(anyText, fc.array(edit, { maxLength: 6 }), (first, edits) => {
        let text = first;
        let source = SourceText.of(text);
        for (const { at, length, text: put } of edits.filter((e) => e.text.length < 500)) {
          const start = at % (text.length + 1);
          const end = Math.min(text.length, start + length);
          source = source.edit({ start, end, text: put });
          text = text.slice(0, start) + put + text.slice(end);
        }
        checkChunks(source, text);
        checkPositions(source, text, all(text));
      }),
      options(500),
    );
  });

  test('typed one character at a time', () => {
    fc.assert(
      fc.property(longText, fc.nat(), anyText, (before, at, typed) => {
        const start = at % (before.length + 1);
        let source = SourceText.of(before);
        for (let i = 0; i < typed.length; i++)
          source = source.edit({ start: start + i, end: start + i, text: typed.charAt(i) });
        checkChunks(source, before.slice(0, start) + typed + before.slice(start));
        for (let i = typed.length; i > 0; i--)
          source = source.edit({ start: start + i - 1, end: start + i, text: '' });
        checkChunks(source, before);
      }),
      options(100),
    );
  });
});

describe('any value', () => {
  test('has an expansion that ends, with a source for each character', () => {
    const names = ['a', 'b', 'c'];
    const values = fc.array(
      fc.constantFrom(
        '$a',
        '${b}',
        '$(c)',
        'x',
        ' ',
        '${a?{$b}:{$c}}',
        '${{$a} == {$b} ? {$c}}',
        '$$',
        '{',
        '}',
      ),
      {
        maxLength: 6,
        size: 'max',
      },
    );
    fc.assert(
      fc.property(fc.tuple(values, values, values), (settings) => {
        const set = new Map(names.map((name, i) => [name, settings[i]?.join('') ?? '']));
        const { text, originAt } = expand('$a $b', (name) => set.get(name));
        expect(text.length).toBeLessThan(4 << 20);
        for (let i = 0; i < Math.min(text.length, 200); i++) {
          const { at, via, within } = originAt(i) ?? expect.fail(`no origin of ${i}`);
          if (at.start < 0 || at.end > '$a $b'.length) expect.fail(`${i} is from outside of the value`);
          const owner = via.length === 0 ? '$a $b' : (set.get(via.at(-1) ?? '') ?? '');
          const source = owner.slice(within.start, within.end);
          const character = text[i] ?? '';
          // If a "$$" makes the text shorter than its source, the place is the whole source text.
          const isFromThere = source.includes('$$') ? source.includes(character) : source[0] === character;
          if (!isFromThere) expect.fail(`${i}, "${character}", is not from "${source}"`);
        }
      }),
      options(1000),
    );
  });
});
