import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('mail-loop');

const masterCf = 'smtp inet n - n - - smtpd\nsmtp unix - - n - - smtp\n';

describe('mail-loop', () => {
  test('marks next hops that are this server', async () => {
    const found = await lint({
      'main.cf': `
        myhostname = mail.example.com
        relayhost = [127.0.0.1]:25
                    ^^^^^^^^^^^^^^ mail-loop
        transport_maps = hash:/etc/postfix/transport
      `,
      'master.cf': masterCf,
      transport: `
        example.com smtp:[mail.example.com]
                    ^^^^^^^^^^^^^^^^^^^^^^^ mail-loop
        example.net smtp:[127.0.0.1]:10024
        example.org lmtp:[127.0.0.1]
      `,
    });
    expect(found.map(({ message }) => message)).toEqual([
      '[127.0.0.1]:25 is this server itself. Postfix detects the loop, warns "relayhost configuration problem", ' +
        'and keeps the mail in the queue. Write the name of the host that should receive the mail.',
      '[mail.example.com] is this server itself. Postfix detects the loop and returns the mail: ' +
        '"mail for mail.example.com loops back to myself". Write the name of the host that should receive the mail.',
    ]);
  });

  test('is silent if nothing listens there', async () => {
    await lint({ 'main.cf': 'relayhost = [127.0.0.1]\n', 'master.cf': 'smtp unix - - n - - smtp\n' });
    await lint({
      'main.cf': 'relayhost = [127.0.0.1]\ninet_interfaces = 192.0.2.1\n',
      'master.cf': masterCf,
    });
    await lint({ 'main.cf': 'relayhost = [127.0.0.1]:2525\n', 'master.cf': masterCf });
    await lint('relayhost = [127.0.0.1]\n');
  });
});
