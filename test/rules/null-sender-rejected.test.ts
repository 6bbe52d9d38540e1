import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('null-sender-rejected');

describe('null-sender-rejected', () => {
  test('marks the key for mail without a sender', async () => {
    const [found] = await lint({
      'main.cf': 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n',
      senders: `
        example.org   REJECT
        <>            REJECT no bounces
        ^^ null-sender-rejected
      `,
    });
    expect(found?.message).toBe(
      '"<>" matches mail without a sender address, such as bounces and delivery notifications. ' +
        'If this table checks senders, your users never learn that their mail could not be delivered. ' +
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
