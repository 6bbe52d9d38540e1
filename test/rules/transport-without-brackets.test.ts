import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('transport-without-brackets');

const mainCf = 'transport_maps = hash:/etc/postfix/transport\n';

describe('transport-without-brackets', () => {
  test('marks hosts without brackets', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      transport: `
        example.com smtp:mail.example.com
                         ^^^^^^^^^^^^^^^^ transport-without-brackets
        example.net :example.org:2525
                     ^^^^^^^^^^^^^^^^ transport-without-brackets
      `,
    });
    expect(found?.message).toContain('Write [mail.example.com] to use that host itself.');
  });

  test('reports nothing for hosts in brackets, for domains, and for other transports', () =>
    lint({
      'main.cf': mainCf,
      transport: `
        a.example smtp:[mail.example.com]
        b.example smtp:example.com
        c.example lmtp:mail.example.com
        d.example error:mail.example.com is closed
        e.example smtp:
      `,
    }));

  test('the fix adds brackets', async () => {
    const files = { 'main.cf': mainCf, transport: 'a.example relay:mail.example.com:26\n' };
    expect((await applyFix(files)).transport).toBe('a.example relay:[mail.example.com]:26\n');
  });

  test('marks each host of a list', async () => {
    const files = (transport: string) => ({
      'main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
      transport,
    });
    await lint(
      files(`
        example.org smtp:mx1.example.com, mx2.example.com
                         ^^^^^^^^^^^^^^^ transport-without-brackets
                                          ^^^^^^^^^^^^^^^ transport-without-brackets
        example.net smtp:[mx1.example.com], mx2.example.com:587
                                            ^^^^^^^^^^^^^^^^^^^ transport-without-brackets
      `),
    );
    const fixed = await applyFix(files('example.net smtp:[mx1.example.com], mx2.example.com:587\n'));
    expect(fixed.transport).toBe('example.net smtp:[mx1.example.com], [mx2.example.com]:587\n');
  });
});
