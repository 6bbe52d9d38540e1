import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('content-filter-transport');

describe('content-filter-transport', () => {
  test('marks an address where a transport belongs', async () => {
    const [found] = await lint(`
      content_filter = [127.0.0.1]:10024
                       ^^^^^^^^^^^^^^^^^ content-filter-transport
    `);
    expect(found?.message).toBe(
      'content_filter takes transport:nexthop, but "[127.0.0.1]" before the first colon is not a transport. ' +
        'Postfix leaves the mail in the queue and logs: ' +
        '"connect to transport private/[127.0.0.1]: No such file or directory". ' +
        'Write smtp:[127.0.0.1]:10024, or use another delivery service instead of smtp.',
    );
  });

  test('in an -o, and after FILTER', () =>
    lint({
      'main.cf': 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/access\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o content_filter=127.0.0.1:10024
                            ^^^^^^^^^^^^^^^ content-filter-transport
      `,
      access: `
        example.com  FILTER inet:127.0.0.1:10024
                            ^^^^^^^^^^^^^^^^^^^^ content-filter-transport
      `,
    }));

  describe('reports nothing', () => {
    test('for a transport with or without an address, and without a filter', async () => {
      await lint('content_filter = smtp:[127.0.0.1]:10024\n');
      await lint('content_filter = scan\n');
      await lint('content_filter = scan:\n');
      await lint('content_filter =\n');
    });

    test('for a service with this name', () =>
      lint({
        'main.cf': 'content_filter = inet:127.0.0.1:10024\n',
        'master.cf': 'inet unix - - n - - smtp\n',
      }));

    test('for transports in other parameters', () => lint('default_transport = [192.0.2.1]\n'));
  });

  test.each([
    ['[127.0.0.1]:10024', 'smtp:[127.0.0.1]:10024'],
    ['127.0.0.1:10024', 'smtp:[127.0.0.1]:10024'],
    ['localhost:10024', 'smtp:[localhost]:10024'],
    ['inet:127.0.0.1:10024', 'smtp:[127.0.0.1]:10024'],
    ['inet:[127.0.0.1]:10024', 'smtp:[127.0.0.1]:10024'],
  ])('%s becomes %s', async (written, meant) => {
    expect(await applyFix(`content_filter = ${written}\n`)).toBe(`content_filter = ${meant}\n`);
  });
});
