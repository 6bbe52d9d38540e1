import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('body-checks-for-headers');

describe('body-checks-for-headers', () => {
  test('marks the shared table', async () => {
    const [found] = await lint(`
      header_checks = regexp:/etc/postfix/header_checks
      body_checks = pcre:/etc/postfix/body, regexp:/etc/postfix/header_checks
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ body-checks-for-headers
    `);
    expect(found?.message).toBe(
      'body_checks uses the same table as header_checks. ' +
        'cleanup compares each line of the body with the patterns, so it deletes or rejects text that only looks like a header. ' +
        'Remove the table from body_checks.',
    );
  });

  test.each([
    'header_checks = regexp:/etc/postfix/header_checks\nbody_checks = regexp:/etc/postfix/body_checks\n',
    'header_checks = regexp:/etc/postfix/checks\nmime_header_checks = regexp:/etc/postfix/checks\n',
    'header_checks = regexp:/etc/postfix/checks\nsmtp_body_checks = regexp:/etc/postfix/checks\n',
    'header_checks = hash:/etc/postfix/checks\nbody_checks = hash:/etc/postfix/checks\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
