import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('myhostname-not-local');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('myhostname-not-local', () => {
  test('marks a mydestination without the name of the host', async () => {
    const [found] = await lint({
      'main.cf': `
        myhostname = mail.example.com
        mydestination = localhost, example.com
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ myhostname-not-local
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'mail.example.com (myhostname) is neither a local nor a virtual domain. ' +
        'Postfix sends mail to users of this host by SMTP, detects that the mail loops back to itself, and returns it. This includes mail from cron to local users. ' +
        'Add $myhostname to mydestination.',
    );
  });

  test.each([
    'mydestination = $myhostname\n',
    'mydestination = mail.example.com\n',
    'mydestination =\n',
    'mydestination = localhost\nvirtual_mailbox_domains = mail.example.com\n',
    'mydestination = localhost, hash:/etc/postfix/unknown\n',
    'mydestination = localhost, /etc/mailname\n',
    'mydestination = localhost\nrelayhost = [relay.example.com]\n',
    'mydestination = localhost\ninet_interfaces = loopback-only\n',
    'mydestination = localhost\ntransport_maps = hash:/etc/postfix/transport\n',
    '',
  ])('reports nothing for %j', async (more) => {
    await lint({ 'main.cf': `myhostname = mail.example.com\n${more}`, 'master.cf': smtp });
  });

  test('reports nothing if the name is not set or has no domain', async () => {
    await lint({ 'main.cf': 'mydestination = localhost\n', 'master.cf': smtp });
    await lint({ 'main.cf': 'myhostname = mail\nmydestination = localhost\n', 'master.cf': smtp });
  });

  test('the fix adds the name', async () => {
    const files = {
      'main.cf': 'myhostname = mail.example.com\nmydestination = localhost\n',
      'master.cf': smtp,
    };
    expect((await applyFix(files))['main.cf']).toBe(
      'myhostname = mail.example.com\nmydestination = localhost, $myhostname\n',
    );
  });
});
