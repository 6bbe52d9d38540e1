import { describe, expect, test } from 'vitest';
import { forRule, type Options } from '../support/markers.ts';

const { lint, applyFix } = forRule('chroot-without-files');

const file = { size: 1, modified: 1 };
const queue = '/var/spool/postfix';
/** A Postfix that has run, on a machine with the system's files. */
const ran = {
  [`${queue}/pid/master.pid`]: file,
  '/etc/resolv.conf': file,
  '/etc/services': file,
};
const options: Options = {
  stamps: { ...ran, [`${queue}/etc/resolv.conf`]: 'missing', [`${queue}/etc/services`]: 'missing' },
};
const mainCf = 'compatibility_level = 3.6\n';
const master = 'smtp unix - - y - - smtp\nrelay unix - - y - - smtp\n';

describe('chroot-without-files', () => {
  test('an SMTP client in a jail without a name server', async () => {
    const [found] = await lint(
      {
        'main.cf': mainCf,
        'master.cf': `
          pickup unix n - y 60 1 pickup
          smtp unix - - y - - smtp
                        ^ chroot-without-files
          relay unix - - y - - smtp
        `,
      },
      options,
    );
    expect(found?.message).toBe(
      'smtp/unix runs in the queue directory, and /var/spool/postfix/etc/resolv.conf is not there. ' +
        'It asks a name server on this very machine, and where there is none no name is found: mail stays in the queue with "Name service error", and clients have the name unknown. ' +
        'Copy /etc/resolv.conf to /var/spool/postfix/etc at each start of Postfix, or write n in the chroot field.',
    );
  });

  test('before 3.6 the client needs the names of ports, too', async () => {
    const stamps = { ...options.stamps, [`${queue}/etc/resolv.conf`]: file };
    const [found] = await lint(
      {
        'main.cf': 'compatibility_level = 2\n',
        'master.cf': `
          smtp unix - - y - - smtp
                        ^ chroot-without-files
        `,
      },
      { stamps, version: '3.5' },
    );
    expect(found?.message).toContain('unknown service: smtp/tcp');
  });

  test('- stands for y below compatibility level 1', () =>
    lint(
      {
        'main.cf': 'compatibility_level = 0\n',
        'master.cf': `
          smtp unix - - - - - smtp
                        ^ chroot-without-files
        `,
      },
      options,
    ));

  test.each<[string, string, Options]>([
    ['a jail that has the file', master, { stamps: { ...ran, [`${queue}/etc/resolv.conf`]: file } }],
    ['a service outside the jail', master.replaceAll(' y ', ' n '), options],
    ['- from compatibility level 1 on', master.replaceAll(' y ', ' - '), options],
    ['programs that look nothing up', 'pickup unix n - y 60 1 pickup\nlmtp unix - - y - - lmtp\n', options],
    [
      'a Postfix that has never run',
      master,
      { stamps: { ...options.stamps, [`${queue}/pid/master.pid`]: 'missing' } },
    ],
    [
      'a machine that has no such file',
      master,
      { stamps: { ...options.stamps, '/etc/resolv.conf': 'missing' } },
    ],
    ['a queue directory that nobody may look into', master, {}],
  ])('is silent about %s', async (_, masterCf, at) => {
    await lint({ 'main.cf': mainCf, 'master.cf': masterCf }, at);
  });

  test('fix: every service leaves the jail', async () => {
    const files = { 'main.cf': mainCf, 'master.cf': master };
    const title = 'Write n in the chroot field, for every service in the jail';
    expect(await applyFix(files, title, options)).toEqual({
      ...files,
      'master.cf': master.replaceAll(' y ', ' n '),
    });
  });
});
