// The messages about an answer while the user types it: none for a valid answer, otherwise what to enter.
import { describe, expect, test } from 'vitest';
import { Folder, uriOf } from './folder.ts';

const folder = new Folder({ 'main.cf': '', 'master.cf': '' });

/** Undefined for a valid answer. */
async function said(scenario: string, question: string, answer: string): Promise<string | undefined> {
  return (
    (await folder.service.checkScenarioAnswer(uriOf('main.cf'), scenario, question, answer)) ?? undefined
  );
}

const valid: readonly (readonly [scenario: string, question: string, answers: readonly string[]])[] = [
  ['basic', 'myhostname', ['mail.example.com', '$mydomain', 'mail.$mydomain']],
  [
    'basic',
    'mydestination',
    [
      '$myhostname, localhost.$mydomain, localhost',
      'example.com hash:/etc/postfix/domains',
      '/etc/postfix/domains',
    ],
  ],
  [
    'basic',
    'mynetworks',
    ['127.0.0.0/8, 192.0.2.1 [2001:db8::]/32', '!192.0.2.1, 192.0.2.0/24', 'cidr:/etc/postfix/friends, $lan'],
  ],
  ['backup-mx', 'domains', ['example.com', 'example.com, example.org', 'xn--bcher-kva.example']],
  ['backup-mx', 'recipients', ['user@example.com', '@example.com']],
  ['backup-mx', 'lifetime', ['20d', '86400']],
  [
    'dmz-relay',
    'server',
    ['192.0.2.99', '[192.0.2.99]', 'inner.example.com:2525', '[inner.example.com]:25', '2001:db8::1'],
  ],
  ['nat', 'public', ['203.0.113.25', '203.0.113.25, 2001:db8::25']],
  ['smtp-auth', 'key', ['/etc/ssl/private/mail.key']],
  ['smtp-auth', 'logins', ['', 'user@example.com user', 'user@example.com user, info@example.com user']],
  ['pop-before-smtp', 'table', ['hash:/etc/postfix/pop-before-smtp', 'btree:/var/lib/popb4smtp']],
  ['content-filter', 'filter', ['10024']],
  ['content-filter', 'milter', ['inet:127.0.0.1:11332', 'unix:/run/rspamd/milter.sock']],
];

test.each(valid)('%s: %s: %j', async (scenario, question, answers) => {
  for (const answer of answers)
    expect([answer, await said(scenario, question, answer)]).toEqual([answer, undefined]);
});

const name = 'is not a domain name. Use letters, digits, hyphens, and dots, as in example.com.';
const network = 'is not a network. Enter an address with a prefix length, such as 192.0.2.0/24.';

const invalid: readonly (readonly [scenario: string, question: string, answer: string, message: string])[] = [
  ['basic', 'myhostname', '', 'Enter the full DNS name, such as mail.example.com.'],
  ['basic', 'myhostname', 'mail', 'Enter the full DNS name, such as mail.example.com.'],
  ['basic', 'myhostname', 'mail..example.com', `"mail..example.com" ${name}`],
  [
    'basic',
    'myhostname',
    '192.0.2.1',
    '192.0.2.1 is an IP address. Enter a domain name, such as example.com.',
  ],
  ['basic', 'mydestination', '', 'Enter one or more domains, such as $myhostname, localhost, example.com.'],
  [
    'basic',
    'mynetworks',
    '192.0.2.5/24',
    '192.0.2.5/24 has nonzero bits after the prefix, which Postfix does not accept. Enter 192.0.2.0/24.',
  ],
  ['basic', 'mynetworks', '127.0.0.0/8, 300.0.2.0/24', `"300.0.2.0/24" ${network}`],
  ['basic', 'mynetworks', '192.0.2', `"192.0.2" ${network}`],
  ['basic', 'mynetworks', '2001:db8::/32', 'Write IPv6 addresses in brackets: [2001:db8::]/32.'],
  [
    'backup-mx',
    'domains',
    'user@example.com',
    'Enter only the domain, without the part before @: example.com.',
  ],
  ['backup-mx', 'domains', '$mydomain', 'Enter the domain itself, such as example.com.'],
  [
    'backup-mx',
    'recipients',
    'user',
    '"user" has no domain. Enter an address such as user@example.com, or @example.com for all addresses of the domain.',
  ],
  ['backup-mx', 'lifetime', 'long', 'Enter a number and a unit (s, m, h, d, or w), such as 20d.'],
  [
    'dmz-relay',
    'server',
    '',
    'Enter the name or the address of a host, such as smtp.example.net or [smtp.example.net]:587.',
  ],
  [
    'dmz-relay',
    'server',
    'inner example',
    '"inner example" is neither a host name nor an IP address. Enter one, such as smtp.example.net or 192.0.2.99.',
  ],
  ['dmz-relay', 'knows', 'guess', 'Choose one of list, ask.'],
  ['nat', 'router', 'router', '"router" is not an IP address. Enter an address such as 192.0.2.1.'],
  ['smtp-auth', 'certificate', 'mail.pem', 'Enter the full path, starting with /.'],
  [
    'smtp-auth',
    'logins',
    'user@example.com',
    'Enter each address followed by its login name: user@example.com user.',
  ],
  [
    'pop-before-smtp',
    'table',
    '/etc/postfix/pop',
    'Enter the type and the full path of the table, such as hash:/etc/postfix/pop-before-smtp.',
  ],
  [
    'pop-before-smtp',
    'table',
    'cidr:/etc/postfix/pop',
    'A daemon cannot write a table of type cidr, because it has no index. Use hash, btree, or lmdb.',
  ],
  ['content-filter', 'filter', 'amavis', 'Enter a port number, such as 10024.'],
];

test.each(invalid)('%s: %s: "%s" is invalid', async (scenario, question, answer, message) => {
  expect(await said(scenario, question, answer)).toBe(message);
});

describe('the suggestion', () => {
  const initial = async (scenario: string, texts: Record<string, string>) => {
    const own = new Folder({ 'master.cf': '', ...texts });
    const questions = await own.service.scenarioQuestions(uriOf('main.cf'), scenario);
    return Object.fromEntries(questions.map((question) => [question.id, question.initial]));
  };

  test('comes from the configuration', async () => {
    expect(
      await initial('dmz-relay', {
        'main.cf':
          'relay_domains = $mydestination, example.com, example.org\ntransport_maps = hash:/etc/postfix/transport\n',
        transport: 'example.com  relay:[192.0.2.99]\n',
      }),
    ).toEqual({ domains: 'example.com', server: '192.0.2.99', knows: 'list', recipients: '' });
    expect(
      await initial('smtp-auth', {
        'main.cf':
          'smtpd_sasl_type = cyrus\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_key_file = $smtpd_tls_cert_file\n',
      }),
    ).toEqual({ sasl: 'cyrus', certificate: '/etc/ssl/mail.pem', key: '/etc/ssl/mail.pem', logins: '' });
    expect(
      await initial('nat', {
        'main.cf': 'mynetworks = 127.0.0.0/8 !192.0.2.1 192.0.2.0/24\nproxy_interfaces = 203.0.113.25\n',
      }),
    ).toEqual({ networks: '127.0.0.0/8, 192.0.2.0/24', router: '192.0.2.1', public: '203.0.113.25' });
  });

  test('is otherwise the default of Postfix, or the usual value', async () => {
    expect(await initial('basic', { 'main.cf': '' })).toEqual({
      myhostname: 'mail.example.com',
      mydestination: '$myhostname, localhost.$mydomain, localhost',
      mynetworks: '127.0.0.0/8, [::1]/128',
    });
    expect(await initial('mailbox-format', { 'main.cf': '' })).toEqual({ format: 'maildir' });
    expect(await initial('backup-mx', { 'main.cf': '' })).toEqual({
      domains: '',
      recipients: '',
      lifetime: '20d',
    });
  });
});

test('a file outside a configuration has no scenarios', async () => {
  expect(await folder.service.scenarios('file:///tmp/notes.txt')).toBeNull();
  expect(await folder.service.scenarioQuestions('file:///tmp/notes.txt', 'basic')).toEqual([]);
  expect(await folder.service.planScenario('file:///tmp/notes.txt', 'basic', {}, {})).toBeNull();
});

test('a certificate is suggested only for a name that main.cf sets', async () => {
  const suggested = async (main: string) => {
    const { service } = new Folder({ 'main.cf': main, 'master.cf': '' });
    const questions = await service.scenarioQuestions(uriOf('main.cf'), 'smtp-auth');
    return questions.find(({ id }) => id === 'certificate')?.initial;
  };
  expect(await suggested('myhostname = mx.example.org\n')).toBe(
    '/etc/letsencrypt/live/mx.example.org/fullchain.pem',
  );
  // The user is asked for the name first.
  expect(await suggested('')).toBe('');
});
