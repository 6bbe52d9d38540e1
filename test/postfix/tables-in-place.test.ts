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
});
