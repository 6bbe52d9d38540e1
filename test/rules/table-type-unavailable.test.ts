import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('table-type-unavailable');

describe('table-type-unavailable', () => {
  test('marks a type that Postfix does not have', async () => {
    const [found] = await lint(`
      virtual_alias_maps = hsh:/etc/postfix/virtual
                           ^^^ table-type-unavailable
    `);
    expect(found?.message).toBe(
      'Postfix has no table type "hsh". ' +
        'Every lookup fails, and Postfix logs: "unsupported dictionary type: hsh". Did you mean hash?',
    );
  });

  test('marks the type after proxy:, in a restriction, in a class, and in an -o option', () =>
    lint({
      'main.cf': `
        canonical_maps = proxy:mysq:/etc/postfix/x.cf
                               ^^^^ table-type-unavailable
        smtpd_client_restrictions = check_client_access tezthash:/etc/postfix/access
                                                        ^^^^^^^^ table-type-unavailable
        smtpd_restriction_classes = own
        own = check_sender_access hasch:/etc/postfix/senders
                                  ^^^^^ table-type-unavailable
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_sender_login_maps=pcree:/etc/postfix/logins
                                     ^^^^^ table-type-unavailable
      `,
    }));

  test('marks a type that the release does not have yet', async () => {
    const text =
      'virtual_alias_maps = mongodb:/etc/postfix/x.cf\n                     ^^^^^^^ table-type-unavailable\n';
    const [found] = await lint(text, { version: '3.7' });
    expect(found?.message).toContain('which was added in Postfix 3.9.');
    await lint('virtual_alias_maps = mongodb:/etc/postfix/x.cf\n', { version: '3.11' });
  });

  test('reports nothing for types from any package, and for addresses with colons', () =>
    lint(`
      virtual_alias_maps = ldap:/x, lmdb:/x, pcre:/x, texthash:/x, unionmap:{static:a, inline:{b=c}}, $nowhere
      mynetworks = [::1]/128, 2001:db8::1
    `));

  test('the fix writes the type that was meant', async () => {
    expect(await applyFix('virtual_alias_maps = proxy:hsh:/x\n')).toBe(
      'virtual_alias_maps = proxy:hash:/x\n',
    );
  });
});
