// What must hold in the grammars, whatever the snapshots say.

import { describe, expect, test } from 'vitest';
import { expectScopes } from './expect-scopes.ts';
import { contributions, grammarOf, tokenize } from './tokenize.ts';

describe('comments (readlline.c)', () => {
  test("a '#' after a value is no comment", async () => {
    await expectScopes(
      'postfix-main',
      `
smtpd_banner = $myhostname ESMTP # text
                                 ^^^^^^ -comment
                ^^^^^^^^^^ variable.other.reference
smtpd_client_restrictions = permit_mynetworks #reject
                                              ^^^^^^^ -comment
`,
    );
  });

  test.each([
    ['postfix-master', 'smtp inet n - n - - smtpd # text'],
    ['postfix-table', 'example.org OK # text'],
    ['postfix-aliases', 'root: admin # text'],
    ['postfix-regexp', '/a/ WARN # text'],
    ['postfix-regexp', 'if /a/ # text'],
    ['postfix-cidr', '192.0.2.0/24 OK # text'],
    ['postfix-database', 'user = postfix # text'],
    ['postfix-database', 'query = SELECT a FROM b # text'],
  ])('nor is it in %s: %s', async (languageId, line) => {
    await expectScopes(languageId, `${line}\n${' '.repeat(line.indexOf('#'))}^^^^^^ -comment`);
  });

  test('a line is a comment when its first character that is not white space is #', async () => {
    await expectScopes(
      'postfix-main',
      `
#at the margin
^^^^^^^^^^^^^^ comment.line.number-sign
  \t# indented = yes
   ^^^^^^^^^^^^^^^^ comment.line.number-sign
`,
    );
  });

  test('a no-break space is not white space for Postfix, so no comment follows it', async () => {
    await expectScopes('postfix-main', '\u00a0# text\n^^^^^^^^ -comment'.replace('^^^^^^^^', '^^^^^^^'));
  });

  test('comments and empty lines do not end a value', async () => {
    await expectScopes(
      'postfix-main',
      `
mynetworks = 127.0.0.0/8
# at the margin
^^^^^^^^^^^^^^^ comment.line.number-sign

  # indented
  ^^^^^^^^^^ comment.line.number-sign
  permit = $x
  ^^^^^^ -variable.other.assignment
            ^ variable.other.reference
next = yes
^^^^ variable.other.assignment
`,
    );
  });

  test('nor do they end a brace, an expression or a quoted string', async () => {
    await expectScopes(
      'postfix-main',
      `
x = inline:{
# }
^^^ comment.line.number-sign
  { a = \${b?{c
  # }}}
  ^^^^^ comment.line.number-sign
    }:{d}} } }
       ^ meta.reference
            ^ meta.braces
    e
    ^ -meta.braces
`,
    );
    await expectScopes(
      'postfix-aliases',
      `
root: "|/bin/a
# a comment
^^^^^^^^^^^ comment.line.number-sign
  , b", c
    ^ string.quoted.double
      ^ -string
`,
    );
  });

  test('and they do not end the fields of a service or its arguments', async () => {
    await expectScopes(
      'postfix-master',
      `
smtp inet n
# a comment
^^^^^^^^^^^ comment.line.number-sign
  - y -
    ^ constant.language.boolean
  10 smtpd
  ^^ constant.numeric
     ^^^^^ entity.name.function.command

# -o no=override
^^^^^^^^^^^^^^^^ comment.line.number-sign
  -o soft_bounce=yes
  ^^ keyword.other.override
     ^^^^^^^^^^^ variable.other.assignment
                 ^^^ constant.language.boolean
`,
    );
  });
});

describe('main.cf', () => {
  test('a name needs no white space around its =, and takes what is not white space', async () => {
    await expectScopes(
      'postfix-main',
      `
policy-spf_time_limit=3600s
^^^^^^^^^^^^^^^^^^^^^ variable.other.assignment
                     ^ keyword.operator.assignment
                      ^^^^ constant.numeric
                          ^ keyword.other.unit
`.replace('                      ^^^^ constant.numeric\n', '                      ^^^^ constant.numeric\n'),
    );
  });

  test('a line without = does not look like an entry', async () => {
    await expectScopes(
      'postfix-main',
      `
virtual transport = smtp
^^^^^^^^^^^^^^^^^ -variable
                  ^ -keyword
`,
    );
  });

  test('a first line that begins with white space belongs to nothing', async () => {
    await expectScopes('postfix-main', '  relayhost = x\n  ^^^^^^^^^ -variable\na = b\n^ variable.other.assignment');
  });

  test('yes and no only where they are the whole value', async () => {
    await expectScopes(
      'postfix-main',
      `
soft_bounce = YES
              ^^^ constant.language.boolean
disclaimer = no reply
             ^^ -constant
a = \${b?{yes}:{ no }}
         ^^^ constant.language.boolean
               ^^ constant.language.boolean
`,
    );
  });

  test('$name ends where Postfix ends it, ${name} at its own bracket', async () => {
    await expectScopes(
      'postfix-main',
      `
a = $mail_name-x $$b \${c?$(d)} e}
     ^^^^^^^^^ variable.other.reference
              ^^ -variable
                 ^^ constant.character.escape
                   ^ -variable
                       ^ variable.other.reference
                           ^ variable.other.reference
                                ^ -meta.reference
`,
    );
  });

  test('relational expressions nest', async () => {
    await expectScopes(
      'postfix-main',
      `
a = \${{$b} >= {2} ? {\${{c} == {d} ? {e} : {f}}} : {g}} h
            ^^ keyword.operator.comparison
                   ^ keyword.operator.ternary
                             ^^ keyword.operator.comparison
                                                 ^ keyword.operator.ternary
                                                       ^ -meta.reference
`,
    );
  });

  test('a table type before a colon, through proxies', async () => {
    await expectScopes(
      'postfix-main',
      `
virtual_alias_maps = proxy:mysql:/etc/postfix/aliases.cf, hash:$config_directory/virtual
                     ^^^^^ support.type.table
                           ^^^^^ support.type.table
                                 ^^^^^^^^^^^^^^^^^^^^^^^ string.unquoted.path
                                                        ^ punctuation.separator.comma
                                                          ^^^^ support.type.table
                                                                ^^^^^^^^^^^^^^^^ variable.other.reference
                                                                                ^^^^^^^^ string.unquoted.path
tls_high_cipherlist = HIGH:!aNULL
                      ^^^^ -support
                           ^ keyword.operator.logical.not
`,
    );
  });

  test('restrictions by the shape of their names', async () => {
    await expectScopes(
      'postfix-main',
      `
smtpd_recipient_restrictions = permit_mynetworks, check_sender_access hash:/etc/postfix/reject reject
                               ^^^^^^^^^^^^^^^^^ support.function.restriction
                                                  ^^^^^^^^^^^^^^^^^^^ support.function.restriction
                                                                           ^^^^^^^^^^^^^^^^^^^ string.unquoted.path
                                                                                               ^^^^^^ keyword.control.restriction
  $permit_ours reject.example.org user@reject
   ^^^^^^^^^^^ variable.other.reference
               ^^^^^^^^^^^^^^^^^^ -keyword
                                  ^^^^^^^^^ -keyword
`,
    );
  });

  test("{{ }} is Postfix's after inline: and ${, and a template's elsewhere", async () => {
    await expectScopes(
      'postfix-main',
      `
a = inline:{{b = c}} \${{d} == {e} ? {f}} {{ g }}
           ^^ punctuation.section.braces.begin
           ^^^^^^^^^ -meta.template
                       ^^^^^^^^^^^^^^^^^ -meta.template
                                         ^^^^^^^ meta.template
`,
    );
  });
});

describe('master.cf', () => {
  test('eight fields', async () => {
    await expectScopes(
      'postfix-master',
      `
127.0.0.1:10025 inet n - y 60? 100 smtpd -v
^^^^^^^^^ constant.numeric.address
          ^^^^^ constant.numeric.port
                ^^^^ storage.type.service
                     ^ meta.field.private
                       ^ meta.field.unprivileged
                       ^ constant.language.default
                         ^ meta.field.chroot
                           ^^^ meta.field.wakeup
                             ^ keyword.operator.optional
                               ^^^ meta.field.process-limit
                                   ^^^^^ entity.name.function.command
                                         ^^ constant.other.option
`,
    );
  });

  test('the value of -o name=value ends at white space, that of -o { } does not', async () => {
    await expectScopes(
      'postfix-master',
      `
smtp inet n - n - - smtpd
  -o smtpd_sender_restrictions=permit_mynetworks, reject
                               ^^^^^^^^^^^^^^^^^ support.function.restriction
                                                  ^^^^^^ -meta.override
  -o { smtpd_sender_restrictions = permit_mynetworks, reject } -v
       ^^^^^^^^^^^^^^^^^^^^^^^^^ variable.other.assignment
                                                      ^^^^^^ meta.override
                                                               ^^ -meta.override
  -o
  soft_bounce=no
  ^^^^^^^^^^^ variable.other.assignment
`,
    );
  });

  test('what pipe(8) takes', async () => {
    await expectScopes(
      'postfix-master',
      `
x unix - n n - - pipe flags=DRh user=vmail:mail argv=/bin/x \${recipient} $(sender)
                      ^^^^^ entity.other.attribute-name
                                ^^^^ entity.other.attribute-name
                                     ^^^^^ string.unquoted.user
                                           ^^^^ string.unquoted.group
                                                     ^^^^^^ string.unquoted.path
                                                              ^^^^^^^^^ variable.other.reference
                                                                           ^^^^^^ variable.other.reference
`,
    );
  });
});

describe('tables', () => {
  test('a key may be quoted, or hold white space behind a backslash (postmap.c)', async () => {
    await expectScopes(
      'postfix-table',
      `
"a b"@example.org c\\ d
^^^^^ entity.name.tag.key
                  ^^^^ -entity
a\\ b OK
^^^^ entity.name.tag.key
     ^^ keyword.control.action
`,
    );
  });

  test('actions only as the first word of a result', async () => {
    await expectScopes(
      'postfix-table',
      `
example.org Reject ok
            ^^^^^^ keyword.control.action
                   ^^ -keyword
  hold
  ^^^^ -keyword
ok ok@example.org
^^ entity.name.tag.key
   ^^^^^^^^^^^^^^ -keyword
`,
    );
  });

  test('aliases: a comma inside quotes separates nothing', async () => {
    await expectScopes(
      'postfix-aliases',
      `
"a, b": "|/bin/x c, d", :include:/etc/list, /var/mail/x
^^^^^^ entity.name.tag.key
         ^ keyword.operator.pipe
          ^^^^^^^^^^^^ string.quoted.double
                  ^ -punctuation
                        ^^^^^^^^^ keyword.control.include
                                 ^^^^^^^^^ string.unquoted.path
                                            ^^^^^^^^^^^ string.unquoted.path
`,
    );
  });

  test('regexp: the first delimiter without a backslash ends the pattern, whatever it is and wherever it stands', async () => {
    await expectScopes(
      'postfix-regexp',
      `
/a\\/[^b]/i REJECT $1 \${2}
^^^^^^^^^^ string.regexp
 ^^^^^^^^ -punctuation.definition.string
         ^ keyword.other.flags
           ^^^^^^ keyword.control.action
                   ^ variable.other.reference
                      ^ variable.other.reference
/[/]/ OK
^^^ string.regexp
   ^^ -string
~/a/~ OK
^^^^^ string.regexp
      ^^ keyword.control.action
`,
    );
  });

  test('regexp: if and endif in any case, with !', async () => {
    await expectScopes(
      'postfix-regexp',
      `
If !/a/
^^ keyword.control.conditional
   ^ keyword.operator.logical.not
    ^^^ string.regexp
ENDIF
^^^^^ keyword.control.conditional
ifconfig OK
^^ -keyword
`,
    );
  });

  test('cidr: a network and its mask', async () => {
    await expectScopes(
      'postfix-cidr',
      `
!2001:db8::/32 DUNNO
^ keyword.operator.logical.not
 ^^^^^^^^^^ constant.numeric.address
            ^^ constant.numeric.mask
               ^^^^^ keyword.control.action
if 10.0.0.0/8
^^ keyword.control.conditional
   ^^^^^^^^ constant.numeric.address
`,
    );
  });

  test('a client file knows no $name; %s stands for the key', async () => {
    await expectScopes(
      'postfix-database',
      `
dbname = $mail
         ^^^^^ -variable
query = SELECT a FROM b WHERE c = '%s'
        ^^^^^^ keyword.other.sql
                                   ^^ constant.other.placeholder
query_filter = (&(mail=%u)(active=TRUE))
                ^ keyword.operator.logical
                  ^^^^ entity.other.attribute-name
                       ^^ constant.other.placeholder
password = %s '"
           ^^^^^ string.unquoted.password
           ^^ -constant
`,
    );
  });
});

describe('templates', () => {
  test('a control tag at the margin ends neither a value nor a service', async () => {
    await expectScopes(
      'postfix-master',
      `
smtp inet n - n - - smtpd
<% if @tls -%>
^^ punctuation.section.embedded.begin
   ^^ keyword.control.template
  -o smtpd_tls_security_level=may
     ^^^^^^^^^^^^^^^^^^^^^^^^ variable.other.assignment
{% endif %}
^^^^^^^^^^^ meta.template
  -o soft_bounce=no
     ^^^^^^^^^^^ variable.other.assignment
`,
    );
  });
});

describe('any text is tokenized in time', () => {
  // VS Code does not tokenize lines beyond editor.maxTokenizationLineLength, 20,000 by default.
  const length = 20_000;
  const seeds = ['{', '}', '${', '$(', '{{', '[', '(', '"', "'", '\\', '/', '!', '<%', '{%', '=', ':', ',', ' ', '1.', 'a:'];
  const starts = ['', 'a = ', 'a=b ', 'smtp inet n - n - - smtpd -o x=', 'key ', 'key: ', '/', '!', 'if ', 'query = ', ' '];

  test.each(contributions.languages.map(({ id }) => id))('%s', { timeout: 120_000 }, async (languageId) => {
    const grammar = await grammarOf(languageId);
    for (const start of starts) {
      for (const seed of seeds) {
        const line = (start + seed.repeat(length)).slice(0, length);
        const began = performance.now();
        const [, first] = tokenize(grammar, `${start}\n${line}`, 5_000);
        const took = performance.now() - began;
        expect(first?.stoppedEarly, `${JSON.stringify(start)} and ${JSON.stringify(seed)}…`).toBe(false);
        expect(took, `${JSON.stringify(start)} and ${JSON.stringify(seed)}…`).toBeLessThan(5_000);
      }
    }
  });
});
