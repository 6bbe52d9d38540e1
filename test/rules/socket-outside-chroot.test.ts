import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('socket-outside-chroot');

const masterCf = (chroot: string) => `smtp inet n - ${chroot} - - smtpd
cleanup unix n - ${chroot} - 0 cleanup
rewrite unix - - ${chroot} - - trivial-rewrite
lmtp unix - - ${chroot} - - lmtp
virtual unix - n n - - virtual
`;
const jailed = masterCf('y');
const queue = 'queue_directory = /var/spool/postfix\n';

describe('socket-outside-chroot', () => {
  test('marks absolute paths of Milters and policy servers', async () => {
    const found = await lint({
      'main.cf': `
        smtpd_milters = inet:127.0.0.1:5000 unix:/run/opendkim/opendkim.sock
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ socket-outside-chroot information
        non_smtpd_milters = { unix:/var/run/filter, connect_timeout=3s }
                              ^^^^^^^^^^^^^^^^^^^^ socket-outside-chroot information
        smtpd_recipient_restrictions = permit_mynetworks, check_policy_service unix:/var/run/policy
                                                                               ^^^^^^^^^^^^^^^^^^^^ socket-outside-chroot information
      `,
      'master.cf': jailed,
    });
    expect(found[0]?.message).toBe(
      'smtp/inet runs in a chroot, so smtpd looks for /run/opendkim/opendkim.sock in the queue directory. ' +
        'If there is no such socket, smtpd logs "connect to Milter service unix:/run/opendkim/opendkim.sock: No such file or directory", and milter_default_action applies. ' +
        'Create the socket in the queue directory, and write a relative path, such as unix:filter/socket.',
    );
  });

  test('raises the severity if the socket cannot be there', async () => {
    await lint({
      'main.cf': `
        queue_directory = /var/spool/postfix
        smtpd_milters = unix:/var/spool/postfix/filter/socket
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ socket-outside-chroot
      `,
      'master.cf': jailed,
    });
  });

  test('looks for the socket, if it can', async () => {
    const files = {
      'main.cf': 'queue_directory = /var/spool/postfix\nsmtpd_milters = unix:/run/filter\n',
      'master.cf': jailed,
    };
    const onHost = { '/run/filter': { size: 0, modified: 1 } };
    await lint(
      { ...files, 'main.cf': `${files['main.cf']}                ^^^^^^^^^^^^^^^^ socket-outside-chroot\n` },
      { stamps: { ...onHost, '/var/spool/postfix/run/filter': 'missing' } },
    );
    await lint(files, { stamps: { ...onHost, '/var/spool/postfix/run/filter': { size: 0, modified: 1 } } });
  });

  test('marks sockets for lmtp', () =>
    lint({
      'main.cf': `
        virtual_transport = lmtp:unix:/var/run/dovecot/lmtp
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ socket-outside-chroot information
        transport_maps = hash:/etc/postfix/transport
      `,
      'master.cf': jailed,
      transport: `
        example.org lmtp:unix:/var/run/dovecot/lmtp
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^ socket-outside-chroot information
        example.net lmtp:unix:private/dovecot-lmtp
      `,
    }).then(() => undefined));

  test('marks the socket of a database server', async () => {
    const [found] = await lint({
      'main.cf': 'virtual_mailbox_maps = mysql:/etc/postfix/mysql.cf, pgsql:/etc/postfix/pgsql.cf\n',
      'master.cf': jailed,
      'mysql.cf': `
        user = postfix
        hosts = localhost
                ^^^^^^^^^ socket-outside-chroot
      `,
      'pgsql.cf': `
        hosts = unix:/run/postgresql
                ^^^^^^^^^^^^^^^^^^^^ socket-outside-chroot
      `,
    });
    expect(found?.message).toBe(
      'localhost means a MySQL socket, which smtp/inet cannot reach, because it runs in a chroot. ' +
        'Lookups fail, and Postfix warns: "connect to mysql server localhost". ' +
        'Write 127.0.0.1, or proxy:mysql: instead of mysql:.',
    );
  });

  test('reports nothing for what the services can reach', async () => {
    const silent = (mainCf: string, more: Readonly<Record<string, string>> = {}) =>
      lint({ 'main.cf': mainCf, 'master.cf': jailed, ...more });
    await silent('smtpd_milters = unix:filter/socket local:m/x inet:localhost:1\n');
    await silent('smtpd_milters = unix:/filter/socket\n');
    await silent('smtpd_milters = unix:/private/socket\n');
    await silent('smtpd_sasl_path = unix:/run/dovecot/auth\n');
    await lint({ 'main.cf': 'smtpd_milters = unix:/run/filter\n', 'master.cf': masterCf('n') });
    await lint({ 'main.cf': 'smtpd_milters = unix:/run/filter\n', 'master.cf': masterCf('-') });
    await lint({
      'main.cf': 'virtual_transport = lmtp:unix:/run/lmtp\n',
      'master.cf': 'lmtp unix - - n - - lmtp\nsmtp inet n - y - - smtpd\n',
    });
    const client = { 'mysql.cf': 'hosts = localhost\n' };
    await silent('virtual_mailbox_maps = proxy:mysql:/etc/postfix/mysql.cf\n', client);
    await silent('virtual_mailbox_maps = mysql:/etc/postfix/mysql.cf\n', {
      'mysql.cf': 'hosts = 127.0.0.1\n',
    });
    await silent('virtual_mailbox_maps = mysql:/etc/postfix/mysql.cf\n', {
      'mysql.cf': 'hosts = localhost db.example.com\n',
    });
    await silent('virtual_mailbox_maps = mysql:/etc/postfix/mysql.cf\n', {
      'mysql.cf': 'hosts = localhost\noption_file = /etc/postfix/my.cnf\n',
    });
    await silent('virtual_mailbox_maps = pgsql:/etc/postfix/pgsql.cf\n', {
      'pgsql.cf': 'hosts = localhost\n',
    });
    await lint({
      'main.cf': 'virtual_mailbox_maps = mysql:/etc/postfix/mysql.cf\n',
      'master.cf': masterCf('n'),
      ...client,
    });
  });

  test('reports nothing for a Milter that the service does not use', () =>
    lint({
      'main.cf': 'smtpd_milters = unix:/run/filter\n',
      'master.cf': '10025 inet n - y - - smtpd -o receive_override_options=no_milters\n',
    }));

  test('an override counts for its service alone', () =>
    lint({
      'main.cf': 'smtpd_milters = unix:/run/filter\n',
      'master.cf': `
        smtp inet n - n - - smtpd
        587 inet n - y - - smtpd
          -o smtpd_milters=unix:/run/other
                           ^^^^^^^^^^^^^^^ socket-outside-chroot information
      `,
    }).then(() => undefined));

  test('the fixes write a relative path, or an IP address', async () => {
    const files = (path: string) => ({ 'main.cf': `${queue}smtpd_milters = ${path}\n`, 'master.cf': jailed });
    expect((await applyFix(files('unix:/var/spool/postfix/filter/socket')))['main.cf']).toBe(
      `${queue}smtpd_milters = unix:filter/socket\n`,
    );
    expect(await fixTitles(files('unix:/run/filter'))).toEqual([]);
    const database = {
      'main.cf': 'virtual_mailbox_maps = mysql:/etc/postfix/mysql.cf\n',
      'master.cf': jailed,
      'mysql.cf': 'hosts = localhost\n',
    };
    expect((await applyFix(database))['mysql.cf']).toBe('hosts = 127.0.0.1\n');
  });
});
