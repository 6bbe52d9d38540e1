import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('missing-service');

const mainCf = 'mydestination =\n';
const basic = [
  'smtp inet n - n - - smtpd',
  'pickup unix n - n 60 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'anvil unix - - n - 1 anvil',
];
const without = (...names: string[]): string =>
  basic
    .filter((line) => !names.some((name) => line.startsWith(`${name} unix`)))
    .map((line) => `${line}\n`)
    .join('');
const marked = (text: string): string => text.replace('\n', '\n^^^^ missing-service\n');

describe('missing-service', () => {
  test('marks the first service, and names what is missing', async () => {
    const [one] = await lint({ 'main.cf': mainCf, 'master.cf': marked(without('retry')) });
    expect(one?.message).toBe(
      'master.cf has no retry service (mail to unreachable destinations). ' +
        'Programs that need the service log a warning and wait, and mail is refused or stays in the queue. ' +
        'Add the service.',
    );
    const [two] = await lint({ 'main.cf': mainCf, 'master.cf': marked(without('bounce', 'defer')) });
    expect(two?.message).toContain('bounce (returned mail), defer (deferred mail). ');
  });

  test.each([
    ['mydestination = example.com\n', 'no proxymap service (proxy: tables)'],
    [
      `${mainCf}virtual_alias_maps = proxy:mysql:/etc/postfix/aliases.cf\n`,
      'no proxymap service (proxy: tables)',
    ],
    [`${mainCf}smtpd_tls_security_level = may\n`, 'no tlsmgr service (TLS)'],
    [
      `${mainCf}smtpd_recipient_restrictions = reject_unverified_recipient\n`,
      'no verify service (reject_unverified_recipient',
    ],
  ])('marks what %j needs', async (main, missing) => {
    const [found] = await lint({ 'main.cf': main, 'master.cf': marked(without()) });
    expect(found?.message).toContain(missing);
  });

  test.each([
    [mainCf, without()],
    [mainCf, 'filter unix - n n - - pipe user=nobody argv=/bin/filter\n'],
    [mainCf, without('bounce', 'defer', 'trace', 'retry')],
    [mainCf, `${without('retry')}{% for service in services %}\n`],
    [`${mainCf}error_service_name = failed\n`, without('error')],
  ])('reports nothing for %j and %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });

  test('reports nothing without main.cf, and for services that the release does not have', async () => {
    await lint({ 'master.cf': without('retry') });
    await lint({ 'main.cf': mainCf, 'master.cf': without('retry') }, { version: '2.3' });
  });

  test('a file that lacks most services is information', async () => {
    const files = {
      'main.cf': mainCf,
      'master.cf': `
        smtp inet n - n - - smtpd
        ^^^^ missing-service information
      `,
    };
    const [found] = await lint(files);
    expect(found?.message).toBe(
      'master.cf has an SMTP server, but it lacks cleanup, qmgr, rewrite, and 5 other services. ' +
        'If this is the whole file, Postfix can neither accept nor deliver mail. ' +
        'Start from the master.cf that Postfix installs.',
    );
    expect((await applyFix(files))['master.cf']).toMatch(/\nqmgr +unix +n +- +n +300 +1 +qmgr\n/);
  });

  test('the fix adds the services', async () => {
    const files = { 'main.cf': mainCf, 'master.cf': without('retry') };
    expect((await applyFix(files))['master.cf']).toBe(
      `${without('retry')}retry     unix  -       -       n       -       -       error\n`,
    );
  });
});
