import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('content-filter-loop');

const mainCf = 'content_filter = smtp:[127.0.0.1]:10024\n';

describe('content-filter-loop', () => {
  test('marks a service that takes mail back and sends it there again', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      'master.cf': `
        smtp inet n - n - - smtpd
        127.0.0.1:10025 inet n - n - - smtpd
        ^^^^^^^^^^^^^^^ content-filter-loop
          -o mynetworks=127.0.0.0/8
      `,
    });
    expect(found?.message).toBe(
      '127.0.0.1:10025 takes mail back from the content filter and sends it there again. ' +
        'Each message loops until it exceeds hopcount_limit. Postfix then returns the message to the sender. ' +
        'Add -o content_filter= to this service.',
    );
  });

  test('reports nothing for services without the filter, on other ports, and without any filter', async () => {
    await lint({
      'main.cf': mainCf,
      'master.cf': `
        smtp            inet n - n - - smtpd
        127.0.0.1:10025 inet n - n - - smtpd -o content_filter=
        127.0.0.1:10026 inet n - n - - smtpd -o content_filter=other:[127.0.0.1]:10027
        127.0.0.1:587   inet n - n - - smtpd
        10030           inet n - n - - smtpd
      `,
    });
    await lint({ 'main.cf': 'biff = no\n', 'master.cf': '127.0.0.1:10025 inet n - n - - smtpd\n' });
  });

  test('reports nothing if mail comes back through another service', async () => {
    await lint({
      'main.cf': mainCf,
      'master.cf': `
        127.0.0.1:2525  inet n - n - - smtpd
        127.0.0.1:10025 inet n - n - - smtpd -o content_filter=
      `,
    });
  });

  test('the fix adds the override', async () => {
    const files = { 'main.cf': mainCf, 'master.cf': '127.0.0.1:10025 inet n - n - - smtpd\n  -o biff=no\n' };
    expect((await applyFix(files))['master.cf']).toBe(
      '127.0.0.1:10025 inet n - n - - smtpd\n  -o biff=no\n  -o content_filter=\n',
    );
  });
});
