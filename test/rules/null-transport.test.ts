import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('null-transport');

describe('null-transport', () => {
  test('marks a colon without a transport name', async () => {
    const [found] = await lint(`
      default_transport = :[192.0.2.1]
                          ^^^^^^^^^^^^ null-transport
    `);
    expect(found?.message).toBe(
      'default_transport has no transport name before the first colon. Postfix defers the mail and warns: ' +
        '"parameter default_transport: null transport is not allowed". Write smtp:[192.0.2.1].',
    );
  });

  test('is silent for transports, and for parameters that need no transport name', () =>
    lint(`
      default_transport = smtp:
      virtual_transport = lmtp:unix:private/lmtp
      mailbox_transport =
      relay_transport = $nowhere
    `));

  test('the fix adds smtp', async () => {
    expect(await applyFix('relay_transport = :[192.0.2.1]:2525\n')).toBe(
      'relay_transport = smtp:[192.0.2.1]:2525\n',
    );
  });
});
