import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('checks-need-patterns');

describe('checks-need-patterns', () => {
  test('marks indexed tables, and no line in them', async () => {
    const [header, body] = await lint({
      'main.cf': `
        header_checks = pcre:/etc/postfix/more, hash:/etc/postfix/header_checks
                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ checks-need-patterns
        body_checks = lmdb:/etc/postfix/body_checks
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ checks-need-patterns
      `,
      header_checks: '/^Subject: spam/ REJECT\n/^X-Originating-IP:/ IGNORE\n',
    });
    expect(header?.message).toBe(
      'header_checks needs patterns, but a hash: table cannot contain any. ' +
        'Postfix looks up each whole header as a key, so the table never matches. ' +
        'Use a regexp: or pcre: table, which does not need postmap.',
    );
    expect(body?.message).toContain('Postfix looks up each whole line as a key');
  });

  test('is the only finding about such a table', async () => {
    const { lint: all } = forRule('wrong-table-format');
    await all({
      'main.cf': 'header_checks = hash:/etc/postfix/header_checks\n',
      header_checks: '/^Subject: spam/ REJECT\n/^X-Originating-IP:/ IGNORE\n',
    });
  });

  test.each([
    'header_checks = regexp:/etc/postfix/header_checks\n',
    'header_checks = mysql:/etc/postfix/checks.cf, static:{IGNORE}\n',
    'header_checks = $checks_of_site\n',
    'smtpd_client_restrictions = check_client_access hash:/etc/postfix/clients\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix changes the type', async () => {
    expect(await applyFix('smtp_header_checks = hash:/etc/postfix/smtp_checks\n')).toBe(
      'smtp_header_checks = regexp:/etc/postfix/smtp_checks\n',
    );
  });
});
