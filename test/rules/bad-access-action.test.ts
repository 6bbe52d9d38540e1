import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-access-action');

const mainCf = `smtpd_restriction_classes = greylist
greylist = check_policy_service unix:private/greylist
smtpd_client_restrictions = check_client_access hash:/etc/postfix/access
header_checks = pcre:/etc/postfix/headers
smtp_header_checks = regexp:/etc/postfix/outgoing
`;

describe('bad-access-action', () => {
  test('marks words that are not actions', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      access: `
        192.0.2.1  ALLOW
                   ^^^^^ bad-access-action
        192.0.2.2  REJCET no
                   ^^^^^^ bad-access-action
      `,
    });
    expect(found?.message).toBe(
      '"ALLOW" is neither an action nor a restriction. smtpd logs "unknown smtpd restriction: "ALLOW"" ' +
        'and answers "451 4.3.5 Server configuration error". Did you mean OK?',
    );
  });

  test('marks actions that lack their argument, and tables in tables', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      access: `
        192.0.2.1  FILTER scan
                          ^^^^ bad-access-action
        192.0.2.2  REDIRECT user
                            ^^^^ bad-access-action
        192.0.2.3  PREPEND text
                           ^^^^ bad-access-action
        192.0.2.4  check_sender_access hash:/etc/postfix/senders
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-access-action
      `,
    });
    expect(found?.message).toBe(
      'FILTER takes transport:destination, not "scan". smtpd ignores the entry and logs: ' +
        '"requires transport:destination". Write, for example, FILTER smtp:[127.0.0.1]:10024.',
    );
  });

  test('marks lists of restrictions that smtpd refuses, and words that it ignores', async () => {
    const [removed, argument, seconds, list, rest, permit] = await lint({
      'main.cf': 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n',
      senders: `
        a.example  reject_unauth_pipelining, check_relay_domains
                                             ^^^^^^^^^^^^^^^^^^^ bad-access-action error
        b.example  check_client_access
                   ^^^^^^^^^^^^^^^^^^^ bad-access-action error
        c.example  sleep
                   ^^^^^ bad-access-action error
        d.example  reject_rbl_client
                   ^^^^^^^^^^^^^^^^^ bad-access-action warning
        e.example  reject, permit
                           ^^^^^^ bad-access-action warning
        f.example  permit our customers
                          ^^^^^^^^^^^^^ bad-access-action warning
        g.example  $good
                   ^^^^^ bad-access-action error
        h.example  \${good}
                   ^^^^^^^ bad-access-action error
        i.example  REJECT$
                   ^^^^^^^ bad-access-action error
        j.example  sleep 1, warn_if_reject reject, permit_mynetworks
        k.example  reject_rbl_client bl.example, reject
      `,
    });
    expect(removed?.message).toBe(
      'check_relay_domains was removed in Postfix 3.9. smtpd answers "451 4.3.5 Server configuration error". ' +
        'Write reject_unauth_destination instead.',
    );
    expect(argument?.message).toBe(
      'check_client_access needs an argument, which a table cannot contain. ' +
        'smtpd answers "451 4.3.5 Server configuration error". ' +
        'Define a restriction class in smtpd_restriction_classes, and write its name.',
    );
    expect(seconds?.message).toContain('sleep needs a number of seconds.');
    expect(list?.message).toContain('"restriction reject_rbl_client requires domain name argument"');
    expect(rest?.message).toBe(
      'The words after "reject" in this result have no effect. ' +
        'smtpd logs: "restriction `permit\' after `reject\' is ignored". ' +
        'Remove the rest, or write REJECT and a text without a comma.',
    );
    expect(permit?.message).toContain('"restriction `our\' after `permit\' is ignored". Remove the rest.');
  });

  test('a removed restriction still works in an older release', () =>
    lint(
      {
        'main.cf': 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n',
        senders: 'a.example check_relay_domains\n',
      },
      { version: '3.8' },
    ));

  test('in header checks, including those of a delivery agent', async () => {
    const found = await lint({
      'main.cf': mainCf,
      headers: `
        /^X-A:/  REJECTED
                 ^^^^^^^^ bad-access-action
        /^X-B:/  REJECT 2.1.1 no
                        ^^^^^ bad-access-action
      `,
      outgoing: `
        /^X-A:/  IGNORE
        /^X-B:/  REJECT
                 ^^^^^^ bad-access-action
      `,
    });
    expect(found.map(({ message }) => message)).toEqual([
      '"REJECTED" is not an action. cleanup ignores the entry and logs: "unknown command". Correct the action.',
      'REJECT takes a status code that begins with 4 or 5, not 2.1.1. cleanup replaces its first digit with 4 and logs: "bad DSN action in 2.1.1 no -- need 4.x.x or 5.x.x". Write a code such as 5.7.1, or omit the code.',
      'smtp does not support the action REJECT in this table. smtp ignores the entry and logs: "unsupported command". Correct the action, or move the line to another table.',
    ]);
  });

  test('reports nothing in a table of postscreen, which ignores the rest of a result', () =>
    lint({
      'main.cf': 'postscreen_access_list = permit_mynetworks, cidr:/etc/postfix/postscreen_access\n',
      postscreen_access: '192.0.2.1 permit # monitoring\n',
    }));

  test('in an open table that no parameter names', () =>
    lint(
      { sender_access: 'a@example.com BCC user\n                  ^^^^ bad-access-action information\n' },
      { languages: { sender_access: 'postfix-table' } },
    ));

  test('reports nothing for actions, restrictions, classes, and results that depend on the match', () =>
    lint({
      'main.cf': mainCf,
      access: `
        192.0.2.1  OK
        192.0.2.2  reject 5.7.1 go away
        192.0.2.3  greylist
        192.0.2.4  permit_mynetworks, reject
        192.0.2.5  550
        192.0.2.6  450 4.7.1 later
        192.0.2.7  BCC a@example.com
      `,
      headers: '/^Subject: (.*)/ REPLACE Subject: $1\n/^X-(.*):/ $1\n/^List:/ DUNNO\n',
    }));

  test.each([
    ['ALLOW', 'OK'],
    ['deny', 'REJECT'],
    ['REJCT', 'REJECT'],
    ['permit_mynetwork', 'permit_mynetworks'],
  ])('%s becomes %s', async (written, action) => {
    const files = { 'main.cf': mainCf, access: `192.0.2.1 ${written} x\n` };
    expect((await applyFix(files)).access).toBe(`192.0.2.1 ${action} x\n`);
  });
});
