import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('luser-relay-unreached');

const services = 'smtp inet n - n - - smtpd\nlocal unix - n n - - local\n';

describe('luser-relay-unreached', () => {
  test('marks an address that unknown users do not reach', async () => {
    const [found] = await lint({
      'main.cf': `
        luser_relay = admin@example.com
        ^^^^^^^^^^^ luser-relay-unreached
      `,
      'master.cf': services,
    });
    expect(found?.message).toBe(
      'smtpd rejects mail to unknown local users, so luser_relay receives only mail that programs on this host send with the sendmail command. ' +
        'smtpd looks up recipients in local_recipient_maps, which lists the local users by default. ' +
        'To receive all mail, set local_recipient_maps to an empty value.',
    );
  });

  test.each([
    ['luser_relay = admin\nlocal_recipient_maps =\n', services],
    ['luser_relay =\n', services],
    ['luser_relay = admin\nsmtpd_reject_unlisted_recipient = no\n', services],
    ['luser_relay = admin\nmydestination =\n', services],
    ['luser_relay = admin\n', services.replace('smtpd', 'smtpd -o local_recipient_maps=')],
    ['luser_relay = admin\n', 'local unix - n n - - local\n'],
  ])('reports nothing for %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });
});
