// Which service answers a client, and what postscreen does before smtpd.
import { describe, expect, test } from 'vitest';
import { everyWay } from '../../../server/src/mail/trace/journey.ts';
import { listenerOf, usualService } from '../../../server/src/mail/trace/services.ts';
import { receive } from '../../../server/src/mail/trace/smtpd.ts';
import { mailSystem } from '../support.ts';
import { answer, answers, systemFor, usual } from './conversation.ts';

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
    ['pickup', undefined],
  ])('%s', (wanted, expected) => {
    expect(found(wanted)).toBe(expected);
  });

  test('without master.cf, every name is a service', () => {
    expect(listenerOf(mailSystem('').instance, '465')).toEqual({ listener: undefined, smtpd: undefined });
  });

  test('behind postscreen is the smtpd that its settings name', () => {
    const behind = (postscreen: string, others: string) => {
      const { instance } = systemFor({ master: `smtp inet n - n - 1 postscreen${postscreen}\n${others}` });
      const smtpd = listenerOf(instance, 'smtp')?.smtpd;
      return smtpd && `${smtpd.name} ${smtpd.type} ${instance.value('biff', smtpd)?.raw}`;
    };
    const inner = 'inner unix - - n - - smtpd -o biff=1\n';
    const usual = 'smtpd inet n - n - - smtpd -o biff=2\nsmtpd pass - - n - - smtpd -o biff=3\n';
    expect(behind('', inner + usual)).toBe('smtpd pass 3');
    expect(behind(' -o smtpd_service_name=inner', inner + usual)).toBe('inner unix 1');
    // master(8) uses the last service of a name.
    expect(behind('', `${usual}smtpd pass - - n - - smtpd -o biff=4\n`)).toBe('smtpd pass 4');
    expect(behind('', 'smtpd pass - - n - - qmqpd\n')).toBeUndefined();
    expect(behind('', inner)).toBeUndefined();
  });

  test.each([
    ['', 'smtp'],
    ['smtp inet n - n - - smtpd\n', 'smtp'],
    ['25 inet n - n - - smtpd\n', 'smtp'],
    ['2525 inet n - n - - smtpd\n', '2525'],
    ['2525 inet n - n - - smtpd\n2526 inet n - n - - smtpd\n', 'smtp'],
    ['2525 inet n - n - 1 postscreen\npickup unix n - n 60 1 pickup\n', '2525'],
    ['2525 inet n - n - - qmqpd\nsmtpd pass - - n - - smtpd\n', 'smtp'],
  ])('with %j, a client connects to %s', (text, expected) => {
    expect(usualService(systemFor({ master: text }).instance)).toBe(expected);
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

  test.each(['pipelining', 'non_smtp_command', 'bare_newline'])(
    'with the test after the greeting %s, an unknown client must come again',
    (name) => {
      const main = `postscreen_${name}_enable = yes`;
      expect(answers({}, { main, master })).toEqual(['accepted', '450 4.3.2 Service currently unavailable']);
    },
  );

  const refused = '550 5.3.2 Service currently unavailable';

  test.each([
    ['permit', ['accepted']],
    ['reject', [refused]],
    ['REJECT', [refused]],
    ['dunno, reject', ['accepted']],
    ['permit, reject', ['accepted']],
    ['permit_mynetworks, reject', [refused]],
    ['cidr:{{203.0.113.9 dunno}}, reject', [refused]],
    ['cidr:{{203.0.113.8 permit}}, reject', [refused]],
    ['cidr:{{203.0.113.9 permit_mynetworks, reject}}', [refused]],
    // A word that postscreen does not know ends the list. A table in a table ends only the result.
    ['nonsense, reject', ['accepted']],
    ['cidr:{{203.0.113.9 nonsense}}, reject', ['accepted']],
    ['cidr:{{203.0.113.9 cidr:/etc/postfix/more}}, reject', [refused]],
    ['cidr:{{203.0.113.9 cidr:/etc/postfix/more, permit}}, reject', [refused]],
    ['hash:/etc/postfix/absent, permit', ['accepted', refused]],
  ])('with the access list %j: %j', (list, expected) => {
    const main = `postscreen_access_list = ${list}\npostscreen_denylist_action = enforce`;
    expect(answers({}, { main, master })).toEqual(expected);
  });

  test('a client that the access list permits is not looked up', () => {
    const main =
      'postscreen_access_list = permit\npostscreen_dnsbl_sites = bl.example.net\npostscreen_dnsbl_action = drop\npostscreen_pipelining_enable = yes';
    expect(answers({}, { main, master })).toEqual(['accepted']);
  });

  test('a client that DNS lists may be dropped or let through', () => {
    const of = (action: string) =>
      answers(
        {},
        {
          main: `postscreen_dnsbl_sites = bl.example.net=127.0.0.2*2, other.example.net\npostscreen_dnsbl_action = ${action}`,
          master,
        },
      );
    expect(of('drop')).toEqual([
      'accepted',
      '521 5.7.1 Service unavailable; client [203.0.113.9] blocked using bl.example.net',
    ]);
    expect(of('ignore')).toEqual(['accepted']);
  });

  test('before Postfix 3.6, another parameter sets what happens to a rejected client', () => {
    const main =
      'postscreen_access_list = reject\npostscreen_blacklist_action = drop\npostscreen_denylist_action = enforce';
    expect(answer({}, { main, master, version: '3.5' })).toBe('521 5.3.2 Service currently unavailable');
    expect(answer({}, { main, master, version: '3.6' })).toBe(refused);
  });

  test('each step says what decided', () => {
    const steps = (main: string) =>
      everyWay(systemFor({ main, master }), 10, (journey) => {
        receive(journey, usual);
        return journey.steps.map(({ what }) => what).filter((what) => /postscreen/.test(what));
      }).ways;
    const list = 'postscreen_access_list';
    expect(steps(`${list} = permit`)).toEqual([[`${list} permits 203.0.113.9 without tests`]]);
    expect(steps(`${list} = reject\npostscreen_denylist_action = drop`)).toEqual([
      [
        `${list} rejects 203.0.113.9`,
        'postscreen_denylist_action refuses the client: 521 5.3.2 Service currently unavailable',
      ],
    ]);
    const dns = 'Looks up 203.0.113.9 in the lists in postscreen_dnsbl_sites';
    const sites = 'postscreen_dnsbl_sites = bl.example.net\npostscreen_dnsbl_action = enforce';
    expect(steps(sites)).toEqual([
      [dns],
      [
        dns,
        'postscreen_dnsbl_action refuses the client: 550 5.7.1 Service unavailable; client [203.0.113.9] blocked using bl.example.net',
      ],
    ]);
    const cache = 'Looks for 203.0.113.9 in the cache of postscreen';
    expect(steps('postscreen_pipelining_enable = yes')).toEqual([[cache], [cache]]);
  });
});
