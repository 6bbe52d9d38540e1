import { describe, expect, test } from 'vitest';
import { forRule, type Options } from '../support/markers.ts';

const { lint, applyFix } = forRule('chroot-without-files');

const file = { size: 1, modified: 1 };
const queue = '/var/spool/postfix';
/** A Postfix that has run, on a host with the system files. */
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
  test('an SMTP client in a chroot without resolv.conf', async () => {
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
      'smtp/unix runs in a chroot without /var/spool/postfix/etc/resolv.conf. ' +
        'The service uses a name server on this host. If this host has none, mail stays in the queue ("Name service error") and client names are unknown. ' +
        'Copy /etc/resolv.conf to /var/spool/postfix/etc each time Postfix starts, or write n in the chroot field.',
    );
  });

  test('before 3.6, the client also needs the names of ports', async () => {
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
    expect(found?.message).toContain('exits with: "unknown service: smtp/tcp".');
  });

  test('- means y below compatibility level 1', () =>
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
    ['a chroot that has the file', master, { stamps: { ...ran, [`${queue}/etc/resolv.conf`]: file } }],
    ['a service that does not run in a chroot', master.replaceAll(' y ', ' n '), options],
    ['- at compatibility level 1 and above', master.replaceAll(' y ', ' - '), options],
    [
      'programs that do not look up names',
      'pickup unix n - y 60 1 pickup\nlmtp unix - - y - - lmtp\n',
      options,
    ],
    [
      'a Postfix that has never run',
      master,
      { stamps: { ...options.stamps, [`${queue}/pid/master.pid`]: 'missing' } },
    ],
    [
      'a host that has no such file',
      master,
      { stamps: { ...options.stamps, '/etc/resolv.conf': 'missing' } },
    ],
    ['a queue directory that cannot be read', master, {}],
  ])('reports nothing about %s', async (_, masterCf, at) => {
    await lint({ 'main.cf': mainCf, 'master.cf': masterCf }, at);
  });

  test('the fix turns off the chroot of every service', async () => {
    const files = { 'main.cf': mainCf, 'master.cf': master };
    const title = 'Write n in the chroot field of every service that runs in a chroot';
    expect(await applyFix(files, title, options)).toEqual({
      ...files,
      'master.cf': master.replaceAll(' y ', ' n '),
    });
  });
});
