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
      "Mail from <someone@example.net> to <bob+news@example.com>, sent by 198.51.100.9 (no name)

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

  test('no step is wider than a terminal', () => {
    configure();
    const { stdout } = run(['trace', ...stranger, '--to', 'sales@example.com', '.']);
    const steps = stdout.slice(0, stdout.indexOf('\nDelivered')).split('\n').slice(2);
    const wide = steps.filter((line) => line.length > 80);
    expect(steps.length).toBeGreaterThan(10);
    expect(wide).toEqual([]);
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
    [['--ehlo', '--service', '465'], '.: no smtpd service 465'],
  ])('%s', (words, problem) => {
    configure();
    const { status, stderr } = run(['trace', ...words, '.']);
    expect(stderr.split('\n')[0]).toBe(`postfix-lint: ${problem}`);
    expect(status).toBe(2);
  });
});

describe('wrong usage', () => {
  test.each([
    [['trace', '--to', 'bob@example.com'], 'DIR is missing'],
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
