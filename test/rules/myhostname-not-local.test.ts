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

  test('looks into patterns, and into the tables of transport_maps', async () => {
    const files = {
      'master.cf': smtp,
      aliases: '/@example\\.com$/ user@example.com\n',
      transport: 'example.org smtp:[relay.example.org]\n',
    };
    await lint({
      ...files,
      'main.cf': `
        myhostname = mail.example.com
        virtual_alias_maps = regexp:/etc/postfix/aliases
        transport_maps = hash:/etc/postfix/transport
        mydestination = localhost
        ^^^^^^^^^^^^^^^^^^^^^^^^^ myhostname-not-local
      `,
    });
    const mainCf = 'myhostname = mail.example.com\nmydestination = localhost\n';
    const patterns = `${mainCf}virtual_alias_domains = regexp:/etc/postfix/aliases\n`;
    await lint({ ...files, 'main.cf': patterns, aliases: '/^mail\\./ x\n' });
    for (const key of ['mail.example.com', '.example.com', 'root@mail.example.com', '*']) {
      const transports = `${mainCf}transport_maps = hash:/etc/postfix/transport\n`;
      await lint({ ...files, 'main.cf': transports, transport: `${key} local:\n` });
    }
  });

  test.each(['root@mail.example.com', '@mail.example.com'])(
    'reports nothing if %s has an alias',
    async (key) => {
      await lint({
        'main.cf':
          'myhostname = mail.example.com\nmydestination = localhost\nvirtual_alias_maps = hash:/etc/postfix/virtual\n',
        'master.cf': smtp,
        virtual: `${key} user@example.net\n`,
      });
    },
  );

  test('says if a database may have the name', async () => {
    const [found] = await lint({
      'main.cf': `
        myhostname = mail.example.com
        virtual_mailbox_domains = proxy:mysql:/etc/postfix/domains.cf
        mydestination = localhost
        ^^^^^^^^^^^^^^^^^^^^^^^^^ myhostname-not-local
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toContain(
      'Unless a database lists it, mail.example.com (myhostname) is neither a local nor a virtual domain.',
    );
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
