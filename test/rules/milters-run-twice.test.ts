import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('milters-run-twice');

const filter = 'content_filter = scan:[127.0.0.1]:10024\n';
const milters = 'smtpd_milters = inet:localhost:8891\n';
const received = 'smtp inet n - n - - smtpd\n';

describe('milters-run-twice', () => {
  test('marks a service that runs the Milters after the content filter', async () => {
    const [found] = await lint({
      'main.cf': filter + milters,
      'master.cf': `
        smtp inet n - n - - smtpd
        127.0.0.1:10025 inet n - n - - smtpd
        ^^^^^^^^^^^^^^^ milters-run-twice
          -o content_filter=
      `,
    });
    expect(found?.message).toBe(
      'The Milters run twice: before the content filter, and again in this service, which takes mail back from the filter. ' +
        'They add their headers twice, and their statistics count each message twice. ' +
        'Add -o receive_override_options=no_milters, or -o smtpd_milters= here.',
    );
  });

  const spam =
    'spam unix - n n - - pipe user=spam argv=/usr/bin/spamc -e /usr/sbin/sendmail -oi -f ${sender} ${recipient}\n';

  test('marks the Milters for local mail if the content filter returns mail with sendmail', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_milters = inet:localhost:8891, inet:localhost:8893
        non_smtpd_milters = inet:localhost:8891
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ milters-run-twice
      `,
      'master.cf': `smtp inet n - n - - smtpd -o content_filter=spam\npickup unix n - n 60 1 pickup\n${spam}`,
    });
    expect(found?.message).toBe(
      'The Milters run twice: in smtp/inet, and again when the content filter spam returns the mail with sendmail, because Postfix then treats it as local mail. ' +
        'They add their headers twice, and treat mail from other hosts as mail from this host. ' +
        'Let the filter return the mail to an smtpd service with -o receive_override_options=no_milters.',
    );
  });

  test.each([
    ['non_smtpd_milters = inet:localhost:8892\n', 'smtpd -o content_filter=spam', 'pickup'],
    ['', 'smtpd -o content_filter=spam', 'pickup'],
    ['non_smtpd_milters = $smtpd_milters\n', 'smtpd', 'pickup'],
    ['non_smtpd_milters = $smtpd_milters\n', 'smtpd -o content_filter=spam -o smtpd_milters=', 'pickup'],
    ['non_smtpd_milters = $smtpd_milters\n', 'smtpd -o content_filter=other', 'pickup'],
    [
      'non_smtpd_milters = $smtpd_milters\n',
      'smtpd -o content_filter=spam',
      'pickup -o receive_override_options=no_milters',
    ],
  ])('reports nothing for %j with %j and %j', async (main, smtpd, pickup) => {
    await lint({
      'main.cf': milters + main,
      'master.cf': `smtp inet n - n - - ${smtpd}\npickup unix n - n 60 1 ${pickup}\n${spam}other unix - n n - - pipe user=x argv=/usr/bin/scan\n`,
    });
  });

  test('marks a proxy filter in a service with Milters', async () => {
    const [found] = await lint({
      'main.cf': milters,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_proxy_filter=127.0.0.1:10026
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ milters-run-twice
      `,
    });
    expect(found?.message).toContain('see only the SMTP commands, not the message. ');
  });

  test.each([
    [filter + milters, '-o content_filter= -o receive_override_options=no_milters'],
    [filter + milters, '-o content_filter= -o smtpd_milters='],
    [filter + milters, '-o content_filter= -o smtpd_milters=inet:localhost:8892'],
    [milters, '-o content_filter='],
    [filter, '-o content_filter='],
  ])('reports nothing for %j with %j', async (main, options) => {
    await lint({
      'main.cf': main,
      'master.cf': `${received}127.0.0.1:10025 inet n - n - - smtpd ${options}\n`,
    });
  });

  test('reports nothing for a proxy filter whose service runs no Milters', () =>
    lint({
      'main.cf': milters,
      'master.cf': 'smtp inet n - n - - smtpd -o smtpd_proxy_filter=127.0.0.1:10026 -o smtpd_milters=\n',
    }));
});
