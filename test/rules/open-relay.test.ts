import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('open-relay');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('open-relay', () => {
  test('a restriction without an argument swallows the relay check', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination
                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'Strangers can send mail to any domain through this server (service smtp/inet): ' +
        'reject_rbl_client uses reject_unauth_destination as its argument, so no restriction rejects the mail. ' +
        'Postfix relays the mail and logs nothing unusual. ' +
        'Give reject_rbl_client its own argument, or remove it.',
    );
  });

  test('mynetworks contains the entire IPv4 Internet', async () => {
    const [found] = await lint({
      'main.cf': `
        compatibility_level = 3.6
        mynetworks = 127.0.0.0/8, 0.0.0.0/0
                                  ^^^^^^^^^ open-relay
        smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'Strangers can send mail to any domain through this server (service smtp/inet): mynetworks contains 0.0.0.0/0, the entire Internet. ' +
        'Postfix relays the mail and logs nothing unusual. List only your own networks in mynetworks.',
    );
  });

  test('no fix rejects the mail of your own hosts', async () => {
    const files = {
      'main.cf':
        'compatibility_level = 3.6\nmynetworks = 0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n',
      'master.cf': smtp,
    };
    expect(await fixTitles(files)).not.toContain('Add reject_unauth_destination before permit_mynetworks');
  });

  test('mynetworks contains the entire IPv6 Internet', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        mynetworks = 127.0.0.0/8, [::]/0
                                  ^^^^^^ open-relay
        smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
      `,
      'master.cf': smtp,
    }));

  test('a class with permit comes before the only relay check', () =>
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

  test('marks the list that uses a class in which the relay check is swallowed', () =>
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

  describe('information, if the result is not in the files', () => {
    test('a table before the relay check', async () => {
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
      expect(found?.message).toBe(
        '"check_recipient_access hash:/etc/postfix/access" in smtpd_recipient_restrictions (service smtp/inet) ' +
          "comes before any relay check. If it ever permits a stranger, Postfix relays the stranger's mail to any domain. " +
          'Put reject_unauth_destination before it, or make sure that it never returns OK for strangers.',
      );
    });

    test('any trusted certificate', async () => {
      const [found] = await lint({
        'main.cf': `
          smtpd_tls_security_level = encrypt
          smtpd_tls_ask_ccert = yes
          smtpd_relay_restrictions = permit_tls_all_clientcerts, reject
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay information
        `,
        'master.cf': smtp,
      });
      expect(found?.message).toBe(
        '"permit_tls_all_clientcerts" in smtpd_relay_restrictions (service smtp/inet) comes before any relay check. ' +
          'Every client with a certificate from an authority in smtpd_tls_CAfile or smtpd_tls_CApath can relay. ' +
          'List only your own authority there, or write permit_tls_clientcerts and set relay_clientcerts.',
      );
    });

    test('certificates of public authorities', async () => {
      const [found] = await lint({
        'main.cf': `
          smtpd_tls_security_level = may
          smtpd_tls_ask_ccert = yes
          smtpd_tls_CApath = /etc/ssl/certs
          smtpd_relay_restrictions = permit_tls_all_clientcerts, reject
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay
        `,
        'master.cf': smtp,
      });
      expect(found?.message).toBe(
        'Strangers can send mail to any domain through this server (service smtp/inet): ' +
          'permit_tls_all_clientcerts permits every client with a certificate from a public certificate authority, because smtpd_tls_CApath is /etc/ssl/certs. ' +
          'Postfix relays the mail and logs nothing unusual. ' +
          'Write permit_tls_clientcerts instead and set relay_clientcerts, or put only your own certificate authority in smtpd_tls_CApath.',
      );
    });

    test('a policy service before the relay check', () =>
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
        'a permit after the relay check',
        'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination, permit',
      ],
      [
        'a permit in one list, the relay check in another',
        'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\nsmtpd_recipient_restrictions = permit',
      ],
      [
        'tables of the recipient list, if the relay list has a relay check',
        'compatibility_level = 3.6\nsmtpd_recipient_restrictions = check_sender_access hash:/etc/postfix/access, permit',
      ],
      [
        'tables in lists that do not decide about relaying',
        'compatibility_level = 3.6\nsmtpd_client_restrictions = check_client_access cidr:/etc/postfix/clients.cidr',
      ],
      [
        'tables that cannot return OK',
        'smtpd_relay_restrictions = check_sender_mx_access cidr:/etc/postfix/bogus.cidr, reject_unauth_destination',
      ],
      [
        'a restriction with its own argument',
        'smtpd_relay_restrictions = reject_rbl_client dnsbl.example.net, reject_unauth_destination',
      ],
      [
        'permit_mx_backup without its networks, which mx-backup-without-networks reports',
        'smtpd_relay_restrictions = permit_mynetworks, permit_mx_backup, reject_unauth_destination',
      ],
      [
        'permit_mx_backup with its networks',
        'permit_mx_backup_networks = 192.0.2.0/24\nsmtpd_relay_restrictions = permit_mx_backup, reject_unauth_destination',
      ],
      [
        'networks that are large but not the entire Internet',
        'mynetworks = 10.0.0.0/8, [2001:db8::]/32\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination',
      ],
      [
        'the entire Internet, excluded',
        'mynetworks = !0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination',
      ],
      [
        'a client list that rejects strangers',
        'smtpd_client_restrictions = permit_mynetworks, reject\nsmtpd_relay_restrictions = reject_rbl_client, reject_unauth_destination',
      ],
      ['no relay check, which no-relay-gate reports', 'smtpd_relay_restrictions = permit_mynetworks'],
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

    test('if no service accepts mail by SMTP', () =>
      lint('smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination\n'));

    test('for submission, which permits only authenticated users', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\nmua_client_restrictions = permit_sasl_authenticated, reject\n',
        'master.cf': `
          submission inet n - n - - smtpd
            -o smtpd_client_restrictions=$mua_client_restrictions
            -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
        `,
      }));

    test('for the service on loopback to which a content filter returns mail', () =>
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

  test('the fix adds the relay check before the restriction that permits strangers', async () => {
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

  test('a directory in which OpenSSL may find no authority is not an error', () =>
    lint({
      'main.cf': `
        smtpd_tls_security_level = encrypt
        smtpd_tls_ask_ccert = yes
        smtpd_tls_CApath = /etc/pki/tls/certs
        smtpd_relay_restrictions = permit_tls_all_clientcerts, reject_unauth_destination
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ open-relay information
      `,
      'master.cf': smtp,
    }));

  test('is silent if every client needs a certificate from an authority of its own', () =>
    lint({
      'main.cf': `
        smtpd_tls_security_level = encrypt
        smtpd_tls_req_ccert = yes
        smtpd_tls_CAfile = /etc/postfix/own-authority.pem
        smtpd_relay_restrictions = permit_tls_all_clientcerts, reject
      `,
      'master.cf': smtp,
    }));
});
