// postfix-lint trace as a program: the text, the JSON, the tests, and the exit status.

import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { eachTestHasADirectory, run, write } from './program.ts';

eachTestHasADirectory();

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/trace.schema.json', import.meta.url), 'utf8'),
) as object;
const isValid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

const mainCf = `compatibility_level = 3.11
myhostname = mail.example.com
myorigin = example.com
mydestination = example.com
mynetworks = 192.0.2.0/24
inet_interfaces = loopback-only
forward_path =
alias_maps =
recipient_delimiter = +
relayhost = [relay.example.net]:587
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
local_recipient_maps = texthash:/etc/postfix/users
virtual_alias_maps = texthash:/etc/postfix/virtual
mailbox_transport = lmtp:unix:private/lmtp
smtp_tls_security_level = may
`;
const masterCf = `smtp inet n - n - - smtpd
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
local unix - n n - - local
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
pickup unix n - n 60 1 pickup
`;

function configure(more = ''): void {
  write('main.cf', mainCf + more);
  write('master.cf', masterCf);
  write('users', 'bob x\nsales x\n');
  write('virtual', 'sales@example.com bob, eve@example.org\n');
}

const stranger = ['--client', '198.51.100.9', '--from', 'someone@example.net', '--helo', 'mx.example.net'];

describe('one mail', () => {
  test('the steps, the lines that decide, and the end', () => {
    configure();
    const { status, stdout, stderr } = run(['trace', ...stranger, '--to', 'bob+news@example.com', '.']);
    expect(stderr).toBe('');
    expect(stdout).toMatchInlineSnapshot(`
      "Mail from <someone@example.net> to <bob+news@example.com>, sent by 198.51.100.9 (no name), EHLO mx.example.net

      smtpd            smtpd_relay_restrictions: no restriction decides
                         main.cf:11
      trivial-rewrite  The domain is in mydestination, so local_transport applies
                         bob+news@example.com → local:mail.example.com
                         main.cf:4
      local            Passes the mail to another transport (mailbox_transport)
                         → lmtp:unix:private/lmtp
                         main.cf:14
      lmtp             Connects over LMTP to the socket private/lmtp
                         master.cf:3
      lmtp             Sends the mail from <someone@example.net> to
                       <bob+news@example.com>
                         ? Depends on whether private/lmtp accepts mail from
                           <someone@example.net> to <bob+news@example.com>. Assumed:
                           It accepts the mail.

      Delivered: 250 2.0.0 Ok
        bob+news@example.com: Delivered to unix:private/lmtp (lmtp)
      "
    `);
    expect(status).toBe(0);
    // The page for readers shows the same.
    const page = readFileSync(new URL('../../docs/tracing.md', import.meta.url), 'utf8');
    expect(page).toContain(
      `$ postfix-lint trace ${stranger.join(' ')} --to bob+news@example.com .\n${stdout}`,
    );
  });

  test('a mail that smtpd refuses', () => {
    configure();
    const { status, stdout } = run(['trace', ...stranger, '--to', 'eve@example.org', '.']);
    expect(stdout).toContain('554 5.7.1 <eve@example.org>: Relay access denied');
    expect(status).toBe(1);
  });

  test('a mail that depends on DNS', () => {
    configure('smtpd_client_restrictions = reject_rbl_client zen.example.org\n');
    const { status, stdout } = run(['trace', ...stranger, '--to', 'bob@example.com', '.']);
    expect(stdout).toMatch(/^Depends\. Usually delivered/m);
    expect(stdout).toMatch(/^Otherwise:\n {2}Refused: 554 5\.7\.1/m);
    expect(status).toBe(3);
  });

  test('a mail for a domain that only a database knows has no usual outcome', () => {
    configure('virtual_mailbox_domains = ldap:/etc/postfix/domains.cf\n');
    const mail = ['trace', ...stranger, '--to', 'eve@example.org'];
    const { status, stdout } = run([...mail, '.']);
    expect(stdout).toMatch(/^Depends on ldap:\/etc\/postfix\/domains\.cf$/m);
    expect(stdout).toMatch(/^Possible outcomes:\n {2}Refused: 554 5\.7\.1 /m);
    expect(stdout).toContain('? if ldap:/etc/postfix/domains.cf has no entry for example.org');
    expect(status).toBe(3);
    expect(run([...mail, '--expect', 'reject', '--usual', '.']).status).toBe(3);
    // Another domain is known.
    expect(run(['trace', ...stranger, '--to', 'bob@example.com', '.']).status).toBe(0);
  });

  test('no step is wider than a terminal', () => {
    configure();
    const { stdout } = run(['trace', ...stranger, '--to', 'sales@example.com', '.']);
    const steps = stdout.slice(0, stdout.indexOf('\nDelivered')).split('\n').slice(2);
    const wide = steps.filter((line) => line.length > 80);
    expect(steps.length).toBeGreaterThan(10);
    expect(wide).toEqual([]);
  });
});

describe('what a reader needs', () => {
  const blocklist = 'smtpd_client_restrictions = reject_rbl_client zen.example.org\n';

  test('what else can happen, under sufficient conditions, without what happens anyway', () => {
    configure(`${blocklist}smtpd_milters = inet:127.0.0.1:8891\nmilter_default_action = accept\n`);
    const { stdout } = run(['trace', ...stranger, '--to', 'bob@example.com', '.']);
    const [, others = ''] = stdout.split('Otherwise:\n');
    expect(others.match(/^ {2}\S.*$/gm)).toEqual([
      '  Refused: 554 5.7.1 Service unavailable; Client host [198.51.100.9] blocked using zen.example.org',
      '  Refused: 550 5.7.1 Command rejected',
      '  Refused: 451 4.7.1 Service unavailable - try again later',
      '  Discarded',
    ]);
    expect(others.match(/^ +(?:\?|and) if .*$/gm)).toEqual([
      '    ? if zen.example.org lists 198.51.100.9',
      '    ? if the Milter rejects the mail',
      '    ? if the Milter asks the client to try again later',
      '    ? if the Milter discards the mail',
    ]);
  });

  test('every condition of a result, including those that only another answer leads to', () => {
    configure(
      'virtual_mailbox_domains = mysql:/etc/postfix/d\nvirtual_mailbox_maps = mysql:/etc/postfix/m\n',
    );
    const { stdout } = run(['trace', ...stranger, '--to', 'kim@example.org', '.']);
    expect(stdout).toMatch(
      /User unknown in virtual mailbox table\n {4}\? if mysql:\/etc\/postfix\/d has an entry for example\.org\n/,
    );
    expect(stdout).toMatch(
      /Deferred\n {4}kim@example\.org: .*\n {4}\? if mysql:\S+ has an entry for example\.org\n {6}and if mysql:\S+ has an entry for kim@example\.org/,
    );
  });

  test('the restriction that queries DNS', () => {
    configure(blocklist);
    const { stdout } = run(['trace', ...stranger, '--to', 'bob@example.com', '.']);
    expect(stdout).toContain('smtpd            reject_rbl_client zen.example.org queries DNS\n');
  });

  test('the setting that refuses a mail without a restriction', () => {
    configure('smtpd_helo_required = yes\nmessage_size_limit = 1000\n');
    const to = ['--to', 'bob@example.com', '.'];
    const silent = ['--client', '198.51.100.9', '--helo', ''];
    expect(run(['trace', ...silent, ...to]).stdout).toContain(
      'smtpd_helo_required refuses the mail: 503 5.5.1 Error: send\n                 HELO/EHLO first\n                   main.cf:16\n',
    );
    expect(run(['trace', ...stranger, '--size', '2000', ...to]).stdout).toContain(
      'message_size_limit refuses the mail: 552',
    );
    expect(run(['trace', ...stranger, '--to', 'nobody@example.com', '.']).stdout).toMatch(
      /smtpd_reject_unlisted_recipient refuses the mail: 550 5\.1\.1[^?]*main\.cf:12/,
    );
  });

  test('a client sends EHLO unless the request says otherwise', () => {
    configure('smtpd_helo_required = yes\n');
    const asked = (client: string) => run(['trace', '--client', client, '--to', 'bob@example.com', '.']);
    expect(asked('198.51.100.9')).toMatchObject({ status: 0, stdout: /EHLO \[198\.51\.100\.9\]/ });
    expect(asked('2001:db8::1')).toMatchObject({ status: 0, stdout: /EHLO \[IPv6:2001:db8::1\]/ });
    expect(asked('198.51.100.9,mx.example.net')).toMatchObject({
      status: 0,
      stdout: /EHLO mx\.example\.net/,
    });
  });

  test('a loop of aliases once around', () => {
    configure();
    write(
      'virtual',
      'a@example.com b@example.com\nb@example.com c@example.com\nc@example.com b@example.com\n',
    );
    const { stdout } = run(['trace', '--to', 'a@example.com', '.']);
    expect(stdout).toContain('The aliases form a loop');
    expect(stdout).toContain('b@example.com → c@example.com → b@example.com\n');
    expect(stdout.match(/virtual_alias_maps has an entry/g)?.length).toBe(3);
  });

  test('which of several recipients a step is about, and how many share an outcome', () => {
    configure();
    const to = ['--to', 'bob@example.com', '--to', 'nobody@example.com'];
    const { stdout } = run(['trace', ...stranger, ...to, '.']);
    expect(stdout.match(/^<.*>$/gm)).toEqual(['<nobody@example.com>', '<bob@example.com>']);
    expect(stdout).toMatch(/^Refused for 1 recipient, delivered for 1$/m);
  });

  test('that smtpd has accepted a mail that Postfix returns', () => {
    configure('transport_maps = inline:{ example.com=error:closed }\nsmtpd_reject_unlisted_recipient = no\n');
    write('master.cf', `${masterCf}error unix - - n - - error\n`);
    expect(run(['trace', ...stranger, '--to', 'other@example.com', '.']).stdout).toMatch(
      /^Returned to the sender, after smtpd has accepted the mail \(250 2\.0\.0 Ok\)$/m,
    );
  });

  test('the addresses that an alias includes from a file', () => {
    configure('mailbox_transport =\nlocal_recipient_maps =\nalias_maps = hash:/etc/postfix/aliases\n');
    write('aliases', 'staff: :include:/etc/postfix/staff\n');
    write('staff', '# Everyone\neve@example.org\n:include:/etc/postfix/more\n');
    write('more', 'kim@example.org\n');
    const { stdout } = run(['trace', '--to', 'staff@example.com', '.']);
    expect(stdout).toContain('staff@example.com → eve@example.org: Delivered');
    expect(stdout).toContain('staff@example.com → kim@example.org: Delivered');
    write('aliases', 'staff: :include:/etc/postfix/missing\n');
    expect(run(['trace', '--to', 'staff@example.com', '.']).stdout).toContain(
      'staff@example.com: Delivered to the addresses in /etc/postfix/missing (local)',
    );
  });

  test('whether an expectation is met', () => {
    configure(blocklist);
    const verdict = (expectation: string, ...words: string[]) =>
      run(['trace', ...words, '--to', 'bob@example.com', '--expect', expectation, '.'])
        .stdout.trim()
        .split('\n')
        .at(-1);
    expect(verdict('deliver')).toBe('As expected (--expect deliver)');
    expect(verdict('reject')).toBe('Not as expected (--expect reject)');
    expect(verdict('deliver', ...stranger)).toBe('Not always as expected (--expect deliver)');
    expect(verdict('deliver', ...stranger, '--usual')).toBe('As expected (--expect deliver --usual)');
    expect(verdict('reject', ...stranger, '--usual')).toBe('Not as expected (--expect reject --usual)');
    write('trace.tests', `${stranger.join(' ')} --to bob@example.com --expect deliver --usual\n`);
    expect(run(['trace', '.'])).toMatchObject({ status: 0, stdout: '1 as expected\n' });
  });

  test('the tables of postscreen', () => {
    configure('postscreen_access_list = cidr:/etc/postfix/clients\npostscreen_denylist_action = enforce\n');
    write('clients', '198.51.100.0/24 reject\n');
    write('master.cf', masterCf.replace('- smtpd', '1 postscreen\nsmtpd pass - - n - - smtpd'));
    const { status, stdout } = run(['trace', ...stranger, '--to', 'bob@example.com', '.']);
    expect(stdout).toContain('postscreen_access_list rejects 198.51.100.9');
    expect(stdout).toMatch(/^Refused: 550 5\.3\.2 Service currently unavailable$/m);
    expect(status).toBe(1);
  });
});

describe('the service', () => {
  const to = ['--to', 'bob@example.com'];

  test('that does not exist is wrong usage, so that a test with a typo does not pass', () => {
    configure();
    const problem = '--service submision: master.cf has no such service; the services are smtp';
    expect(run(['trace', ...stranger, ...to, '--service', 'submision', '--expect', 'reject', '.'])).toEqual({
      status: 2,
      stdout: '',
      stderr: `postfix-lint: ${problem}\n`,
    });
    write('trace.tests', `${[...stranger, ...to].join(' ')} --service submision --expect reject\n`);
    expect(run(['trace', '.'])).toEqual({
      status: 2,
      stdout: '',
      stderr: `postfix-lint: trace.tests:1: ${problem}\n`,
    });
  });

  test('is the only one that there is', () => {
    configure();
    write('master.cf', masterCf.replace('smtp inet', '10026 inet'));
    expect(run(['trace', ...stranger, ...to, '.']).status).toBe(0);
    write('master.cf', `${masterCf.replace('smtp inet', '10026 inet')}10027 inet n - n - - smtpd\n`);
    expect(run(['trace', ...stranger, ...to, '.'])).toMatchObject({
      status: 2,
      stderr:
        'postfix-lint: --service is missing: master.cf has no smtp service, and the services are 10026, 10027\n',
    });
  });
});

test('PATH can be main.cf or master.cf', () => {
  configure();
  write('trace.tests', '--to bob@example.com --expect deliver\n');
  for (const path of ['main.cf', 'master.cf', '.'])
    expect(run(['trace', path]).stdout).toBe('1 as expected\n');
  expect(run(['trace', 'virtual'])).toMatchObject({
    status: 2,
    stderr: 'postfix-lint: virtual: not a directory with main.cf or master.cf\n',
  });
});

describe('JSON', () => {
  test.each([
    ['delivered', ['--to', 'sales@example.com']],
    ['refused', ['--to', 'eve@example.org']],
    ['depends', ['--to', 'bob@example.com', '--client', '203.0.113.1']],
  ])('follows its schema: %s', (outcome, options) => {
    configure(outcome === 'depends' ? 'smtpd_client_restrictions = reject_rbl_client zen.example.org\n' : '');
    const { stdout } = run(['trace', '--format', 'json', ...stranger, ...options, '.']);
    const found = JSON.parse(stdout);
    isValid(found);
    expect(isValid.errors).toBeNull();
    expect(found.outcome).toBe(outcome);
  });

  test('says where each recipient ends', () => {
    configure();
    const { stdout } = run(['trace', '--format', 'json', ...stranger, '--to', 'sales@example.com', '.']);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      outcome: 'delivered',
      reply: { code: 250, enhanced: '2.0.0' },
      sender: 'someone@example.net',
      recipients: [
        {
          address: 'bob@example.com',
          original: 'sales@example.com',
          transport: 'lmtp',
          nexthop: 'unix:private/lmtp',
        },
        {
          address: 'eve@example.org',
          original: 'sales@example.com',
          transport: 'smtp',
          nexthop: '[relay.example.net]:587',
          tls: 'may',
        },
      ],
    });
  });
});

describe('what is expected', () => {
  test.each([
    ['deliver', 'bob@example.com', 0],
    ['lmtp:unix:private/lmtp', 'bob@example.com', 0],
    ['lmtp:', 'bob@example.com', 0],
    ['reject', 'bob@example.com', 1],
    ['reject', 'eve@example.org', 0],
    ['smtp:[relay.example.net]:587', 'bob@example.com', 1],
  ])('--expect %s for %s exits with %i', (expectation, to, status) => {
    configure();
    expect(run(['trace', ...stranger, '--to', to, '--expect', expectation, '.']).status).toBe(status);
  });

  test('a file of tests, all of them met', () => {
    configure();
    write(
      'trace.tests',
      [
        '# Our users',
        '',
        '--client 198.51.100.9 --from someone@example.net --to bob@example.com --expect deliver',
        '--client 198.51.100.9 --from "someone@example.net" --to eve@example.org --expect reject  # a stranger',
        `--from bob@example.com --to eve@example.org --header 'Subject: a b' --expect "smtp:[relay.example.net]:587"`,
        '',
      ].join('\n'),
    );
    expect(run(['trace', '.'])).toEqual({ status: 0, stdout: '3 as expected\n', stderr: '' });
  });

  test('a file with a test that fails', () => {
    configure();
    write('mine', '--to bob@example.com --expect deliver\n--to=bob@example.com --expect=reject\n');
    const { status, stdout } = run(['trace', '--tests', 'mine', '.']);
    expect(stdout).toBe(
      [
        'mine:2: failed: expected reject',
        '  Mail from <> to <bob@example.com>, sent by a program on this host',
        '  bob@example.com: Delivered to unix:private/lmtp (lmtp)',
        '1 as expected, 1 failed',
        '',
      ].join('\n'),
    );
    expect(status).toBe(1);
    const json = JSON.parse(run(['trace', '--tests', 'mine', '--format', 'json', '.']).stdout);
    isValid(json);
    expect(isValid.errors).toBeNull();
    expect(json.tests.map(({ line, met }: { line: number; met: string }) => [line, met])).toEqual([
      [1, 'yes'],
      [2, 'no'],
    ]);
  });

  test('a line that is not a test', () => {
    configure();
    write('trace.tests', '--to bob@example.com\n--nowhere x --expect deliver\n--to "bob --expect reject\n');
    expect(run(['trace', '.'])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'postfix-lint: trace.tests:1: --expect is missing\n' +
        'postfix-lint: trace.tests:2: "--nowhere" is not an option of a message\n' +
        'postfix-lint: trace.tests:3: a quote is not closed\n',
    });
  });
});

describe('whether strangers can relay', () => {
  test.each([
    ['permit_mynetworks, reject_unauth_destination', 'closed', 0],
    ['permit_mynetworks, permit_auth_destination, permit_sasl_authenticated, defer_if_permit', 'closed', 0],
    ['check_sender_access inline:{example.net=OK}, reject_unauth_destination', 'open', 1],
  ])('smtpd_relay_restrictions = %s: %s', (restrictions, verdict, status) => {
    configure(`inet_interfaces = all\nsmtpd_relay_restrictions = ${restrictions}\n`);
    const found = run(['trace', '--prove', 'no-relay', '.']);
    expect(found.stdout).toMatch(new RegExp(`^smtp/inet: ${verdict}\\.`));
    expect(found.status).toBe(status);
    const json = JSON.parse(run(['trace', '--prove', 'no-relay', '--format', 'json', '.']).stdout);
    isValid(json);
    expect(isValid.errors).toBeNull();
    const [test] = json.services.flatMap(({ test }: { test?: string }) => test ?? []);
    if (verdict !== 'open') return;
    // The counterexample is a test that fails.
    write('trace.tests', `${test}\n`);
    expect(run(['trace', '.'])).toMatchObject({ status: 1, stdout: expect.stringContaining('1 failed') });
  });
});

describe('what smtpd announces', () => {
  test('as text, and as JSON', () => {
    configure(
      'message_size_limit = 1000\nsmtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\nsmtpd_tls_security_level = may\n',
    );
    const { status, stdout } = run(['trace', '--ehlo', '.']);
    expect(status).toBe(0);
    expect(stdout).toContain('smtp/inet\n  without TLS\n    + PIPELINING\n    + SIZE 1000\n');
    expect(stdout).toContain(
      '    - AUTH  smtpd_tls_auth_only is yes, so AUTH is offered only after STARTTLS. (main.cf:18)\n',
    );
    const json = JSON.parse(
      run(['trace', '--ehlo', '--client', '192.0.2.1', '--format', 'json', '.']).stdout,
    );
    isValid(json);
    expect(isValid.errors).toBeNull();
    expect(json.ehlo[0].sessions.length).toBe(2);
  });

  test.each([
    [['--ehlo', '--prove', 'no-relay'], '--ehlo cannot be used with --prove'],
    [['--ehlo', '--tls'], '--tls cannot be used with --ehlo'],
    [['--ehlo', '--service', '465'], '--service 465: master.cf has no such service; the services are smtp'],
  ])('%s', (words, problem) => {
    configure();
    const { status, stderr } = run(['trace', ...words, '.']);
    expect(stderr.split('\n')[0]).toBe(`postfix-lint: ${problem}`);
    expect(status).toBe(2);
  });
});

describe('wrong usage', () => {
  test.each([
    [
      ['trace', '--to', 'bob@example.com'],
      'PATH is missing\nRun "postfix-lint trace --help" for the options.',
    ],
    [['trace', '--recipient', 'bob@example.com', '.'], 'unknown option --recipient\n'],
    [['trace', '.', '--to'], '--to needs a value\n'],
    [['trace', '--tls=yes', '.'], '--tls takes no value\n'],
    [['trace', '--usual', '--to', 'a@example.com', '.'], '--usual needs --expect\n'],
    [['trace', '--from', 'bob@example.com', '.'], '--to is missing'],
    [['trace', '.'], '--to is missing, and there is no file trace.tests with tests'],
    [['trace', '--to', 'a@example.com', '--client', 'here', '.'], '--client needs an IP address, such as'],
    [['trace', '--to', 'a@example.com', '--tls', '.'], '--tls needs --client'],
    [['trace', '--to', 'a@example.com', '--size', 'big', '.'], '--size needs a number of bytes, not "big"'],
    [['trace', '--to', 'a@example.com', '--header', 'nothing', '.'], '--header needs a line such as'],
    [['trace', '--to', 'a@example.com', '--expect', 'maybe', '.'], '--expect needs reject, deliver, bounce'],
    [['trace', '--to', 'a@example.com', '--tests', 'x', '.'], '--tests cannot be used with a message'],
    [['trace', '--prove', 'everything', '.'], '--prove must be no-relay, not "everything"'],
    [['trace', '--prove', 'no-relay', '--to', 'a@example.com', '.'], '--to cannot be used with --prove'],
    [['trace', '--to', 'a@example.com', '--fix', '.'], '--fix cannot be used with "trace"'],
    [['trace', '--to', 'a@example.com', '-n', '.'], '-n cannot be used with "trace"'],
    [['trace', '--to', 'a@example.com', 'nowhere'], 'nowhere: '],
    [['--to', 'a@example.com', '.'], '--to needs "trace"'],
    [['trace', '--to', 'a@example.com', '--format', 'sarif', '.'], '--format must be text or json'],
  ])('%j', (words, problem) => {
    configure();
    const { status, stdout, stderr } = run(words);
    expect(stderr).toContain(`postfix-lint: ${problem}`);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
