// Tables as postmap(1) and postalias(1) read them: every real file, as every kind of table, whatever its purpose. They
// must store what we say is stored, and warn about exactly the lines that we report, in the same words.
import { expect, test } from 'vitest';
import {
  type Comparison,
  compareAliases,
  compareCidr,
  compareKeyValue,
  comparePatterns,
  summary,
} from '../syntax/tables/comparison.ts';
import { hasCorpus, kindOf, realFiles } from '../syntax/tables/corpus.ts';
import { describePostfix, findPostfix } from './harness.ts';

const files = realFiles();
const from = hasCorpus ? 'the corpus and our own files' : 'our own files, since there is no corpus';

function expectSame(what: string, comparison: Comparison): void {
  console.log(summary(what, comparison));
  expect(comparison.differences).toEqual([]);
}

describePostfix(`Tables (${from})`, () => {
  test('which files are tables', () => {
    const counts = new Map<string, number>();
    for (const path of files.keys()) counts.set(kindOf(path), (counts.get(kindOf(path)) ?? 0) + 1);
    console.log([...counts].map(([kind, count]) => `${kind}: ${count}`).join(', '));
    expect([...counts.keys()]).toEqual(expect.arrayContaining(['key-value', 'aliases', 'pattern', 'cidr']));
  });

  test('key and value as postmap stores them', async () => {
    expectSame('postmap', await compareKeyValue(files));
  });

  test('lines that are not UTF-8, if smtputf8_enable requires it', async () => {
    expectSame('postmap, smtputf8_enable = yes', await compareKeyValue(files, { smtputf8: true }));
    expectSame('postalias, smtputf8_enable = yes', await compareAliases(files, { smtputf8: true }));
  });

  test('aliases as postalias stores them', async () => {
    expectSame('postalias', await compareAliases(files));
  });

  test('regexp: tables', async () => {
    expectSame('regexp', await comparePatterns(files, 'regexp'));
  });

  test.skipIf(!findPostfix()?.tableTypes.includes('pcre'))('pcre: tables', async () => {
    expectSame('pcre', await comparePatterns(files, 'pcre'));
  });

  test('cidr: tables', async () => {
    expectSame('cidr', await compareCidr(files));
  });
});
