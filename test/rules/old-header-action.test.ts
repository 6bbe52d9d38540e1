import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('old-header-action');
const main = 'header_checks = regexp:/etc/postfix/checks\n';

describe('old-header-action', () => {
  test('marks OK', async () => {
    const [found] = await lint({
      'main.cf': main,
      checks: `
        /^Subject: +Report/ OK
                            ^^ old-header-action
        /^Subject: +Other/ DUNNO
        /^Subject: +Text/ REJECT OK
      `,
    });
    expect(found?.message).toBe(
      'In header and body checks, OK does not accept the message. ' +
        'It is an undocumented synonym for DUNNO: Postfix keeps this line and checks the next one. ' +
        'Write DUNNO.',
    );
  });

  test('reports nothing in an access table', () =>
    lint({
      'main.cf': 'smtpd_sender_restrictions = check_sender_access regexp:/etc/postfix/checks\n',
      checks: '/^kim@/ OK\n',
    }));

  test('the fix writes DUNNO', async () => {
    expect((await applyFix({ 'main.cf': main, checks: '/^Subject: x/ ok\n' })).checks).toBe(
      '/^Subject: x/ DUNNO\n',
    );
  });
});
