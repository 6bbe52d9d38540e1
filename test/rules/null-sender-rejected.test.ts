import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('null-sender-rejected');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('null-sender-rejected', () => {
  test('marks the key for mail without a sender', async () => {
    const [found] = await lint({
      'main.cf': 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n',
      'master.cf': smtp,
      senders: `
        example.org   REJECT
        <>            REJECT no bounces
        ^^ null-sender-rejected
      `,
    });
    expect(found?.message).toBe(
      '"<>" matches mail without a sender address, such as bounces and delivery notifications. ' +
        'This entry blocks such mail, so your users never learn that their mail could not be delivered. ' +
        'Remove this entry, and also the check if nothing else is in the table.',
    );
  });

  test('in patterns, and in a table that is written in main.cf', () =>
    lint({
      'main.cf': `
        smtpd_sender_restrictions = check_sender_access regexp:/etc/postfix/senders.regexp
            check_sender_access inline:{<>=550}
                                        ^^ null-sender-rejected
      `,
      'master.cf': smtp,
      'senders.regexp': `
        /^<>$/        DISCARD
        ^^^^^^ null-sender-rejected
      `,
    }));

  test('a table that nothing names may have another purpose', () =>
    lint(
      {
        'main.cf': 'biff = no\n',
        sender_access: `
        <>            REJECT
        ^^ null-sender-rejected information
      `,
      },
      { languages: { sender_access: 'postfix-table' } },
    ));

  test('is information without master.cf, whose services may have other lists', () =>
    lint({
      'main.cf': 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n',
      senders: `
        <>            REJECT
        ^^ null-sender-rejected information
      `,
    }));

  test('asks which services use the list', async () => {
    const main = `
      smtpd_sender_restrictions = check_sender_access inline:{{<> = REJECT}}
                                                               ^^ null-sender-rejected
      smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
    `;
    const silent = main.replace(/.*null-sender-rejected\n/, '');
    const ofSmtp = (options: string): string =>
      `smtp inet n - n - - smtpd\n${options}465 inet n - n - - smtpd\n`;
    await lint({ 'main.cf': main, 'master.cf': ofSmtp('') });
    await lint({ 'main.cf': main, 'master.cf': ofSmtp('  -o smtpd_helo_restrictions=\n') });
    await lint({ 'main.cf': silent, 'master.cf': ofSmtp('  -o smtpd_sender_restrictions=\n') });
    // Only users and programs on this host use these.
    await lint({
      'main.cf': silent,
      'master.cf':
        'smtp inet n - n - - smtpd -o smtpd_sender_restrictions=\n' +
        '587 inet n - n - - smtpd\n' +
        '127.0.0.1:10025 inet n - n - - smtpd\n' +
        '2525 inet n - n - - smtpd -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n',
    });
    // postscreen hands its clients to a service.
    await lint({
      'main.cf': main,
      'master.cf': 'smtp inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd\n',
    });
  });

  test('is silent if the restriction only warns, and for tables that do not check senders', () =>
    lint({
      'main.cf':
        'smtpd_sender_restrictions = warn_if_reject check_sender_access inline:{<>=550}\n' +
        'smtpd_recipient_restrictions = check_recipient_access hash:/etc/postfix/recipients\n',
      'master.cf': smtp,
      recipients: '<> REJECT\n',
    }));

  test('is silent for other actions, keys, and tables', () =>
    lint({
      'main.cf': `
        smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders
        canonical_maps = hash:/etc/postfix/canonical
      `,
      senders: '<> DUNNO\nuser@example.org REJECT\n',
      canonical: '<> 550\n',
    }));
});
