import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('access-ok-before-gate');
const smtp = 'smtp inet n - n - - smtpd\n';
const relay = (word: string): string =>
  `compatibility_level = 3.6\nsmtpd_relay_restrictions = permit_mynetworks, ${word}, reject_unauth_destination\n`;
const recipient = (word: string): string =>
  `compatibility_level = 3.6\nsmtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, ${word}, reject_unauth_destination\n`;

describe('access-ok-before-gate', () => {
  test('OK for a sender: any client can claim to be that sender', async () => {
    const [found] = await lint({
      'main.cf': relay('check_sender_access hash:/etc/postfix/senders'),
      'master.cf': smtp,
      senders: `
        example.org   OK
                      ^^ access-ok-before-gate
        example.net   REJECT
        friend@       12345
                      ^^^^^ access-ok-before-gate
      `,
    });
    expect(found?.message).toBe(
      '"OK" for this sender lets anyone relay, because any client can send that address. ' +
        'check_sender_access hash:/etc/postfix/senders in smtpd_relay_restrictions comes before the relay check, so Postfix relays all mail that the table permits. ' +
        'Use DUNNO, and list hosts that may relay in mynetworks.',
    );
    // Where the table is searched, and the mail that is relayed.
    expect(found?.related).toEqual(['check_sender_access hash:/etc/postfix/senders', 'OK']);
  });

  test('for a HELO name, in the recipient list while the relay list is empty', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_relay_restrictions =
        smtpd_recipient_restrictions = check_helo_access regexp:/etc/postfix/helo, reject_unauth_destination
      `,
      'master.cf': smtp,
      helo: `
        /^localhost/  OK
                      ^^ access-ok-before-gate
      `,
    }));

  test('for a user in every domain', () =>
    lint({
      'main.cf': relay('hash:/etc/postfix/recipients'),
      'master.cf': smtp,
      recipients: `
        postmaster@   OK
                      ^^ access-ok-before-gate
      `,
    }));

  test('in a table that is written in main.cf itself', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_relay_restrictions = check_sender_access inline:{example.org=OK}, reject_unauth_destination
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ access-ok-before-gate
      `,
      'master.cf': smtp,
    }));

  test('for lists of restrictions that permit a stranger', async () => {
    const files = {
      'main.cf': `smtpd_restriction_classes = friends, checked\nfriends = permit_mynetworks, permit\nchecked = permit_mynetworks, reject\n${relay('check_sender_access hash:/etc/postfix/senders')}`,
      'master.cf': smtp,
      senders: `
        example.org     permit
                        ^^^^^^ access-ok-before-gate
        example.net     permit, reject
                        ^^^^^^^^^^^^^^ access-ok-before-gate
        a.example.com   friends
                        ^^^^^^^ access-ok-before-gate
        b.example.com   checked
        c.example.com   permit_mynetworks, permit_sasl_authenticated
        d.example.com   permit_auth_destination, reject
      `,
    };
    const [, list] = await lint(files);
    expect(list?.message).toContain('"permit, reject" for this sender lets anyone relay');
    expect((await applyFix({ ...files, senders: 'example.org permit\n' })).senders).toBe(
      'example.org DUNNO\n',
    );
  });

  test('for patterns that are written in main.cf itself', () =>
    lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_relay_restrictions = check_sender_access pcre:{ {/^bob@/ OK} }, reject_unauth_destination
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ access-ok-before-gate
      `,
      'master.cf': smtp,
    }));

  test('warns about the first host on the Internet that mynetworks does not contain', async () => {
    const [found] = await lint({
      'main.cf': `mynetworks = 127.0.0.0/8, 192.0.2.1\n${recipient('check_client_access hash:/etc/postfix/clients')}`,
      'master.cf': smtp,
      clients: `
        127.0.0.1      OK
        10.1.2.3       OK
        192.0.2.1      OK
        192.0.2.0/24   OK
        198.51.100.7   OK
                       ^^ access-ok-before-gate warning
        198.51.100.8   OK
        198.51.100.9   OK
      `,
    });
    expect(found?.message).toBe(
      '"OK" lets 198.51.100.7 and 2 other hosts outside mynetworks relay to any destination. ' +
        'check_client_access hash:/etc/postfix/clients in smtpd_recipient_restrictions comes before the relay check, so Postfix relays all mail that the table permits. ' +
        'To exempt a host only from the checks that follow, put reject_unauth_destination before the table.',
    );
  });

  test('warns about a host in a table of networks', () =>
    lint({
      'main.cf': `mynetworks = 127.0.0.0/8\n${recipient('check_client_access cidr:/etc/postfix/clients')}`,
      'master.cf': smtp,
      clients: `
        198.51.100.0/24  OK
        2001:db8::1      OK
                         ^^ access-ok-before-gate warning
      `,
    }));

  describe('information', () => {
    test('for a host in smtpd_relay_restrictions, whose purpose is to say who may relay', () =>
      lint({
        'main.cf': `mynetworks = 127.0.0.0/8\n${relay('check_client_access hash:/etc/postfix/clients')}`,
        'master.cf': smtp,
        clients: `
          198.51.100.7   OK
                         ^^ access-ok-before-gate information
        `,
      }));

    test('for a table of clients without such a host, once', () =>
      lint({
        'main.cf': `mynetworks = 127.0.0.0/8\n${relay('check_client_access hash:/etc/postfix/clients')}`,
        'master.cf': smtp,
        clients: `
          mail.example.com   OK
                             ^^ access-ok-before-gate information
          192.0.2            OK
          10.1.2.3           OK
        `,
      }));

    test('for a recipient in a domain that does not seem to be ours', () =>
      lint({
        'main.cf': `mydestination = example.com\n${relay('check_recipient_access hash:/etc/postfix/recipients')}`,
        'master.cf': smtp,
        recipients: `
          abuse@example.com   OK
          example.net         OK
                              ^^ access-ok-before-gate information
        `,
      }));
  });

  describe('reports nothing', () => {
    const senders = 'example.org OK\n';

    test.each([
      [
        'after the relay check',
        'smtpd_relay_restrictions = reject_unauth_destination, check_sender_access hash:/etc/postfix/senders',
      ],
      [
        'when the other list has the relay check',
        'smtpd_recipient_restrictions = check_sender_access hash:/etc/postfix/senders',
      ],
      [
        'in lists that do not decide about relaying',
        'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders, reject',
      ],
      [
        'when strangers are rejected earlier',
        'smtpd_client_restrictions = permit_mynetworks, reject\nsmtpd_relay_restrictions = check_sender_access hash:/etc/postfix/senders, reject_unauth_destination',
      ],
      [
        'for clients that have logged in',
        'smtpd_sasl_auth_enable = yes\nsmtpd_relay_restrictions = check_sasl_access hash:/etc/postfix/senders, reject_unauth_destination',
      ],
    ])('%s', async (_, text) => {
      await lint({ 'main.cf': `compatibility_level = 3.6\n${text}\n`, 'master.cf': smtp, senders });
    });

    test('on a port that only this host can reach', () =>
      lint({
        'main.cf': relay('check_sender_access hash:/etc/postfix/senders'),
        'master.cf': '127.0.0.1:10025 inet n - n - - smtpd\n',
        senders,
      }));

    test('when the table does not permit anyone', () =>
      lint({
        'main.cf': relay('check_sender_access hash:/etc/postfix/senders'),
        'master.cf': smtp,
        senders: 'example.org REJECT\nexample.net DUNNO\n.example.com 550 no\n',
      }));
  });

  test('reports nothing for clients that mynetworks contains, and for keys that are never looked up', () =>
    lint({
      'main.cf': `mynetworks = 127.0.0.0/8, 192.0.2.0/28\n${relay('check_client_access hash:/etc/postfix/clients, check_recipient_access hash:/etc/postfix/recipients')}`,
      'master.cf': smtp,
      clients: '127.0.0.1 OK\n192.0.2.1 OK\n198.51.100.0/24 OK\nuser@example.net OK\n',
      recipients: '198.51.100.1 OK\n',
    }));

  test('reports nothing for clients that are meant to relay', () =>
    lint({
      'main.cf': relay('check_client_access hash:/etc/postfix/clients'),
      'master.cf': smtp,
      clients: '192.0.2.1 RELAY\n',
    }));

  test('there is no fix for a sender that is meant to relay', async () => {
    const files = {
      'main.cf': relay('check_sender_access hash:/etc/postfix/senders'),
      'master.cf': smtp,
      senders: 'example.org RELAY\n',
    };
    expect(await fixTitles(files)).toEqual(['Trace this mail']);
  });

  test('the fix writes DUNNO', async () => {
    const files = {
      'main.cf': relay('check_sender_access hash:/etc/postfix/senders'),
      'master.cf': smtp,
      senders: '# friends\nexample.org\tok trusted\n',
    };
    expect((await applyFix(files)).senders).toBe('# friends\nexample.org\tDUNNO trusted\n');
  });
});
