// What the real postmap(1) says about tables that are written in place.
import { expect, test } from 'vitest';
import { soundTables, unsoundTables } from '../syntax/tables/in-place.ts';
import { describePostfix, postmap, withInstanceDirectory } from './harness';

describePostfix('a table that is written in place', () => {
  test('postmap says what we say', async () => {
    await withInstanceDirectory({ 'main.cf': 'compatibility_level = 3.6\n' }, async (directory) => {
      const said = (table: string) => postmap(directory, ['-q', 'a', table]).then(({ stderr }) => stderr);
      const unsound = await Promise.all(unsoundTables.map(([table]) => said(table)));
      for (const [i, [, problem]] of unsoundTables.entries())
        expect(unsound[i]?.trimEnd().endsWith(`fatal: ${problem}`), problem).toBe(true);
      for (const stderr of await Promise.all(soundTables.map(said))) expect(stderr).not.toContain('fatal');
    });
  });

  test('postmap warns about entries that are not valid', async () => {
    await withInstanceDirectory({ 'main.cf': 'compatibility_level = 3.6\n' }, async (directory) => {
      const warnings = await Promise.all(
        unsoundEntries.map(([table]) => postmap(directory, ['-q', 'a', table]).then(({ stderr }) => stderr)),
      );
      for (const [i, [table, warning]] of unsoundEntries.entries())
        expect(warnings[i], table).toContain(warning);
    });
  });
});

/** The same warnings as for lines of files. */
const unsoundEntries = [
  ['regexp:{ {/a b} }', 'line 1: no closing regexp delimiter "/"'],
  ['pcre:{ {/b/ c}, {/(a/ b} }', 'line 2: error in regex'],
  ['cidr:{ {1.2.3.4/33 x} }', 'line 1: bad mask length in "1.2.3.4/33": skipping this rule'],
  ['regexp:{{if /a/} {/b/ c}}', 'line 1: IF has no matching ENDIF'],
  ['cidr:{ {10.0.0.1/8 x} }', 'line 1: non-null host address bits in "10.0.0.1/8"'],
] as const;
