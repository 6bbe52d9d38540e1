// The semantic tokens of each language.

import { describe, expect, test } from 'vitest';
import { tokenTypes } from '../../server/src/features/semantic-tokens/index.ts';
import { beneath, expectTokens, tokensOf } from '../support/tokens.ts';

describe('main.cf', () => {
  test('names, references, and values by their type', () =>
    expectTokens(`\
soft_bounce = no
^^^^^^^^^^^ property declaration defaultLibrary
            ^ operator
              ^^ enumMember
queue_run_delay = 300s
^^^^^^^^^^^^^^^ property declaration defaultLibrary
                ^ operator
                  ^^^^ number
myorigin = $mydomain
^^^^^^^^ property declaration defaultLibrary
         ^ operator
           ^^^^^^^^^ variable defaultLibrary
smtpd_banner = $myhostname ESMTP # text
^^^^^^^^^^^^ property declaration defaultLibrary
             ^ operator
               ^^^^^^^^^^^ variable defaultLibrary`));

  test('a value on several lines with comments', () =>
    expectTokens(`\
mydestination = example.com,
^^^^^^^^^^^^^ property declaration defaultLibrary
              ^ operator
                ^^^^^^^^^^^ string
# at the margin
^^^^^^^^^^^^^^^ comment

    # indented
    ^^^^^^^^^^ comment
    hash:/etc/postfix/domains
    ^^^^ type defaultLibrary
         ^^^^^^^^^^^^^^^^^^^^ string`));

  test('user-defined, deprecated, and read-only names', () =>
    expectTokens(`\
office = 192.0.2.0/24
^^^^^^ property declaration
       ^ operator
smtpd_use_tls = yes
^^^^^^^^^^^^^ property declaration defaultLibrary deprecated
              ^ operator
                ^^^ enumMember
process_name = $office
^^^^^^^^^^^^ property declaration defaultLibrary readonly
             ^ operator
               ^^^^^^^ variable`));

  test('a name that the target release does not have is not defaultLibrary', async () => {
    const files = { 'main.cf': 'smtpd_forbid_bare_newline = yes' };
    expect(beneath('', (await tokensOf({ files, version: '3.4' })).slice(0, 1))).toContain(
      '^ property declaration',
    );
    expect(beneath('', (await tokensOf({ files, version: '3.9' })).slice(0, 1))).toContain(
      '^ property declaration defaultLibrary',
    );
  });

  test('a service-derived name is defaultLibrary', () =>
    expectTokens({
      'main.cf': `\
office_destination_recipient_limit = 1
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                                   ^ operator
                                     ^ number`,
      'master.cf': 'office unix - - n - - smtp\n',
    }));

  test('restrictions with their arguments, and restriction classes', () =>
    expectTokens(`\
smtpd_restriction_classes = guests
^^^^^^^^^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                          ^ operator
                            ^^^^^^ function
guests = check_client_access cidr:/etc/postfix/guests, sleep 5, reject
^^^^^^ property declaration
       ^ operator
         ^^^^^^^^^^^^^^^^^^^ function defaultLibrary
                             ^^^^ type defaultLibrary
                                  ^^^^^^^^^^^^^^^^^^^ string
                                                       ^^^^^ function defaultLibrary
                                                             ^ number
                                                                ^^^^^^ keyword defaultLibrary
smtpd_client_restrictions = guests, reject_maps_rbl, reject_rbl_client bl.example.net=127.0.0.[2..4]
^^^^^^^^^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                          ^ operator
                            ^^^^^^ function
                                    ^^^^^^^^^^^^^^^ function defaultLibrary deprecated
                                                     ^^^^^^^^^^^^^^^^^ function defaultLibrary
                                                                       ^^^^^^^^^^^^^^ string
                                                                                     ^ operator
                                                                                      ^^^^^^^^^^^^^^ number`));

  test('addresses, hosts, ports, and sockets', () =>
    expectTokens(`\
mynetworks = !192.0.2.1, 192.0.2.0/24 [2001:db8::]/32 .example.com
^^^^^^^^^^ property declaration defaultLibrary
           ^ operator
             ^ operator
              ^^^^^^^^^ number
                         ^^^^^^^^^^^^ number
                                      ^^^^^^^^^^^^^^^ number
                                                      ^^^^^^^^^^^^ string
relayhost = [mail.example.com]:587
^^^^^^^^^ property declaration defaultLibrary
          ^ operator
            ^^^^^^^^^^^^^^^^^^ string
                              ^ operator
                               ^^^ number
mailbox_transport = lmtp:unix:private/lmtp
^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                  ^ operator
                    ^^^^ class
                         ^^^^ type defaultLibrary
                              ^^^^^^^^^^^^ string
smtpd_milters = { inet:192.0.2.1:11332, default_action=accept }
^^^^^^^^^^^^^ property declaration defaultLibrary
              ^ operator
                  ^^^^ type defaultLibrary
                       ^^^^^^^^^ number
                                ^ operator
                                 ^^^^^ number
                                        ^^^^^^^^^^^^^^ parameter
                                                      ^ operator`));

  test('table servers, port names, words in braces, and options', () =>
    expectTokens(`\
smtp_tls_policy_maps = socketmap:inet:192.0.2.1:8461:policy tcp:localhost:10027
^^^^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                     ^ operator
                       ^^^^^^^^^ type defaultLibrary
                                 ^^^^ type defaultLibrary
                                      ^^^^^^^^^ number
                                               ^ operator
                                                ^^^^ number
                                                    ^ operator
                                                     ^^^^^^ string
                                                            ^^^ type defaultLibrary
                                                                ^^^^^^^^^ string
                                                                         ^ operator
                                                                          ^^^^^ number
postscreen_access_list = permit_mynetworks cidr:/etc/postfix/clients.cidr
^^^^^^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                       ^ operator
                         ^^^^^^^^^^^^^^^^^ enumMember
                                           ^^^^ type defaultLibrary
                                                ^^^^^^^^^^^^^^^^^^^^^^^^^ string
known_tcp_ports = smtps=submissions=465
^^^^^^^^^^^^^^^ property declaration defaultLibrary
                ^ operator
                  ^^^^^ parameter
                       ^ operator
                        ^^^^^^^^^^^ parameter
                                   ^ operator
                                    ^^^ number
virtual_alias_maps = inline:{ {a = b}, c=d } pcre:{{/x/ y}}
^^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                   ^ operator
                     ^^^^^^ type defaultLibrary
                               ^ parameter
                                 ^ operator
                                       ^ parameter
                                        ^ operator
                                             ^^^^ type defaultLibrary
tls_ssl_options = 0x40000000, NO_TICKET
^^^^^^^^^^^^^^^ property declaration defaultLibrary
                ^ operator
                  ^^^^^^^^^^ number
                              ^^^^^^^^^ enumMember
smtpd_policy_service_default_action = 451 4.3.5 later
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                                    ^ operator
                                      ^^^ number
html_directory = no
^^^^^^^^^^^^^^ property declaration defaultLibrary
               ^ operator
                 ^^ enumMember`));

  test('expressions: a reference consists of the $, the brace, and the name', () =>
    expectTokens(`\
digest = \${{$compatibility_level} <level {3.6} ? {md5} : {sha256}}
^^^^^^ property declaration
       ^ operator
            ^^^^^^^^^^^^^^^^^^^^ variable defaultLibrary
                                  ^^^^^^ operator
                                               ^ operator
                                                       ^ operator
x = \${digest?{a}:{$(b)}} \${domain_to_ascii{y}} \${c?d:e} $$f
^ property declaration
  ^ operator
    ^^^^^^^^ variable
            ^ operator
                ^ operator
                  ^^^ variable
                           ^^^^^^^^^^^^^^^ function defaultLibrary
                                               ^^^ variable
                                                  ^ operator`));

  test('a line that Postfix ignores has no tokens', () =>
    expectTokens(`\
virtual transport = smtp
myorigin = example.com
^^^^^^^^ property declaration defaultLibrary
         ^ operator
           ^^^^^^^^^^^ string`));

  test('columns count UTF-16 code units', () =>
    expectTokens(`\
a😀b = \${x}
^^^^ property declaration
     ^ operator
       ^^^ variable`));

  test.each(['\n', '\r\n', '\r'])('a token ends at the line break of the editor: %j', async (lineEnd) => {
    const files = { 'main.cf': `debugger_command = one${lineEnd} two` };
    const strings = (await tokensOf({ files })).filter(({ type }) => tokenTypes[type] === 'string');
    expect(strings.map(({ line, character, length }) => [line, character, length])).toEqual([
      [0, 19, 3],
      [1, 0, 4],
    ]);
  });
});

describe('master.cf', () => {
  test('fields, overrides, attributes, and macros of a program', () =>
    expectTokens({
      'master.cf': `\
# service type
^^^^^^^^^^^^^^ comment
127.0.0.1:10025 inet n - y 60? 100 smtpd
^^^^^^^^^ number
         ^ operator
          ^^^^^ number
                ^^^^ type defaultLibrary
                     ^ enumMember
                       ^ enumMember
                         ^ enumMember
                           ^^ number
                             ^ operator
                               ^^^ number
                                   ^^^^^ function defaultLibrary
  -v -o soft_bounce=yes
  ^^ keyword
     ^^ keyword
        ^^^^^^^^^^^ property declaration defaultLibrary
                   ^ operator
                    ^^^ enumMember
  -o { smtpd_client_restrictions = permit_mynetworks, reject }
  ^^ keyword
       ^^^^^^^^^^^^^^^^^^^^^^^^^ property declaration defaultLibrary
                                 ^ operator
                                   ^^^^^^^^^^^^^^^^^ function defaultLibrary
                                                      ^^^^^^ keyword defaultLibrary
deliver unix - n n - - pipe
^^^^^^^ class declaration
        ^^^^ type defaultLibrary
             ^ enumMember
               ^ enumMember
                 ^ enumMember
                   ^ enumMember
                     ^ enumMember
                       ^^^^ function defaultLibrary
  flags=DR user=vmail argv=/usr/bin/deliver -d \${recipient}
  ^^^^^ parameter
       ^ operator
        ^ enumMember
         ^ enumMember
           ^^^^ parameter
               ^ operator
                ^^^^^ string
                      ^^^^ parameter
                          ^ operator
                           ^^^^^^^^^^^^^^^^ string
                                               ^^^^^^^^^^^ variable`,
    }));
});

describe('tables', () => {
  test('access: actions and restrictions', () =>
    expectTokens({
      access: `\
192.0.2.1      reject 5.7.1 go away
^^^^^^^^^ property declaration
               ^^^^^^ keyword
                      ^^^^^ number
.example.com   450 4.7.1 later
^^^^^^^^^^^^ property declaration
               ^^^ number
                   ^^^^^ number
example.net    FILTER smtp:[192.0.2.2]:10025
^^^^^^^^^^^ property declaration
               ^^^^^^ keyword
                      ^^^^ class
                           ^^^^^^^^^^^ number
                                      ^ operator
                                       ^^^^^ number
example.org    permit_mynetworks, reject
^^^^^^^^^^^ property declaration
               ^^^^^^^^^^^^^^^^^ function defaultLibrary
                                  ^^^^^^ keyword defaultLibrary`,
      'main.cf': 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/access\n',
    }));

  test('the tokens depend on what main.cf uses the table for', () =>
    expectTokens({
      routes: `\
example.com    relay:[mail.example.com]
^^^^^^^^^^^ property declaration
               ^^^^^ class
                     ^^^^^^^^^^^^^^^^^^ string
example.net    :
^^^^^^^^^^^ property declaration
               ^ operator`,
      'main.cf': 'transport_maps = hash:/etc/postfix/routes\n',
    }));

  test('aliases', () =>
    expectTokens(
      {
        aliases: `\
root:  admin, "|/bin/run me", :include:/etc/list, /var/mail/root
^^^^ property declaration
    ^ operator
       ^^^^^ string
              ^ string
               ^ operator
                ^^^^^^^^^^^^ string
                              ^^^^^^^^^ keyword
                                       ^^^^^^^^^ string
                                                  ^^^^^^^^^^^^^^ string`,
      },
      { language: 'postfix-aliases' },
    ));

  test('regular expressions', () =>
    expectTokens(
      {
        header_checks: `\
if !/^To:/i
^^ keyword
   ^ operator
    ^^^^^^ regexp
          ^ keyword
/^Subject: (.*)/   PREPEND X-Subject: $1
^^^^^^^^^^^^^^^^ regexp
                   ^^^^^^^ keyword
                           ^^^^^^^^^ parameter
                                      ^^ variable
endif
^^^^^ keyword`,
      },
      { language: 'postfix-regexp' },
    ));

  test('networks', () =>
    expectTokens(
      {
        'clients.cidr': `\
!192.0.2.0/24   OK
^ operator
 ^^^^^^^^^^^^ number
                ^^ keyword`,
        'main.cf': 'smtpd_client_restrictions = check_client_access cidr:/etc/postfix/clients.cidr\n',
      },
      { language: 'postfix-cidr' },
    ));

  test('files of database tables', () =>
    expectTokens(
      {
        'mysql.cf': `\
hosts = inet:db.example.com:3306
^^^^^ property declaration defaultLibrary
      ^ operator
        ^^^^ type defaultLibrary
             ^^^^^^^^^^^^^^ string
                           ^ operator
                            ^^^^ number
query = SELECT a FROM b WHERE c = '%s'
^^^^^ property declaration defaultLibrary
      ^ operator
                                   ^^ variable
unknown = 1
^^^^^^^ property declaration
        ^ operator`,
        'main.cf': 'virtual_alias_maps = mysql:/etc/postfix/mysql.cf\n',
      },
      { language: 'postfix-database' },
    ));
});

test('beside a grammar, comments and regular expressions have no tokens', () =>
  expectTokens(
    {
      header_checks: `\
# comment
/^Subject: (.*)/i   WARN
                    ^^^^ keyword`,
    },
    { language: 'postfix-regexp', besideGrammar: true },
  ));
