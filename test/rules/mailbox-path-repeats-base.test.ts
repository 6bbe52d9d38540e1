import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('mailbox-path-repeats-base');

const mainCf = `virtual_mailbox_base = /var/mail
virtual_mailbox_maps = hash:/etc/postfix/vmailbox
`;
const masterCf = 'virtual unix - n n - - virtual\n';

describe('mailbox-path-repeats-base', () => {
  test('marks paths that begin with the base', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      'master.cf': masterCf,
      vmailbox: `
        a@example.com /var/mail/a/
                      ^^^^^^^^^^^^ mailbox-path-repeats-base
        b@example.com b/
        c@example.com /var/mail-c/
      `,
    });
    expect(found?.message).toBe(
      'The path begins with virtual_mailbox_base, which Postfix adds again. ' +
        'virtual delivers to /var/mail/var/mail/a/. Write a/.',
    );
  });

  test('reports nothing if another program delivers, or if the base is /', async () => {
    const vmailbox = 'a@example.com /var/mail/a/\n';
    const lmtp = 'virtual_transport = lmtp:unix:private/dovecot\n';
    await lint({ 'main.cf': mainCf + lmtp, 'master.cf': `${masterCf}lmtp unix - - n - - lmtp\n`, vmailbox });
    await lint({ 'main.cf': mainCf.replace('/var/mail', '/'), 'master.cf': masterCf, vmailbox });
    await lint({ 'main.cf': mainCf, vmailbox });
  });

  test('the fix removes the base', async () => {
    const files = { 'main.cf': mainCf, 'master.cf': masterCf, vmailbox: 'a@example.com /var/mail/a/\n' };
    expect((await applyFix(files)).vmailbox).toBe('a@example.com a/\n');
  });
});
