import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('flags-need-recipient-limit');

describe('flags-need-recipient-limit', () => {
  test('marks the flags', async () => {
    const found = await lint({
      'main.cf': 'virtual_transport = store\n',
      'master.cf': `
        lmtp unix - - n - - lmtp flags=RO
                                 ^^^^^^^^ flags-need-recipient-limit
        store unix - n n - - pipe
          flags=DRhu user=store argv=/usr/bin/store
          ^^^^^^^^^^ flags-need-recipient-limit
      `,
    });
    expect(found[0]?.message).toBe(
      'Flag O allows only one recipient per delivery, but lmtp may get several. ' +
        'lmtp defers mail for more than one recipient and warns: "flag `O\' requires lmtp_destination_recipient_limit = 1". ' +
        'Set lmtp_destination_recipient_limit = 1 in main.cf.',
    );
    expect(found[1]?.message).toContain(
      'pipe defers mail for more than one recipient and warns: "pipe flag `D\' requires store_destination_recipient_limit = 1".',
    );
  });

  test('an -o of the service has no effect on the queue manager', () =>
    lint({
      'main.cf': 'biff = no\n',
      'master.cf': `
        store unix - - n - - smtp
          -o store_destination_recipient_limit=1 flags=D
                                                 ^^^^^^^ flags-need-recipient-limit
      `,
    }));

  test('is silent for a transport that only local(8) uses', () =>
    lint({
      'main.cf': 'mailbox_transport = store\nfallback_transport = other:\n',
      'master.cf':
        'store unix - n n - - pipe flags=DR user=store argv=/usr/bin/store\nother unix - n n - - pipe flags=D user=store argv=/usr/bin/store\n',
    }));

  test('is silent with the limit, for other flags, and for a pipe service that main.cf does not name', async () => {
    await lint({
      'main.cf': 'store_destination_recipient_limit = 1\n',
      'master.cf': 'store unix - - n - - lmtp flags=D\n',
    });
    await lint({
      'main.cf': 'default_destination_recipient_limit = 1\n',
      'master.cf': 'store unix - - n - - lmtp flags=D\n',
    });
    await lint({
      'main.cf': 'biff = no\n',
      'master.cf': `
        store unix - - n - - lmtp flags=RX
        maildrop unix - n n - - pipe flags=DRXhu user=vmail argv=/usr/bin/maildrop
      `,
    });
  });

  test('is silent without main.cf, which could set the limit', () =>
    lint({ 'master.cf': 'store unix - - n - - lmtp flags=D\n' }));

  test('the fix sets the limit in main.cf', async () => {
    const files = (mainCf: string) => ({
      'main.cf': mainCf,
      'master.cf': 'store unix - - n - - lmtp flags=D\n',
    });
    expect(await applyFix(files('biff = no\n'))).toEqual(
      files('biff = no\nstore_destination_recipient_limit = 1\n'),
    );
    expect(await applyFix(files('store_destination_recipient_limit = 5\n'))).toEqual(
      files('store_destination_recipient_limit = 1\n'),
    );
  });

  test('reports nothing for a pipe service that nothing names', async () => {
    const masterCf = 'own unix - n n - - pipe flags=DRhu user=mail argv=/bin/deliver\n';
    await lint({ 'main.cf': '', 'master.cf': masterCf });
    const mainCf = 'transport_maps = hash:/etc/postfix/transport\n';
    await lint({ 'main.cf': mainCf, 'master.cf': masterCf, transport: 'example.com smtp:\n' });
  });

  test('a pipe service that only a table can name is information', () =>
    lint({
      'main.cf': 'transport_maps = hash:/etc/postfix/unknown\n',
      'master.cf': `
        own unix - n n - - pipe flags=DRhu user=mail argv=/bin/deliver
                                ^^^^^^^^^^ flags-need-recipient-limit information
        maildrop unix - n n - - pipe flags=DRhu user=mail argv=/usr/bin/maildrop
      `,
    }));
});
