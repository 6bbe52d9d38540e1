// Which service answers a client, and what postscreen does before smtpd.
import { describe, expect, test } from 'vitest';
import { listenerOf } from '../../../server/src/mail/trace/services.ts';
import { answer, answers, systemFor } from './conversation.ts';

const master = `
smtp inet n - n - 1 postscreen
smtpd pass - - n - - smtpd
  -o smtpd_client_restrictions=
submission inet n - n - - smtpd
127.0.0.1:10025 inet n - n - - smtpd
`;

describe('the service that listens', () => {
  const found = (wanted: string): string | undefined => {
    const listener = listenerOf(systemFor({ master }).instance, wanted);
    return listener && `${listener.listener?.name} ${listener.smtpd?.name}`;
  };
  test.each([
    ['smtp', 'smtp smtpd'],
    ['25', 'smtp smtpd'],
    ['587', 'submission submission'],
    ['submission', 'submission submission'],
    ['10025', '127.0.0.1:10025 127.0.0.1:10025'],
    ['127.0.0.1:10025', '127.0.0.1:10025 127.0.0.1:10025'],
    ['smtpd', 'smtpd smtpd'],
    ['465', undefined],
    ['192.0.2.1:10025', undefined],
  ])('%s', (wanted, expected) => {
    expect(found(wanted)).toBe(expected);
  });

  test('without it, no one answers', () => {
    expect(answer({ service: '465' }, { master })).toBe('No service in master.cf listens on 465');
  });

  test('smtpd may not start', () => {
    const main = 'smtpd_relay_restrictions = permit_mynetworks\nsmtpd_recipient_restrictions =';
    expect(answer({}, { main })).toBe('smtpd does not start with this configuration.');
  });
});

describe('postscreen', () => {
  test('a client that its access list rejects', () => {
    const main =
      'postscreen_access_list = permit_mynetworks, cidr:{{203.0.113.0/24 reject}}\npostscreen_denylist_action = ';
    expect(answer({}, { main: `${main}enforce`, master })).toBe('550 5.3.2 Service currently unavailable');
    expect(answer({}, { main: `${main}drop`, master })).toBe('521 5.3.2 Service currently unavailable');
    expect(answer({}, { main: `${main}ignore`, master })).toBe('accepted');
  });

  test('a client that DNS lists', () => {
    const main = 'postscreen_dnsbl_sites = bl.example.net*2\npostscreen_dnsbl_action = enforce';
    expect(answers({}, { main, master })).toEqual([
      'accepted',
      '550 5.7.1 Service unavailable; client [203.0.113.9] blocked using bl.example.net',
    ]);
    const network = { client: { address: '192.0.2.1' } };
    expect(answers(network, { main, master })).toEqual(['accepted']);
  });

  test('with the tests after the greeting, an unknown client must come again', () => {
    const main = 'postscreen_pipelining_enable = yes';
    expect(answers({}, { main, master })).toEqual(['accepted', '450 4.3.2 Service currently unavailable']);
  });
});
