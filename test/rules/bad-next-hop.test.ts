import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('bad-next-hop');

const masterCf = `
smtp   unix - - n - - smtp
lmtp   unix - - n - - lmtp
scan   unix - - n - - smtp
error  unix - - n - - error
store  unix - n n - - pipe user=vmail argv=/usr/bin/true
`.trimStart();

const withTransports = { 'main.cf': 'transport_maps = hash:/etc/postfix/transport\n', 'master.cf': masterCf };

describe('bad-next-hop', () => {
  test('marks a transport in relayhost and says what smtp logs', async () => {
    const [found] = await lint({
      'main.cf': `
        relayhost = smtp:[mail.example.net]:587
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-next-hop
      `,
      'master.cf': masterCf,
    });
    expect(found?.message).toBe(
      '"smtp:[mail.example.net]:587" is not a valid next hop. The SMTP client exits with ' +
        '"valid hostname or network address required in server description: smtp:[mail.example.net]:587", ' +
        'and mail waits in the queue. Write [mail.example.net]:587.',
    );
  });

  test('marks each form that the client does not accept', () =>
    lint({
      ...withTransports,
      transport: `
        a.example smtp:[mail.example.net:587]
                       ^^^^^^^^^^^^^^^^^^^^^^ bad-next-hop
        b.example smtp:[mail.example.net
                       ^^^^^^^^^^^^^^^^^ bad-next-hop
        c.example smtp:[mail.example.net]587
                       ^^^^^^^^^^^^^^^^^^^^^ bad-next-hop
        d.example smtp://mail.example.net
                       ^^^^^^^^^^^^^^^^^^ bad-next-hop
        e.example smtp:2001:db8::25
                       ^^^^^^^^^^^^ bad-next-hop
        f.example smtp:mail.example.net:25x
                       ^^^^^^^^^^^^^^^^^^^^ bad-next-hop
        g.example smtp:[ipv6:192.0.2.1]
                       ^^^^^^^^^^^^^^^^ bad-next-hop
        h.example smtp:192.0.2.256
                       ^^^^^^^^^^^ bad-next-hop
        i.example lmtp:smtp:store:24
                       ^^^^^^^^^^^^^ bad-next-hop
      `,
    }));

  test('marks one in other parameters, in their lists, and after FILTER', () =>
    lint({
      'main.cf': `
        smtp_fallback_relay = [a.example.net], [b.example.net:26]
                                               ^^^^^^^^^^^^^^^^^^ bad-next-hop
        content_filter = scan:[127.0.0.1:10024]
                              ^^^^^^^^^^^^^^^^^ bad-next-hop
        sender_dependent_relayhost_maps = hash:/etc/postfix/relays
        header_checks = regexp:/etc/postfix/headers
      `,
      'master.cf': masterCf,
      relays: `
        a@example.com  smtp:[mail.example.net]
                       ^^^^^^^^^^^^^^^^^^^^^^^ bad-next-hop
        b@example.com  [mail.example.net]
      `,
      headers: `
        /^Subject: x/ FILTER scan:[127.0.0.1
                                  ^^^^^^^^^^ bad-next-hop
      `,
    }));

  test('reports nothing for next hops that the clients accept', () =>
    lint({
      'main.cf': `
        relayhost = [a.example.net]:587, b.example.net:smtp, [2001:db8::1], [ipv6:2001:db8::1]:25
        mailbox_transport = lmtp:unix:private/store
        transport_maps = hash:/etc/postfix/transport
      `,
      'master.cf': masterCf,
      transport: `
        a.example lmtp:inet:192.0.2.1:24
        b.example smtp:[192.0.2.1]
        c.example smtp:under_score.example.net
        d.example smtp:
        e.example :[mail.example.net]:
        f.example smtp:müller.example
      `,
    }));

  test('reports nothing for text that other programs read, and for another default transport', async () => {
    await lint({
      ...withTransports,
      transport: `
        a.example error:no such host: it is gone
        b.example store:/a:b:c
        c.example unknown:a:b:c
      `,
    });
    await lint({ 'main.cf': 'default_transport = store\nrelayhost = a:b:c\n', 'master.cf': masterCf });
    await lint('relayhost = $nowhere\n');
  });

  describe('fixes', () => {
    test('remove the transport from relayhost', async () => {
      const files = { 'main.cf': 'relayhost = smtp:[mail.example.net]:587\n', 'master.cf': masterCf };
      expect((await applyFix(files))['main.cf']).toBe('relayhost = [mail.example.net]:587\n');
    });

    test.each([
      ['[mail.example.net:587]', '[mail.example.net]:587'],
      ['[mail.example.net', '[mail.example.net]'],
      ['2001:db8::25', '[2001:db8::25]'],
    ])('change %s to %s', async (wrong, right) => {
      const files = { ...withTransports, transport: `a.example smtp:${wrong}\n` };
      expect((await applyFix(files)).transport).toBe(`a.example smtp:${right}\n`);
    });

    test('are not offered for two transports or a URL', async () => {
      const files = { ...withTransports, transport: 'a.example smtp:lmtp:host:24\nb.example smtp://host\n' };
      expect(await fixTitles(files)).toEqual([]);
    });
  });
});
