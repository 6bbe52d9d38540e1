import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('flags-need-recipient-limit');

describe('flags-need-recipient-limit', () => {
  test('marks the flags', async () => {
    const [found] = await lint({
      'main.cf': 'virtual_transport = store\n',
      'master.cf': `
        lmtp unix - - n - - lmtp flags=RO
                                 ^^^^^^^^ flags-need-recipient-limit
        store unix - n n - - pipe
          flags=DRhu user=store argv=/usr/bin/store
          ^^^^^^^^^^ flags-need-recipient-limit
      `,
    });
    expect(found?.message).toBe(
      'The flag O is for one recipient at a time, and lmtp gets several. ' +
        "lmtp defers mail for more than one, and warns: flag `O' requires lmtp_destination_recipient_limit = 1. " +
        'Set lmtp_destination_recipient_limit = 1 in main.cf.',
    );
  });

  test('an -o of the service is not where the queue manager looks', () =>
    lint({
      'main.cf': 'biff = no\n',
      'master.cf': `
        store unix - - n - - smtp
          -o store_destination_recipient_limit=1 flags=D
                                                 ^^^^^^^ flags-need-recipient-limit
      `,
    }));

  test('is silent with the limit, for other flags, and for a pipe that nothing in main.cf names', async () => {
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

  test('is silent without main.cf, where the limit would stand', () =>
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
});
