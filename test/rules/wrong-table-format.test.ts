import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('wrong-table-format');

const mainCf = 'virtual_alias_maps = hash:/etc/postfix/virtual\nalias_maps = hash:/etc/postfix/aliases\n';

describe('wrong-table-format', () => {
  test('marks lines that belong in other kinds of tables', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      virtual: `
        info@example.com: a@example.net
                        ^ wrong-table-format
        /^sales@/i        a@example.net
        ^^^^^^^^^^ wrong-table-format
        b@example.com = a@example.net
                      ^ wrong-table-format
      `,
      aliases: `
        info@example.com: a
            ^ wrong-table-format
      `,
    });
    expect(found?.message).toBe(
      'The colon is part of the key "info@example.com:", so lookups do not find the entry. postmap keeps the line but warns: ' +
        '"record is in "key: value" format; is this an alias file?". ' +
        'Remove the colon. Entries with a colon belong in a file for alias_maps.',
    );
  });

  test('reports nothing for lines in their own format', () =>
    lint({
      'main.cf': `${mainCf}transport_maps = pcre:/etc/postfix/transport\n`,
      virtual: 'info@example.com a@example.net\n@example.org @example.net\n/a b@example.net\n',
      aliases: 'info: a@example.net\n"a b": c\n',
      transport: '/^a/ smtp:\n',
    }));

  test('reports nothing for patterns in a file that the configuration does not refer to, which may be a table of patterns', () =>
    lint({ 'main.cf': '', virtual: '/^a@/ b@example.net\n' }, { languages: { virtual: 'postfix-table' } }));

  test('treats an alias file as one, even if it has another use too', () =>
    lint({
      'main.cf': `
        local_recipient_maps = hash:/etc/postfix/aliases
        alias_maps = $local_recipient_maps
      `,
      aliases: 'info: a@example.net\n',
    }));

  test('a texthash: table for aliases has no colons', () =>
    lint({
      'main.cf': 'alias_maps = texthash:/etc/postfix/aliases\n',
      aliases: `
        info a@example.net, "|/usr/bin/sort"
        sales: b@example.net
             ^ wrong-table-format
      `,
    }));

  test('an alias file that is also named as texthash:', () =>
    lint({
      'main.cf': `
        alias_database = hash:/etc/postfix/aliases
        alias_maps = texthash:/etc/postfix/aliases
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-table-format
      `,
      aliases: 'info: a@example.net\n',
    }));

  test.each([
    ['a@example.com: b\n', 'a@example.com b\n'],
    ['a@example.com = b\n', 'a@example.com b\n'],
  ])('the fix for %j', async (virtual, after) => {
    expect((await applyFix({ 'main.cf': mainCf, virtual })).virtual).toBe(after);
  });
});
