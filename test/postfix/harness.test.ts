// The harness itself, with the real Postfix: the other tests in this folder depend on it.
import { readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  attempt,
  describePostfix,
  describeRunningPostfix,
  findPostfix,
  postalias,
  postconf,
  postfixCheck,
  postmap,
  smtp,
  standardMasterCf,
  startPostfix,
  withInstanceDirectory,
  withPostfix,
} from './harness';
import { readCdb } from './support/cdb';

const relayCheck =
  'compatibility_level = 3.6\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination';
const stranger = '203.0.113.9';
const toAnotherDomain = { from: 'a@example.org', to: 'b@example.net' };

describe('withInstanceDirectory', () => {
  test('removes its directory, also after an error', async () => {
    let dir = '';
    const use = withInstanceDirectory({ 'main.cf': '', 'tables/access': 'a OK\n' }, async (directory) => {
      dir = directory;
      expect(await readFile(join(dir, 'tables/access'), 'utf8')).toBe('a OK\n');
      throw new Error('of the test');
    });
    await expect(use).rejects.toThrow('of the test');
    await expect(stat(dir)).rejects.toThrow('ENOENT');
  });
});

describePostfix("Postfix's programs", () => {
  test('are found, with their version and table types', () => {
    const postfix = findPostfix();
    expect(postfix?.version).toMatch(/^\d+\.\d+/);
    expect(postfix?.tableTypes).toEqual(expect.arrayContaining(['texthash', 'cidr', 'regexp']));
  });

  test('postconf -n prints what main.cf sets', async () => {
    const files = {
      'main.cf': 'myhostname = mail.example.com\nmyorigin=$mydomain\n',
      'master.cf': standardMasterCf,
    };
    await withInstanceDirectory(files, async (dir) => {
      const stdout = `config_directory = ${dir}\nmyhostname = mail.example.com\nmyorigin = $mydomain\n`;
      expect(await postconf(dir, ['-n'])).toEqual({ stdout, stderr: '', code: 0 });
      expect(await postconf(dir, ['-h', '-x', 'myorigin'])).toMatchObject({ stdout: 'example.com\n' });
      expect(await postconf(dir, ['-M', 'smtp/inet'])).toMatchObject({
        stdout: expect.stringMatching(/smtpd\n$/),
      });
    });
  });

  test('an error message and an exit status are returned', async () => {
    await withInstanceDirectory({ 'main.cf': 'myhostname\n', 'master.cf': '' }, async (dir) => {
      const { code, stderr } = await postconf(dir, ['-n']);
      expect(stderr).toContain(
        `fatal: ${dir}/main.cf, line 1: missing '=' after attribute name: "myhostname"`,
      );
      expect(code).toBe(1);
    });
  });

  test('bytes that are not UTF-8 are preserved as latin1', async () => {
    const files = { 'main.cf': Buffer.from('mail_name = Postfix \xe9\n', 'latin1'), 'master.cf': '' };
    await withInstanceDirectory(files, async (dir) => {
      const { stdout } = await postconf(dir, ['-h', 'mail_name'], { encoding: 'latin1' });
      expect(stdout).toBe('Postfix \xe9\n');
    });
  });

  test('run many times without a pause', async () => {
    const files = { 'main.cf': 'myhostname = mail.example.com\n', 'master.cf': standardMasterCf };
    await withInstanceDirectory(files, async (dir) => {
      const runs = await Promise.all(Array.from({ length: 100 }, () => postconf(dir, ['-n'])));
      expect(runs.every(({ code }) => code === 0)).toBe(true);
      // Postfix waits until a file is two seconds old (dict.c).
      const { mtimeMs } = await stat(join(dir, 'main.cf'));
      expect(mtimeMs).toBeLessThan(Date.now() - 60_000);
    });
  });

  test('postmap creates an index and reads it', async () => {
    const files = {
      'main.cf': '',
      'master.cf': '',
      transport: 'example.com smtp:[mail.example.com]\nexample.net :\n',
    };
    await withInstanceDirectory(files, async (dir) => {
      const table = `hash:${dir}/transport`;
      expect(await postmap(dir, [table])).toEqual({ stdout: '', stderr: '', code: 0 });
      expect(await readdir(dir)).toContain('transport.db');
      expect(await postmap(dir, ['-q', 'example.com', table])).toMatchObject({
        stdout: 'smtp:[mail.example.com]\n',
      });
      expect(await postmap(dir, ['-q', 'example.org', table])).toMatchObject({ stdout: '', code: 1 });
      const keys = await postmap(dir, ['-q', '-', table], { input: 'example.net\nexample.org\n' });
      expect(keys.stdout).toBe('example.net\t:\n');
      const { stdout } = await postmap(dir, ['-s', table]);
      expect(stdout.split('\n').sort()).toEqual([
        '',
        'example.com\tsmtp:[mail.example.com]',
        'example.net\t:',
      ]);
    });
  });

  test.skipIf(!findPostfix()?.tableTypes.includes('cdb'))(
    'what is read of an index is what postmap -s prints',
    async () => {
      const table = 'B two  words\na first\na second\nc \xe9\n';
      const files = { 'main.cf': '', 'master.cf': '', table: Buffer.from(table, 'latin1') };
      await withInstanceDirectory(files, async (dir) => {
        const latin1 = { encoding: 'latin1' } as const;
        await postmap(dir, [`cdb:${dir}/table`, `hash:${dir}/table`]);
        const { stdout } = await postmap(dir, ['-s', `hash:${dir}/table`], latin1);
        const printed = stdout.split('\n').filter(Boolean).sort();
        expect(printed).toEqual(['a\tfirst', 'b\ttwo  words', 'c\t\xe9']);
        const records = await readCdb(`${dir}/table.cdb`);
        expect(records.map((record) => record.join('\t')).sort()).toEqual(printed);
      });
    },
  );

  test('postalias creates an index of aliases', async () => {
    await withInstanceDirectory(
      { 'main.cf': '', 'master.cf': '', aliases: 'postmaster: root\n' },
      async (dir) => {
        expect(await postalias(dir, [`hash:${dir}/aliases`])).toMatchObject({ stderr: '', code: 0 });
        expect(await postalias(dir, ['-q', 'postmaster', `hash:${dir}/aliases`])).toMatchObject({
          stdout: 'root\n',
        });
      },
    );
  });
});

describeRunningPostfix('postfix check', () => {
  test('accepts a valid directory, and changes nothing there', async () => {
    await withInstanceDirectory(
      { 'main.cf': `${relayCheck}\n`, 'master.cf': standardMasterCf },
      async (dir) => {
        expect(await postfixCheck(dir)).toEqual({ stdout: '', stderr: '', log: '', code: 0 });
        expect(await readdir(dir)).toEqual(['main.cf', 'master.cf']);
        expect(await readFile(join(dir, 'main.cf'), 'utf8')).toBe(`${relayCheck}\n`);
      },
    );
  });

  test('reports what is wrong, with the paths of that directory', async () => {
    const files = {
      'main.cf': 'maillog_file = /var/log/mail.log\n',
      'master.cf': 'smtp inet n - n - - smtpd\n',
    };
    await withInstanceDirectory(files, async (dir) => {
      const { code, log } = await postfixCheck(dir);
      expect(log).toContain(
        "fatal: missing 'postlog' service in master.cf - run 'postfix upgrade-configuration'",
      );
      expect(code).toBe(1);
    });
    await withInstanceDirectory({ 'main.cf': 'myhostname\n', 'master.cf': '' }, async (dir) => {
      expect((await postfixCheck(dir)).log).toContain(
        `fatal: ${dir}/main.cf, line 1: missing '=' after attribute name`,
      );
    });
    await withInstanceDirectory({ 'main.cf': relayCheck }, async (dir) => {
      expect((await postfixCheck(dir)).log).toContain(`fatal: no ${dir}/master.cf file found`);
    });
  });

  test('does not change the target of a link', async () => {
    await withInstanceDirectory(
      { 'real/main.cf': `${relayCheck}\n`, 'etc/master.cf': standardMasterCf },
      async (dir) => {
        await symlink(join(dir, 'real/main.cf'), join(dir, 'etc/main.cf'));
        expect(await postfixCheck(join(dir, 'etc'))).toMatchObject({ code: 0 });
        expect(await readFile(join(dir, 'real/main.cf'), 'utf8')).toBe(`${relayCheck}\n`);
      },
    );
  });
});

describeRunningPostfix('a running instance', () => {
  test('relays for mynetworks and rejects a stranger, and a reload applies a change', async () => {
    const mainCf = (network: string, banner: string) => `
mynetworks = 127.0.0.0/8 ${network}
smtpd_banner = $myhostname ESMTP ${banner}
${relayCheck}
`;
    await withPostfix({ mainCf: mainCf('192.0.2.0/24', 'before') }, async (postfix) => {
      const { greeting, ...session } = await greetingOf(postfix.port());
      expect(greeting).toBe('220 mail.example.com ESMTP before');
      expect(session.text).toMatch(/^250-mail\.example\.com\n(250-.*\n)*250-XCLIENT .*\n(250-.*\n)*250 /);
      expect(await attempt(postfix.port(), { client: '192.0.2.1', ...toAnotherDomain })).toMatchObject({
        code: 250,
      });
      expect(await attempt(postfix.port(), { client: stranger, ...toAnotherDomain })).toEqual({
        code: 554,
        lines: ['5.7.1 <b@example.net>: Relay access denied'],
        text: '554 5.7.1 <b@example.net>: Relay access denied',
      });

      await postfix.update({ mainCf: mainCf('203.0.113.0/24', 'after') });
      await postfix.reload();
      expect(await greetingOf(postfix.port())).toMatchObject({
        greeting: '220 mail.example.com ESMTP after',
      });
      expect(await attempt(postfix.port(), { client: '192.0.2.1', ...toAnotherDomain })).toMatchObject({
        code: 554,
      });
      expect(await attempt(postfix.port(), { client: stranger, ...toAnotherDomain })).toMatchObject({
        code: 250,
      });
    });
  });

  test('acts as a client with a name, a login, or an IPv6 address', async () => {
    const mainCf = `
compatibility_level = 3.6
mynetworks = 127.0.0.0/8 [2001:db8::]/32
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, check_client_access hash:$config_directory/clients,
  reject_unauth_destination
smtpd_sasl_auth_enable = yes
`;
    const tables = { 'hash:clients': 'friend.example.org OK\n' };
    await withPostfix({ mainCf, tables }, async (postfix) => {
      const reply = (client: object) =>
        attempt(postfix.port(), { client: stranger, ...toAnotherDomain, ...client });
      expect(await reply({})).toMatchObject({ code: 554 });
      expect(await reply({ clientName: 'friend.example.org' })).toMatchObject({ code: 250 });
      expect(await reply({ login: 'someone' })).toMatchObject({ code: 250 });
      expect(await reply({ client: '2001:db8::9' })).toMatchObject({ code: 250 });
      expect(await reply({ client: '2001:db9::9' })).toMatchObject({ code: 554 });
    });
  });

  test('has a port for each inet service, and keeps mail on this machine', async () => {
    const masterCf = `${standardMasterCf}
127.0.0.1:10025 inet n - n - - smtpd
  -o smtpd_banner=filter
`;
    const tables = {
      'hash:transport': (ports: object) => `example.net smtp:[127.0.0.1]:${Object.values(ports)[1]}\n`,
    };
    const mainCf = 'compatibility_level = 3.6\ntransport_maps = hash:$config_directory/transport';
    await withPostfix({ mainCf, masterCf, tables }, async (postfix) => {
      expect(Object.keys(postfix.ports)).toEqual(['smtp', '127.0.0.1:10025']);
      expect(await greetingOf(postfix.port('127.0.0.1:10025'))).toMatchObject({ greeting: '220 filter' });

      const session = await smtp(postfix.port());
      await session.ehlo();
      await session.mail('a@example.org');
      expect(await session.rcpt('root@mail.example.com')).toMatchObject({ code: 250 });
      expect(await session.rcpt('b@example.edu')).toMatchObject({ code: 250 });
      expect(await session.data('Subject: test\n\n.a line that begins with a dot\n')).toMatchObject({
        code: 250,
      });
      expect(await session.quit()).toMatchObject({ code: 221 });
      await postfix.waitForLog(/to=<b@example\.edu>, relay=none, .* status=sent \(example\.edu\)/);
      await postfix.waitForLog(
        /to=<root@mail\.example\.com>, relay=local, .* status=sent \(delivered to mailbox\)/,
      );
      const mailbox = await readFile(join(postfix.mailDirectory, 'root'), 'utf8');
      expect(mailbox).toMatch(/\nSubject: test\n(.*\n)*\n\.a line that begins with a dot\n/);
    });
  });

  test('that does not start reports the reason', async () => {
    await expect(startPostfix({ mainCf: 'myhostname' })).rejects.toThrow(
      /main\.cf, line 1: missing '=' after attribute name: "myhostname"/,
    );
  });

  test('ends with its test, and leaves no files', async () => {
    let directory = '';
    let port = 0;
    const use = withPostfix({ mainCf: relayCheck }, async (postfix) => {
      ({ directory } = postfix);
      port = postfix.port();
      throw new Error('of the test');
    });
    await expect(use).rejects.toThrow('of the test');
    await expect(stat(join(directory, '..'))).rejects.toThrow('ENOENT');
    await expect(smtp(port)).rejects.toThrow('ECONNREFUSED');
  });
});

/** The replies of the server to a connection and to EHLO. */
async function greetingOf(port: number): Promise<{ greeting: string; text: string }> {
  const session = await smtp(port);
  const { text } = await session.ehlo();
  await session.quit();
  return { greeting: session.greeting.text, text };
}
