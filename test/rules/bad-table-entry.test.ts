import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-table-entry');

const access = 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/access\n';
const aliases = 'alias_maps = hash:/etc/postfix/aliases\n';

describe('bad-table-entry', () => {
  test('marks a key without a value, and a quote that is not closed', async () => {
    const [found] = await lint({
      'main.cf': access,
      access: `
        example.com
        ^^^^^^^^^^^ bad-table-entry
        "example.net  OK
        ^^^^^^^^^^^^^^^^ bad-table-entry
        example.org  OK
      `,
    });
    expect(found?.message).toBe(
      'The key has no value. postmap skips the line and warns: "expected format: key whitespace value". ' +
        'Write the value after the key, or remove the line.',
    );
  });

  test('marks a duplicate key; as a hint if the value is the same', async () => {
    const [found, same] = await lint({
      'main.cf': access,
      access: `
        example.com  OK
        Example.COM  REJECT
        ^^^^^^^^^^^ bad-table-entry
        example.com  OK
        ^^^^^^^^^^^ bad-table-entry hint
      `,
    });
    expect(found?.message).toBe(
      'Line 1 already has the key "example.com". ' +
        'postmap keeps the first entry and warns: "duplicate entry: "example.com"". Remove one of the two entries.',
    );
    expect(found?.related).toEqual(['example.com']);
    expect(same?.tags).toEqual(['unnecessary']);
  });

  test('marks a duplicate key in a table that programs read themselves', async () => {
    const [found] = await lint({
      'main.cf': access.replace('hash:', 'texthash:'),
      access: `
        example.com  OK
        example.com  REJECT
        ^^^^^^^^^^^ bad-table-entry warning
        example.com  OK
        ^^^^^^^^^^^ bad-table-entry warning
      `,
    });
    expect(found?.message).toContain(
      'Programs such as smtpd cannot use the table, and log: "duplicate entry: "example.com"".',
    );
  });

  test('marks an entry that becomes part of the line before it', () =>
    lint({
      'main.cf': access,
      access: `
        example.com  OK
          example.net  REJECT no thanks
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-table-entry
      `,
    }));

  test('marks an alias without a colon, and a duplicate alias', () =>
    lint({
      'main.cf': aliases,
      aliases: `
        postmaster  root
        ^^^^^^^^^^^^^^^^ bad-table-entry
        root: admin
        "Root": somebody
        ^^^^^^ bad-table-entry
      `,
    }));

  test('marks them in an open table that no parameter names', () =>
    lint(
      { transport: 'example.com\n^^^^^^^^^^^ bad-table-entry information\n' },
      { languages: { transport: 'postfix-table' } },
    ));

  test('reports nothing for valid entries, quoted keys, and long results', () =>
    lint({
      'main.cf': `${access}${aliases}virtual_alias_maps = hash:/etc/postfix/virtual\n`,
      access: `
        # example.com
        example.com   REJECT we
          do not want this
        "example net" OK
        192.0.2       OK
        192.0.2.0     OK
      `,
      aliases: 'postmaster: root\nroot: "|/usr/bin/true x"\n',
      virtual: 'info@example.com a@example.net,\n  b@example.net\n',
    }));

  describe('fixes', () => {
    test('comment out the whole later entry', async () => {
      const files = { 'main.cf': access, access: 'a.example OK\na.example REJECT\n  no\n' };
      expect((await applyFix(files)).access).toBe('a.example OK\n#a.example REJECT\n#  no\n');
    });

    test('remove the white space', async () => {
      const files = { 'main.cf': access, access: 'a.example OK\n # really\n b.example OK\n' };
      expect((await applyFix(files)).access).toBe('a.example OK\n # really\nb.example OK\n');
      expect((await applyFix({ 'main.cf': access, access: '  a.example OK\n' })).access).toBe(
        'a.example OK\n',
      );
    });
  });
});
