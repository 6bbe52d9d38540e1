import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('open-relay');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('open-relay', () => {
  test('a restriction without its argument swallows the gate', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination
                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'A stranger can send mail to any domain through this server (service smtp/inet): ' +
        'reject_rbl_client takes reject_unauth_destination for its argument, and no list refuses it. ' +
        'Postfix relays it and logs nothing special. ' +
        'Give reject_rbl_client the argument that it lacks, or remove it.',
    );
  });

  test('mynetworks holds the whole world', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        mynetworks = 127.0.0.0/8, 0.0.0.0/0
        smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
                                   ^^^^^^^^^^^^^^^^^ open-relay
      `,
      'master.cf': smtp,
    }));

  test('or the whole world of IPv6', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        mynetworks = 127.0.0.0/8, [::]/0
        smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
                                   ^^^^^^^^^^^^^^^^^ open-relay
      `,
      'master.cf': smtp,
    }));

  test('a permit in front of the gate of the only list that has one', () =>
    lint({
      'main.cf': `
        smtpd_restriction_classes = everybody
        everybody = permit
                    ^^^^^^ open-relay
        smtpd_relay_restrictions =
        smtpd_recipient_restrictions = everybody, reject_unauth_destination
      `,
      'master.cf': smtp,
    }));

  test('where a class holds it, the list that leads there is marked', () =>
    lint({
      'main.cf': `
        smtpd_restriction_classes = strangers
        strangers = reject_rbl_client, reject_unauth_destination
        smtpd_relay_restrictions = permit_mynetworks, strangers
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay
      `,
      'master.cf': smtp,
    }));

  test('in one service, by its -o', async () => {
    const [found] = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
        2525 inet n - n - - smtpd
          -o smtpd_relay_restrictions=permit_mynetworks,reject_rbl_client,reject_unauth_destination
                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay
      `,
    });
    expect(found?.message).toContain('(service 2525/inet)');
  });

  describe('information, where it depends on what the files do not say', () => {
    test('a table in front of the gate', async () => {
      const [found] = await lint({
        'main.cf': `
          smtpd_relay_restrictions =
          smtpd_recipient_restrictions =
              check_recipient_access hash:/etc/postfix/access
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay information
              reject_unauth_destination
        `,
        'master.cf': smtp,
      });
      expect(found?.message).toContain('depends on "check_recipient_access hash:/etc/postfix/access"');
    });

    test('a policy service in front of the gate', () =>
      lint({
        'main.cf': `
          smtpd_relay_restrictions = check_policy_service unix:private/policy, reject_unauth_destination
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay information
        `,
        'master.cf': smtp,
      }));
  });

  describe('is silent', () => {
    test.each([
      ['the default', 'compatibility_level = 3.6'],
      [
        'a permit behind the gate',
        'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination, permit',
      ],
      [
        'a permit in one list, the gate in another',
        'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\nsmtpd_recipient_restrictions = permit',
      ],
      [
        'tables of the recipient list, when the relay list has its gate',
        'compatibility_level = 3.6\nsmtpd_recipient_restrictions = check_sender_access hash:/etc/postfix/access, permit',
      ],
      [
        'tables in front of the lists that have nothing to do with relaying',
        'compatibility_level = 3.6\nsmtpd_client_restrictions = check_client_access cidr:/etc/postfix/clients.cidr',
      ],
      [
        'tables that cannot say OK',
        'smtpd_relay_restrictions = check_sender_mx_access cidr:/etc/postfix/bogus.cidr, reject_unauth_destination',
      ],
      [
        'the argument that belongs there',
        'smtpd_relay_restrictions = reject_rbl_client dnsbl.example.net, reject_unauth_destination',
      ],
      [
        'permit_mx_backup without its networks: that is mx-backup-without-networks',
        'smtpd_relay_restrictions = permit_mynetworks, permit_mx_backup, reject_unauth_destination',
      ],
      [
        'permit_mx_backup with its networks',
        'permit_mx_backup_networks = 192.0.2.0/24\nsmtpd_relay_restrictions = permit_mx_backup, reject_unauth_destination',
      ],
      [
        'networks that are large and not the world',
        'mynetworks = 10.0.0.0/8, [2001:db8::]/32\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination',
      ],
      [
        'the world, taken out again',
        'mynetworks = !0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination',
      ],
      [
        'a client list that lets no stranger in',
        'smtpd_client_restrictions = permit_mynetworks, reject\nsmtpd_relay_restrictions = reject_rbl_client, reject_unauth_destination',
      ],
      ['no gate at all: that is no-relay-gate', 'smtpd_relay_restrictions = permit_mynetworks'],
    ])('%s', async (_, text) => {
      await lint({ 'main.cf': `${text}\n`, 'master.cf': smtp });
    });

    test('on a port that only this host can reach', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': `
          localhost:10025 inet n - n - - smtpd
            -o mynetworks=0.0.0.0/0
        `,
      }));

    test('when no service takes mail by SMTP', () =>
      lint('smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination\n'));

    test('for submission, which lets in who has logged in', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\nmua_client_restrictions = permit_sasl_authenticated, reject\n',
        'master.cf': `
          submission inet n - n - - smtpd
            -o smtpd_client_restrictions=$mua_client_restrictions
            -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
        `,
      }));

    test('for the way back from a content filter, on loopback', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': `
          127.0.0.1:10025 inet n - n - - smtpd
            -o mynetworks=127.0.0.0/8
            -o smtpd_relay_restrictions=
            -o smtpd_recipient_restrictions=permit_mynetworks,reject
        `,
      }));
  });

  test('the fix puts the gate in front of the word that lets everybody in', async () => {
    const files = {
      'main.cf': `
        compatibility_level = 3.6
        smtpd_relay_restrictions =
        smtpd_recipient_restrictions = permit_mynetworks, check_sender_access static:OK, reject_unauth_destination
      `,
      'master.cf': smtp,
    };
    expect((await applyFix(files))['main.cf']).toContain(
      'permit_mynetworks, reject_unauth_destination, check_sender_access static:OK, reject_unauth_destination\n',
    );
  });
});
