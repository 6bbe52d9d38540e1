import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('repeated-word');

describe('repeated-word', () => {
  test('marks the second entry', async () => {
    const [word, network] = await lint(`
      myhostname = mail.example.com
      mydestination = $myhostname, localhost, Mail.example.com
                                              ^^^^^^^^^^^^^^^^ repeated-word
      mynetworks = 127.0.0.0/8, 127.0.0.1/32, [::1]
                                ^^^^^^^^^^^^ repeated-word
    `);
    expect(word?.message).toBe(
      'mydestination contains Mail.example.com twice. The second entry changes nothing. Remove it.',
    );
    expect(network?.message).toBe(
      '127.0.0.1/32 is part of 127.0.0.0/8, which is also in mynetworks. The entry changes nothing. Remove it.',
    );
  });

  test('marks an address before the network that contains it', async () => {
    const [found] = await lint(`
      mynetworks = 127.0.0.1 192.0.2.0/24 127.0.0.0/8
                   ^^^^^^^^^ repeated-word
    `);
    expect(found?.message).toBe(
      '127.0.0.1 is part of 127.0.0.0/8, which is also in mynetworks. The entry changes nothing. Remove it.',
    );
  });

  test.each([
    'mydestination = example.com, .example.com, localhost\n',
    'mynetworks = 192.0.2.0/25, 192.0.2.128/25\n',
    'mynetworks = 192.0.2.0/24, !192.0.2.1, 192.0.2.1\n',
    'mynetworks = 127.0.0.0/8, [::ffff:127.0.0.0]/104\n',
    'relay_domains = hash:/etc/postfix/relay\n',
    'myhostname = example.com\nmydomain = example.com\nmydestination = $myhostname, $mydomain\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix removes the second entry', async () => {
    expect(await applyFix('mydestination = localhost, localhost, example.com\n')).toBe(
      'mydestination = localhost, example.com\n',
    );
  });
});
