// The bench measures what it claims to measure. Times are not tested here, because they depend on the machine.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { keystrokes } from '../../scripts/bench/edits.mjs';
import { figuresOf, judge, type Row, type Skipped, tailOf, toTable } from '../../scripts/bench/rows.mjs';
import { continuationLines, mainCf, shellScript, table, yaml } from '../../scripts/bench/texts.mjs';
import { SourceText } from '../../server/src/syntax/text.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('npm run bench -- --quick', () => {
  let rows: Row[];
  let skipped: Skipped[];
  beforeAll(() => {
    ({ rows, skipped } = quickBench());
  });

  const found = (part: string) => rows.filter(({ what }) => what.startsWith(part));

  test('measures every part', () => {
    for (const part of [
      'keystroke, main.cf',
      'open, table',
      'keystroke, table',
      'hover, main.cf',
      'completion, main.cf',
      'trace, cold',
      'trace, warm',
      'hover, entry of a table',
      'code lenses, table',
      'lint',
      'start',
      'bundle',
    ])
      expect(found(part), part).not.toEqual([]);
    expect(found('growth').map(({ what }) => what.split(', ')[1])).toEqual([
      'main.cf',
      'table',
      'nested braces',
      'one long line',
      'continuation lines',
    ]);
  });

  test('says what it left out', () => {
    expect(skipped.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['other language servers', 'postconf -n']),
    );
  });

  test('does the work that it measures', () => {
    const [keystroke] = found('keystroke, main.cf of 100 lines');
    expect(keystroke).toMatchObject({ count: 8 });
    // Every answer has the findings of the whole file: its mistakes are on other lines than the edits.
    expect(keystroke?.findings).toBeGreaterThanOrEqual(8);
    expect(found('lint 3 directories')[0]?.findings).toBeGreaterThanOrEqual(3);
    expect(found('start to initialize')[0]).toMatchObject({ count: 2 });
    // Linux counts the time on a core in steps of a few milliseconds.
    for (const { what, figures } of rows)
      if (!what.endsWith('running')) expect(figures.median, what).toBeGreaterThan(0);
    expect(found('trace, cold')[0]?.count).toBeGreaterThanOrEqual(20);
  });

  test('gives no verdict, because the budgets are for other sizes', () => {
    expect(rows.filter(({ verdict }) => verdict)).toEqual([]);
  });
});

describe('texts', () => {
  test.each([{ mainCf }, { table }, { shellScript }, { yaml }, { continuationLines }])(
    '$0 have as many lines as they should, on every run',
    (texts) => {
      for (const text of Object.values(texts)) {
        for (const lines of [10, 1000, 5000]) {
          expect(text(lines).match(/\n/g)).toHaveLength(lines);
          expect(text(lines)).toBe(text(lines));
        }
      }
    },
  );
});

describe('keystrokes', () => {
  const text = mainCf(100);

  test('match their descriptions, and leave the text unchanged', () => {
    let typed = SourceText.of(text);
    for (const edit of keystrokes(text, 40)) {
      const { start, end } = edit.range;
      typed = typed.edit({ start: typed.offsetAt(start), end: typed.offsetAt(end), text: edit.text });
      expect(typed.toString()).toBe(edit.after());
    }
    expect(typed.toString()).toBe(text);
  });

  test('are spread over the text, outside comments', () => {
    const lines = new Set([...keystrokes(text, 40)].map(({ range }) => range.start.line));
    expect(lines.size).toBe(10);
    expect([...lines].map((line) => text.split('\n')[line]).filter((line) => line?.startsWith('#'))).toEqual(
      [],
    );
  });
});

describe('a row', () => {
  const row = { what: 'typing', unit: 'ms', count: 3 };

  test('has the median of its figures, and a high percentile', () => {
    expect(figuresOf([3, 1, 2])).toEqual({ median: 2, p95: 3 });
    expect(figuresOf(Array.from({ length: 100 }, (_, i) => i + 1))).toEqual({ median: 50, p95: 95 });
    expect(tailOf(Array.from({ length: 1000 }, (_, i) => i + 1))).toEqual({
      median: 500,
      p95: 950,
      p99: 990,
      max: 1000,
    });
  });

  test('is judged by its highest percentile', () => {
    const figures = { median: 5, p95: 11 };
    expect(judge({ ...row, figures: { ...figures, p99: 13 }, budget: { limit: 12 } }).verdict).toBe('over');
    expect(judge({ ...row, figures, budget: { limit: 10 } }).verdict).toBe('over');
    expect(judge({ ...row, figures: { median: 5 }, budget: { limit: 10 } }).verdict).toBe('ok');
  });

  test('is judged by the ratio to its peer', () => {
    const peer = { name: 'peer', median: 4, p95: 22 };
    const judged = judge({ ...row, figures: { median: 5, p95: 11 }, peer, budget: { ratio: 1 } });
    expect(judged).toMatchObject({ ratio: 0.5, verdict: 'ok' });
  });

  test('without a budget has no verdict', () => {
    expect(judge({ ...row, figures: { median: 5 } })).toEqual({ ...row, figures: { median: 5 } });
  });

  test('becomes a line of an aligned table', () => {
    const peer = { name: 'peer', median: 1234.5 };
    const rows = [
      judge({ ...row, figures: { median: 0.1234, p95: 9, p99: 11, max: 12 }, budget: { limit: 10 } }),
      judge({ ...row, what: 'memory', unit: 'MB', figures: { median: 42 }, peer }),
    ];
    expect(toTable(rows)).toBe(
      [
        'what    median   p95   p99   max  unit  held against  median  p95  ratio  budget',
        'typing    0.12  9.00  11.0  12.0  ms                                      ≤ 10 ms  over',
        'memory    42.0                    MB    peer            1235       0.034',
      ].join('\n'),
    );
  });
});

function quickBench(): { rows: Row[]; skipped: Skipped[] } {
  if (!existsSync(join(root, 'server/dist/server.cjs'))) throw new Error('there is no build: npm run build');
  const program = join(root, 'scripts/bench/bench.mjs');
  const output = execFileSync(process.execPath, [program, '--quick', '--no-build', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}
