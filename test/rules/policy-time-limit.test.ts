import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('policy-time-limit');
const main =
  'smtpd_recipient_restrictions = check_policy_service { unix:private/policy, timeout=10s }, reject\n';
const master = 'smtp inet n - n - - smtpd\npolicy unix - n n - 0 spawn user=nobody argv=/bin/policy\n';

describe('policy-time-limit', () => {
  test('marks a policy server without a limit', async () => {
    const [found] = await lint({
      'main.cf': main,
      'master.cf': `
        smtp inet n - n - - smtpd
        policy unix - n n - 0 spawn user=nobody argv=/bin/policy
        ^^^^^^ policy-time-limit
        other unix - n n - 0 spawn user=nobody argv=/bin/other
      `,
    });
    expect(found?.message).toBe(
      'policy_time_limit is not set, so spawn stops the policy server 1000 seconds after it starts. ' +
        'smtpd keeps its connection for up to 1000 seconds (smtpd_policy_service_max_ttl), so a request can fail. ' +
        'Set policy_time_limit = 3600 in main.cf.',
    );
  });

  test.each(['policy_time_limit = 3600\n', 'policy_time_limit = 3600s\n', 'command_time_limit = 1h\n'])(
    'reports nothing with %j',
    async (more) => {
      await lint({ 'main.cf': main + more, 'master.cf': master });
    },
  );

  test('the fix adds the limit', async () => {
    expect((await applyFix({ 'main.cf': main, 'master.cf': master }))['main.cf']).toBe(
      `${main}policy_time_limit = 3600\n`,
    );
  });
});
