import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('alias-database-type');

describe('alias-database-type', () => {
  test('marks tables without an index', async () => {
    const [found] = await lint(`
      alias_database = hash:/etc/aliases, pgsql:/etc/postfix/aliases.cf
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ alias-database-type
    `);
    expect(found?.message).toBe(
      'alias_database is for tables that newaliases creates. newaliases cannot create a table of type pgsql. ' +
        'newaliases exits with an error. ' +
        'Name the table only in alias_maps, and set alias_database to the local alias files, or to nothing.',
    );
  });

  test.each([
    'alias_database = hash:/etc/aliases\n',
    'alias_database = lmdb:/etc/aliases, cdb:/etc/aliases.lists\n',
    'alias_database =\n',
    'alias_maps = pgsql:/etc/postfix/aliases.cf\n',
    'alias_database = unheard:/etc/aliases\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
