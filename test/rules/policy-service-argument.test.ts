import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('policy-service-argument');

describe('policy-service-argument', () => {
  test('marks a restriction without a policy server', async () => {
    const [found] = await lint(`
      smtpd_recipient_restrictions = permit_mynetworks, check_policy_service
                                                        ^^^^^^^^^^^^^^^^^^^^ policy-service-argument
    `);
    expect(found?.message).toBe(
      'check_policy_service is not followed by a policy server. ' +
        'smtpd warns "restriction check_policy_service must be followed by transport:server" ' +
        'and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ' +
        'Add inet:host:port or unix:path.',
    );
  });

  test('marks a server without a transport, or with one that does not exist', async () => {
    const found = await lint(`
      smtpd_client_restrictions = check_policy_service private/policy
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ policy-service-argument
      smtpd_sender_restrictions = check_policy_service 127.0.0.1:10023
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ policy-service-argument
      smtpd_recipient_restrictions = check_policy_service, reject_unauth_destination
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ policy-service-argument
    `);
    expect(found.map(({ message }) => /smtpd exits with: "(.*?)"\. Write/.exec(message)?.[1])).toEqual([
      'need service transport:endpoint instead of "private/policy"',
      'invalid transport name: 127.0.0.1 in service: 127.0.0.1:10023',
      'need service transport:endpoint instead of "reject_unauth_destination"',
    ]);
  });

  test.each([
    'inet:127.0.0.1:10023',
    'unix:private/policy',
    'local:private/policy',
    '{ unix:private/policy, timeout=10s, default_action=DUNNO }',
  ])('is silent about %s', async (text) => {
    await lint(`smtpd_recipient_restrictions = check_policy_service ${text}\n`);
  });

  test('the fix adds the transport that the form of the server shows', async () => {
    expect(await applyFix('smtpd_client_restrictions = check_policy_service 127.0.0.1:10023\n')).toBe(
      'smtpd_client_restrictions = check_policy_service inet:127.0.0.1:10023\n',
    );
    expect(await applyFix('smtpd_client_restrictions = check_policy_service private/policy\n')).toBe(
      'smtpd_client_restrictions = check_policy_service unix:private/policy\n',
    );
    expect(await fixTitles('smtpd_client_restrictions = check_policy_service policy\n')).toEqual([]);
  });
});
