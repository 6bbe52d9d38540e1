import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('policy-socket-missing');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('policy-socket-missing', () => {
  test('marks a socket that no service provides', async () => {
    const [found] = await lint({
      'main.cf': `
        queue_directory = /var/spool/postfix
        smtpd_recipient_restrictions = check_policy_service unix:private/policy, reject
                                                            ^^^^^^^^^^^^^^^^^^^ policy-socket-missing
        smtpd_sender_restrictions = check_policy_service unix:/var/spool/postfix/private/spf
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ policy-socket-missing
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'master.cf has no service policy, whose socket would be private/policy. ' +
        'If no other program creates the socket, smtpd answers each recipient with 451 "Server configuration problem". ' +
        'Add the service to master.cf, or check that another program creates the socket.',
    );
  });

  test.each([
    'unix:private/own',
    'unix:postgrey/socket',
    'unix:/run/policy',
    'inet:127.0.0.1:10023',
    'unix:private/$name',
  ])('reports nothing for %j', async (server) => {
    await lint({
      'main.cf': `smtpd_recipient_restrictions = check_policy_service ${server}, reject\n`,
      'master.cf': `${smtp}own unix - n n - 0 spawn user=nobody argv=/bin/policy\n`,
    });
  });

  test('reports nothing if master.cf is only a part of one', () =>
    lint('smtpd_recipient_restrictions = check_policy_service unix:private/policy, reject\n'));
});
