import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('unknown-milter-macro');

describe('unknown-milter-macro', () => {
  test('marks misspelled macros', async () => {
    const found = await lint(`
      milter_mail_macros = i {mail_addr} {client_addr} {auth_auten}
                                                       ^^^^^^^^^^^^ unknown-milter-macro
      milter_connect_macros = j, daemon_nam, {client_conections}
                                 ^^^^^^^^^^ unknown-milter-macro
                                             ^^^^^^^^^^^^^^^^^^^ unknown-milter-macro
    `);
    expect(found[0]?.message).toBe(
      'Postfix has no macro {auth_auten}. ' +
        'Postfix does not send it to the Milters, and logs no warning. ' +
        'Did you mean {auth_authen}?',
    );
  });

  test('marks macros of other programs and of later releases as information', async () => {
    await lint(`
      milter_connect_macros = j {if_name} {hostname_of_peer}
                                ^^^^^^^^^ unknown-milter-macro information
                                          ^^^^^^^^^^^^^^^^^^ unknown-milter-macro information
    `);
    const [later] = await lint(
      `
      milter_connect_macros = j {daemon_port}
                                ^^^^^^^^^^^^^ unknown-milter-macro information
    `,
      { version: '3.1' },
    );
    expect(later?.message).toContain(
      'The macro {daemon_port} requires Postfix 3.2, but this is Postfix 3.1.',
    );
  });

  test('reports nothing for macros that Postfix has, in both forms, and for defaults', async () => {
    await lint(`
      milter_connect_macros = j {daemon_name} daemon_addr v {v} _ {_} {i}
      milter_rcpt_macros = {rcpt_addr} {rcpt_host} {own_macro} other
      milter_macro_defaults = {own_macro}=x, { {other} = a b }
    `);
    await lint('milter_rcpt_macros = $milter_mail_macros {rcpt_addr}\n');
  });

  test('the fix keeps the form of the name', async () => {
    expect(await applyFix('milter_mail_macros = i {auth_auten}\n')).toBe(
      'milter_mail_macros = i {auth_authen}\n',
    );
    expect(await applyFix('milter_mail_macros = i auth_auten\n')).toBe(
      'milter_mail_macros = i auth_authen\n',
    );
  });
});
