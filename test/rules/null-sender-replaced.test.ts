import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('null-sender-replaced');

describe('null-sender-replaced', () => {
  test('marks a command that sends mail on', async () => {
    const [found] = await lint({
      'main.cf': '',
      'master.cf': `
        spam unix - n n - - pipe user=nobody argv=/usr/bin/spamc -e /usr/sbin/sendmail -oi -f \${sender} \${recipient}
                            ^^^^ null-sender-replaced
        own unix - n n - - pipe user=nobody argv=/usr/sbin/sendmail -f\${sender} \${recipient}
                           ^^^^ null-sender-replaced
      `,
    });
    expect(found?.message).toBe(
      'The command forwards mail with sendmail, but null_sender= is missing. ' +
        'For mail without a sender, such as bounces, pipe passes MAILER-DAEMON as the sender, so a bounce that cannot be delivered is bounced again. ' +
        'Add null_sender= before argv=.',
    );
  });

  test.each([
    'null_sender= argv=/usr/sbin/sendmail -f ${sender} ${recipient}',
    'argv=/usr/sbin/sendmail -oi ${recipient}',
    'argv=/usr/bin/maildrop -f ${sender} -d ${recipient}',
    'argv=/usr/bin/uux -a$sender - $nexthop!rmail ($recipient)',
  ])('reports nothing for %j', async (argv) => {
    await lint({ 'main.cf': '', 'master.cf': `spam unix - n n - - pipe user=nobody ${argv}\n` });
  });

  test('the fix adds the setting', async () => {
    const files = (args: string) => ({
      'main.cf': '',
      'master.cf': `spam unix - n n - - pipe ${args}user=nobody argv=/usr/sbin/sendmail -f \${sender} \${recipient}\n`,
    });
    expect(await applyFix(files(''))).toEqual(files('null_sender= '));
  });
});
