import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('old-milter-protocol');

describe('old-milter-protocol', () => {
  test('marks versions before 6', async () => {
    const [found] = await lint({
      'main.cf': `
        milter_protocol = 2
                          ^ old-milter-protocol
      `,
      'master.cf': `
        smtp inet n - n - - smtpd -o milter_protocol=4
                                                     ^ old-milter-protocol
        cleanup unix n - n - 0 cleanup
      `,
    });
    expect(found?.message).toBe(
      'milter_protocol = 2 is an old version of the protocol (default since Postfix 2.6: 6). ' +
        'Postfix does not offer newer features to Milters, such as changing the sender or skipping the rest of a body. ' +
        'Remove the line, unless a Milter fails with version 6.',
    );
  });

  test('reports nothing for version 6, for extensions, and before 2.6', async () => {
    await lint('milter_protocol = 6\n');
    await lint('milter_protocol = 4 no_header_reply\n');
    await lint('milter_protocol = $milter_version\n');
    await lint('milter_protocol = 2\n', { version: '2.5' });
  });

  test('the fix comments the line out', async () => {
    expect(await applyFix('milter_protocol = 2\nbiff = no\n')).toBe('#milter_protocol = 2\nbiff = no\n');
  });
});
