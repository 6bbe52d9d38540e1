import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('aliases-not-accepted');

const services = 'smtp inet n - n - - smtpd\nlocal unix - n n - - local\n';

describe('aliases-not-accepted', () => {
  test('marks a list of users without the aliases', async () => {
    const [found] = await lint({
      'main.cf': `
        alias_maps = hash:/etc/aliases
        local_recipient_maps = unix:passwd.byname
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ aliases-not-accepted
      `,
      'master.cf': services,
    });
    expect(found?.message).toBe(
      'local_recipient_maps contains only the users of this host, so smtpd rejects mail to aliases such as postmaster. ' +
        'smtpd answers: "User unknown in local recipient table". ' +
        'Add $alias_maps.',
    );
  });

  test('the fix adds the aliases', async () => {
    const list = 'alias_maps = hash:/etc/aliases\nlocal_recipient_maps = proxy:unix:passwd.byname';
    expect(await applyFix({ 'main.cf': `${list}\n`, 'master.cf': services })).toEqual({
      'main.cf': `${list}, $alias_maps\n`,
      'master.cf': services,
    });
  });

  test('informs about a database without the aliases, if the aliases are in a file', async () => {
    const [found] = await lint({
      'main.cf': `
        alias_maps = hash:/etc/aliases
        local_recipient_maps = proxy:mysql:/etc/postfix/users.cf
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ aliases-not-accepted information
      `,
      'master.cf': services,
    });
    expect(found?.message).toBe(
      'local_recipient_maps does not include $alias_maps, so smtpd rejects mail to aliases such as postmaster, unless the database also contains them. ' +
        'smtpd answers: "User unknown in local recipient table". ' +
        'Add $alias_maps.',
    );
  });

  test.each([
    'local_recipient_maps = mysql:/etc/postfix/users.cf\n',
    'alias_maps = mysql:/etc/postfix/aliases.cf\nlocal_recipient_maps = mysql:/etc/postfix/users.cf\n',
    'alias_maps = hash:/etc/aliases\nlocal_recipient_maps = mysql:/etc/postfix/users.cf, $alias_maps\n',
    'alias_maps = hash:/etc/aliases\n',
    'alias_maps = hash:/etc/aliases\nlocal_recipient_maps =\n',
    'alias_maps = hash:/etc/aliases\nlocal_recipient_maps = unix:passwd.byname $alias_maps\n',
    'alias_maps = hash:/etc/aliases\nlocal_recipient_maps = unix:passwd.byname hash:/etc/postfix/recipients\n',
    'alias_maps =\nlocal_recipient_maps = unix:passwd.byname\n',
    'mydestination =\nlocal_recipient_maps = unix:passwd.byname\n',
    'local_transport = lmtp:unix:private/lmtp\nlocal_recipient_maps = unix:passwd.byname\n',
  ])('reports nothing for %j', async (text) => {
    await lint({ 'main.cf': text, 'master.cf': services });
  });

  const list = 'alias_maps = hash:/etc/aliases\nlocal_recipient_maps = unix:passwd.byname\n';

  test.each([
    'local_recipient_maps=',
    'smtpd_reject_unlisted_recipient=no',
    'receive_override_options=no_unknown_recipient_checks',
  ])('reports nothing if every service has -o %s', async (option) => {
    await lint({ 'main.cf': list, 'master.cf': services.replace('smtpd\n', `smtpd -o ${option}\n`) });
  });

  test('as information without master.cf', () =>
    lint({
      'main.cf': `${list}${'^'.repeat(41)} aliases-not-accepted information\n`,
    }));
});
