import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('temporary-reject-code');

describe('temporary-reject-code', () => {
  test('marks temporary codes for unknown users', async () => {
    const [found] = await lint(`
      unknown_local_recipient_reject_code = 450
                                            ^^^ temporary-reject-code
      unknown_virtual_mailbox_reject_code = 451
                                            ^^^ temporary-reject-code
    `);
    expect(found?.message).toBe(
      'unknown_local_recipient_reject_code = 450 tells senders to try again later. ' +
        'Mail for a user who does not exist stays in the queue of the sending server for days before the sender learns of the mistake. ' +
        'Remove the line, so that smtpd answers 550.',
    );
  });

  test.each([
    'unknown_local_recipient_reject_code = 550\n',
    'unknown_client_reject_code = 450\nunknown_address_reject_code = 450\n',
    'unknown_local_recipient_reject_code = 4500\n',
    'unknown_local_recipient_reject_code = $code_of_site\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('reports nothing in Postfix 2.0, whose main.cf has 450', async () => {
    await lint('unknown_local_recipient_reject_code = 450\n', { version: '2.0' });
  });

  test('the fix comments the line out', async () => {
    expect(await applyFix('unknown_local_recipient_reject_code = 450\n')).toBe(
      '#unknown_local_recipient_reject_code = 450\n',
    );
  });
});
