import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('unknown-restriction');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('unknown-restriction', () => {
  test('marks a misspelled restriction', async () => {
    const [found] = await lint(`
      smtpd_recipient_restrictions = permit_mynetworks, reject_unknown_recipent_domain
                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-restriction
    `);
    expect(found?.message).toBe(
      '"reject_unknown_recipent_domain" in smtpd_recipient_restrictions is not a Postfix restriction. ' +
        'smtpd logs "unknown smtpd restriction: "reject_unknown_recipent_domain"" and answers ' +
        '"451 4.3.5 Server configuration error" to all mail that reaches it. ' +
        'Did you mean reject_unknown_recipient_domain?',
    );
  });

  test('marks it in any list, on any line', () =>
    lint(`
      smtpd_helo_restrictions =
          permit_mynetworks
      # HELO names
          reject_invalid_helo_hostnam
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-restriction
      smtpd_data_restrictions = reject_unauth_piplining
                                ^^^^^^^^^^^^^^^^^^^^^^^ unknown-restriction
      smtpd_etrn_restrictions = permit_my_networks, reject
                                ^^^^^^^^^^^^^^^^^^ unknown-restriction
    `));

  test('leaves a backslash at the end of a line to another rule', () =>
    lint({
      'main.cf': [
        'smtpd_relay_restrictions = permit_mynetworks, \\',
        '                                              ^ backslash-continuation',
        '    reject_unauth_destination',
        '',
      ].join('\n'),
      'master.cf': smtp,
    }));

  test('marks a word from a $name once, where it is written', () =>
    lint({
      'main.cf': `
        mua_restrictions = permit_sasl_authentificated, reject
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-restriction
        smtpd_sender_restrictions = $mua_restrictions
      `,
      'master.cf': `${smtp}  -o smtpd_client_restrictions=$mua_restrictions\n`,
    }));

  test('marks it in an -o option', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_relay_restrictions=permit_mynetwork,reject
                                      ^^^^^^^^^^^^^^^^ unknown-restriction
          -o { smtpd_helo_restrictions = permit_mynetworks, deny }
                                                            ^^^^ unknown-restriction
      `,
    }));

  test('marks it in a restriction class', () =>
    lint(`
      smtpd_restriction_classes = strangers
      strangers = reject_unknown_sender_domain, reject_rbl_clients
                                                ^^^^^^^^^^^^^^^^^^ unknown-restriction
      smtpd_recipient_restrictions = permit_mynetworks, strangers
    `));

  test('marks the name of a list that is not declared as a class', () =>
    lint(`
      strangers = reject_unknown_sender_domain
      smtpd_recipient_restrictions = permit_mynetworks, strangers
                                                        ^^^^^^^^^ unknown-restriction
    `));

  describe('reports nothing', () => {
    test('for restrictions, in upper and lower case', () =>
      lint(`
        smtpd_client_restrictions = PERMIT_MYNETWORKS, sleep 1, reject_unauth_pipelining
        smtpd_recipient_restrictions =
            permit_mynetworks,
            Reject_Unauth_Destination
            warn_if_reject reject_non_fqdn_helo_hostname
      `));

    test('for the argument of a restriction', () =>
      lint(`
        smtpd_recipient_restrictions =
            check_client_access cidr:/etc/postfix/clients.cidr
            reject_rbl_client dnsbl.example.net=127.0.0.[2..11]
            check_policy_service { inet:127.0.0.1:10031, timeout=10s }
            check_sender_access inline:{{example.org = OK}, {example.net = REJECT}}
            reject_unauth_destination
      `));

    test('for tables without a restriction before them', () =>
      lint('smtpd_recipient_restrictions = hash:/etc/postfix/access, reject_unauth_destination\n'));

    test('for restriction classes, declared in main.cf or for a service', () =>
      lint({
        'main.cf': `
          smtpd_restriction_classes = strangers, friends
          strangers = reject_unknown_sender_domain
          friends = permit
          smtpd_recipient_restrictions = strangers, friends
        `,
        'master.cf': `
          smtp inet n - n - - smtpd
            -o smtpd_restriction_classes=vips
            -o vips=permit
            -o smtpd_client_restrictions=vips
            -o smtpd_recipient_restrictions=permit_mynetworks,reject
        `,
      }));

    test('for lists that are not access restrictions', () =>
      lint('local_header_rewrite_clients = permit_mynetwork\nsmtpd_reject_footer = permit_everything\n'));

    test('for a name without a value: it expands to nothing', () =>
      lint('smtpd_helo_restrictions = $mua_helo_restrictions\n'));

    test('for services of other programs', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': 'policy unix - n n - 0 spawn user=nobody argv=/bin/policyd permit_everything\n',
      }));
  });

  test('a class that main.cf may define is information', () =>
    lint({
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_recipient_restrictions=local_only,permit_mynetworks,reject_unauth_destination
                                          ^^^^^^^^^^ unknown-restriction information
      `,
    }));

  test('the argument of a misspelled restriction has no finding of its own', () =>
    lint(`
      smtpd_recipient_restrictions = reject_rbl_clent zen.spamhaus.org, reject_unauth_destination
                                     ^^^^^^^^^^^^^^^^ unknown-restriction
      smtpd_helo_restrictions = permit_mynetwork reject_evrything
                                ^^^^^^^^^^^^^^^^ unknown-restriction
                                                 ^^^^^^^^^^^^^^^^ unknown-restriction
    `));

  describe('the fix writes the most similar restriction', () => {
    test.each([
      ['check_sasl_authenticated', 'permit_sasl_authenticated'],
      ['permit_my_networks', 'permit_mynetworks'],
      ['reject_unknown_recipent_domain', 'reject_unknown_recipient_domain'],
      ['Reject_unauth_destinations', 'reject_unauth_destination'],
    ])('%s: %s', async (written, meant) => {
      const text = (word: string) => `smtpd_helo_restrictions =\n  # who?\n  ${word},\n  permit_mynetworks\n`;
      expect(await applyFix(text(written), `Change to ${meant}`)).toBe(text(meant));
    });

    test('where the word is written', async () => {
      const files = {
        'main.cf': 'own = permit_mynetwork\nsmtpd_helo_restrictions = $own\n',
        'master.cf': `${smtp}  -o smtpd_relay_restrictions=reject_unauth_destinatio\n`,
      };
      expect((await applyFix(files))['main.cf']).toBe(
        'own = permit_mynetworks\nsmtpd_helo_restrictions = $own\n',
      );
      expect((await applyFix(files, 'Change to reject_unauth_destination'))['master.cf']).toBe(
        `${smtp}  -o smtpd_relay_restrictions=reject_unauth_destination\n`,
      );
    });

    test('not if no restriction is similar', async () => {
      expect(await fixTitles('smtpd_helo_restrictions = everybody_welcome\n')).toEqual([]);
    });
  });
});
