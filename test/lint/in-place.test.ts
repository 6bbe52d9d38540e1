// The entries of tables that are written in main.cf and master.cf get the findings of tables in files.
import { describe, expect, test } from 'vitest';
import { tablesInPlace } from '../../server/src/instance/tables-in-place.ts';
import { inFileOfValue } from '../../server/src/lint/in-place.ts';
import type { Finding } from '../../server/src/lint/rule.ts';
import { instanceOf } from '../instance/support.ts';
import { applyFix, fixTitles, lint } from '../support/markers.ts';

test('patterns and networks that are not valid', () =>
  lint({
    'main.cf': `
      smtpd_client_restrictions = check_client_access cidr:{ {1.2.3.4/33 OK}, {1.2.3.4 DUNNO} }
                                                                      ^^ bad-pattern-entry
      canonical_maps = regexp:{ {/a b} }
                                 ^ bad-pattern-entry
          pcre:{ {/(a/ b} {/c/ d}
                   ^^ bad-pattern-entry
               {if /e/} }
                ^^ bad-pattern-entry warning
    `,
    'master.cf': `
      cleanup unix n - n - 0 cleanup -o { canonical_maps = regexp:{ {/a b} } }
                                                                     ^ bad-pattern-entry
    `,
  }));

test('a value from a $name is marked where it is set', () =>
  lint(`
    patterns = {/a b} {/c/ d}
                ^ bad-pattern-entry
    canonical_maps = regexp:{ $patterns }
  `));

test('results, by the use of the table', () =>
  lint(`
    smtpd_helo_restrictions = check_helo_access inline:{ a.example=REJECTED, { b.example = REJECT no } }
                                                                   ^^^^^^^^ bad-access-action
        check_helo_access pcre:{ {/^c/ hash:/etc/postfix/x} {/^d/ DUNNO} }
                                       ^^^^^^^^^^^^^^^^^^^ bad-access-action
    transport_maps = inline:{ { a.example = smtp:mx.a.example } }
                                                 ^^^^^^^^^^^^ transport-without-brackets information
    virtual_alias_maps = inline:{ { @a.example = |/usr/bin/command } }
                                                 ^^^^^^^^^^^^^^^^^ alias-not-address
  `));

test('keys', () =>
  lint(`
    smtpd_sender_restrictions = check_sender_access inline:{ { @a.example = REJECT } }
                                                               ^^^^^^^^^^ key-never-matches
        check_client_access inline:{192.0.2.0/24=REJECT}
                                    ^^^^^^^^^^^^ bad-address-pattern
    sender_canonical_maps = inline:{ { /@a/ = b@c.example } }
                                       ^^^^ wrong-table-format
  `));

test('an entry that is never reached is described without line numbers', async () => {
  const [found] = await lint(`
    canonical_maps = regexp:{ {/./ a} {/b/ c} }
                                       ^^^ unreachable-table-entry
  `);
  expect(found?.message).toBe(
    'An earlier entry matches everything, so this entry and similar entries after it never apply. ' +
      'Postfix uses only the first match and logs nothing. Move them before it, or remove them.',
  );
  expect(found?.related).toEqual(['/./']);
});

test('fixes change the value, if the text means the same there as in a file', async () => {
  expect(await applyFix('mynetworks = cidr:{ {10.0.0.1/8 OK} }\n', 'bad-pattern-entry')).toBe(
    'mynetworks = cidr:{ {10.0.0.0/8 OK} }\n',
  );
  const shared = 'networks = 10.0.0.1/8 OK\nmynetworks = cidr:{ {$networks} }\n';
  expect(await applyFix(shared, 'bad-pattern-entry')).toBe(
    'networks = 10.0.0.0/8 OK\nmynetworks = cidr:{ {$networks} }\n',
  );
  const keys = 'smtpd_helo_restrictions = check_helo_access inline:{ { *.a.example = REJECT } }\n';
  expect(await fixTitles(keys, 'key-never-matches')).toEqual(['Change to a.example']);
});

test('nothing is reported where braces are part of a file name, or where a table is valid', () =>
  lint(
    `
    canonical_maps = regexp:{ {/a b} } cidr:{ {1.2.3.4/33 OK} }
    `,
    { version: '3.6', about: 'bad-pattern-entry' },
  ));

test('nothing is reported about valid tables', () =>
  lint(`
    alias_maps = inline:{ { root = admin }, { a: = b } }
    canonical_maps = inline:{ a=b, { c = }, {"d e"=f}, a=c }
    smtpd_client_restrictions = check_client_access cidr:{ {10.0.0.0/8 REJECT no} {#1.2.3.4/33 no} }
    smtpd_recipient_restrictions = check_recipient_access pcre:{ {/^(a)$$/ REJECT $$1} }, reject
  `));

describe('a finding in a table that is written in a value', () => {
  const main = 'word = OK\nmynetworks = cidr:{ {192.0.2.1 $word} }\n';
  const instance = instanceOf({ main });
  const [uri] = tablesInPlace(instance).keys();
  if (uri === undefined) throw new Error('no table');
  const text = tablesInPlace(instance).get(uri)?.table.tree.text.toString() ?? '';

  const inTable = (part: string) => {
    const start = text.indexOf(part);
    return { uri, start, end: start + part.length };
  };
  const inFile = (part: string) => {
    const start = main.indexOf(part);
    return { uri: 'file:///etc/postfix/main.cf', start, end: start + part.length };
  };
  const relocated = (more: Partial<Finding>) =>
    inFileOfValue(instance, { at: inTable('192.0.2.1'), message: 'm', ...more });

  test('gets its place in the file, and so do its related places', () => {
    const related = [
      { at: inTable('192'), message: 'in the table' },
      { at: inFile('word'), message: 'in the file' },
    ];
    expect(relocated({ related })).toEqual({
      at: inFile('192.0.2.1'),
      message: 'm',
      related: [
        { at: inFile('192'), message: 'in the table' },
        { at: inFile('word'), message: 'in the file' },
      ],
    });
  });

  test('keeps fixes that change the table, and fixes elsewhere', () => {
    const edits = [
      { at: inTable('192.0.2.1'), text: '192.0.2.2' },
      { at: inFile('word'), text: '$other' },
    ];
    expect(relocated({ fixes: [{ title: 'Change', edits }] }).fixes).toEqual([
      {
        title: 'Change',
        edits: [
          { at: inFile('192.0.2.1'), text: '192.0.2.2' },
          { at: inFile('word'), text: '$other' },
        ],
      },
    ]);
  });

  test.each(['a#b', 'a$b', 'a{b', 'a}b', 'a\nb'])('loses a fix that inserts %j', (inserted) => {
    const edits = [
      { at: inTable('192.0.2.1'), text: '192.0.2.2' },
      { at: inTable('192.0.2.1'), text: inserted },
    ];
    expect(relocated({ fixes: [{ title: 'Change', edits }] }).fixes).toEqual([]);
  });

  test('loses a fix that only inserts, or that changes the value of a $name', () => {
    const place = inTable('192.0.2.1');
    const fixes = [
      { title: 'Insert', edits: [{ at: { ...place, end: place.start }, text: 'a' }] },
      { title: 'Change', edits: [{ at: inTable('1 OK'), text: 'a' }] },
    ];
    expect(relocated({ fixes }).fixes).toEqual([]);
  });

  test('in another file is left as it is', () => {
    const finding: Finding = {
      at: inFile('word'),
      message: 'm',
      related: [{ at: inTable('192'), message: 'n' }],
    };
    expect(inFileOfValue(instance, finding)).toEqual(finding);
  });
});
