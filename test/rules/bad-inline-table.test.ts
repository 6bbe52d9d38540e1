import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('bad-inline-table');

describe('bad-inline-table', () => {
  test('marks a table that Postfix cannot open', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = check_client_access inline:{ foo = xx }
                                                      ^^^^^^^^^^^^^^^^^^^ bad-inline-table
    `);
    expect(found?.message).toBe(
      '"inline:{ foo = xx }" is not a valid table. Every lookup fails, and Postfix logs: ' +
        `"missing '=' after attribute name: "inline:{ foo = xx }"; need "inline:{name=value...}"". ` +
        'Write it as inline:{ {key = value} … }.',
    );
  });

  test('also inside other tables, and in lists of patterns', () =>
    lint(`
      canonical_maps = pipemap:{inline:{a=b}, static:{c}x}
                                              ^^^^^^^^^^^ bad-inline-table
      relay_domains = randmap:123
                      ^^^^^^^^^^^ bad-inline-table
    `));

  test('reports nothing about valid tables, files, and values that are not known', () =>
    lint(`
      canonical_maps = inline:{a=b, {c = d e}} static:x static:{a b} unionmap:{static:a, hash:/etc/postfix/b}
      transport_maps = regexp:{ {/a/ b} } cidr:/etc/postfix/networks
      relay_domains = inline:\${undefined_name}
    `));

  test('reports nothing where braces are part of a file name', () =>
    lint('canonical_maps = regexp:{ /a/ b }\n', { version: '3.6' }));
});
