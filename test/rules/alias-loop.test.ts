import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('alias-loop');

const virtual = `
myorigin = example.com
mydestination = example.com
virtual_alias_domains = example.org, example.net
virtual_alias_maps = hash:/etc/postfix/first, hash:/etc/postfix/second
`;
const local = `
myorigin = example.com
mydestination = example.com
alias_maps = hash:/etc/postfix/local
`;

describe('alias-loop', () => {
  test('marks each address of a loop of virtual aliases', async () => {
    const [first] = await lint({
      'main.cf': virtual,
      first: `
        sales@example.org   orders@example.org
                            ^^^^^^^^^^^^^^^^^^ alias-loop
        orders@example.org  archive@example.com, Office@example.org
                                                 ^^^^^^^^^^^^^^^^^^ alias-loop
        into@example.org    sales@example.org
      `,
      second: `
        office@example.org  sales@example.org
                            ^^^^^^^^^^^^^^^^^ alias-loop
      `,
    });
    expect(first?.message).toBe(
      'These aliases form a loop: sales@example.org → orders@example.org → office@example.org → sales@example.org. ' +
        'Postfix refuses mail to each address in the loop: "451 4.6.0 Alias expansion error". ' +
        'Remove an address from the loop. To deliver to a mailbox in the loop, also list its address in its own entry.',
    );
  });

  test('completes addresses, and follows entries for a domain', () =>
    lint({
      'main.cf': virtual,
      first: `
        staff               team@example.com
                            ^^^^^^^^^^^^^^^^ alias-loop
        team@example.com    staff
                            ^^^^^ alias-loop
        @example.org        @example.net
                            ^^^^^^^^^^^^ alias-loop
        @example.net        @example.org
                            ^^^^^^^^^^^^ alias-loop
      `,
      second: 'unused@example.com x@example.com\n',
    }));

  test('marks each address of a loop of aliases', async () => {
    const [first] = await lint({
      'main.cf': local,
      local: `
        root: admins
              ^^^^^^ alias-loop
        admins: kim@example.net, root@example.com
                                 ^^^^^^^^^^^^^^^^ alias-loop
        both: both, other
                    ^^^^^ alias-loop
        other: both
               ^^^^ alias-loop
      `,
    });
    expect(first?.message).toBe(
      'These aliases form a loop: root → admins → root@example.com. ' +
        'local(8) returns mail to each of these aliases, and logs: "alias database loop". ' +
        'Remove an address from the loop, or write \\user to deliver to the mailbox of a user.',
    );
  });

  test('reports nothing for virtual aliases that end', () =>
    lint({
      'main.cf': virtual,
      first:
        'bob@example.org bob@example.org, archive@example.com\ninfo@example.org bob@example.org\n' +
        // The expansion of a@ stops at b@, which is in its own result.
        'a@example.org b@example.org\nb@example.org b@example.org, a@example.org\n' +
        // An entry of its own comes before the entry for the domain.
        '@example.net kim@example.net\nkim@example.net kim@example.com\n' +
        '@example.org bob@example.org\n',
      second: 'archive@example.com kim@elsewhere.example\n',
    }));

  test('reports nothing if another table can interrupt the loop', () =>
    lint({
      'main.cf': virtual.replace('hash:/etc/postfix/first', 'mysql:/etc/postfix/first'),
      second: 'a@example.org b@example.org\nb@example.org a@example.org\n',
    }));

  test('reports nothing for aliases if names without a domain belong to another host', () =>
    lint({
      'main.cf': local.replace('myorigin = example.com', 'myorigin = example.net'),
      local: 'root: admins\nadmins: root\n',
    }));

  test('reports nothing for aliases that end in a mailbox or on another host', () =>
    lint({
      'main.cf': local,
      local:
        'root: root, kim@example.net\nbob: alice\nalice: \\alice, \\bob\nfar: far@example.net\npipe: "|/usr/bin/pipe pipe"\nlist: :include:/etc/list\n',
    }));
});
