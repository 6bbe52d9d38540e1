import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('duplicate-service');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('duplicate-service', () => {
  test('marks the earlier entry and names the line of the later one', async () => {
    const [found] = await lint(
      withServices(`
        archive unix - - n - - smtp
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ duplicate-service
          -o smtp_helo_timeout=10s
        pickup unix n - n 60 1 pickup
        archive unix - - n - - lmtp
      `),
    );
    expect(found?.message).toBe(
      'Line 4 defines the service archive (unix) again. ' +
        'Postfix uses the last entry with its options, and master warns: "duplicate master.cf entry for service "archive" (private/archive) -- using the last entry". ' +
        'Remove one of the entries, or rename one of the services.',
    );
    expect(found?.related).toEqual(['archive unix - - n - - lmtp']);
  });

  test('the name and the number of a port mean the same; master quotes the earlier entry', async () => {
    const found = await lint(
      withServices(`
        25 inet n - n - - smtpd
        ^^^^^^^^^^^^^^^^^^^^^^^ duplicate-service
        smtp inet n - n - 1 postscreen
        [::1]:587 inet n - n - - smtpd
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ duplicate-service
        [::1]:submission inet n - n - - smtpd
      `),
    );
    expect(found[0]?.message).toContain('"duplicate master.cf entry for service "25" (25) -- using');
    expect(found[1]?.message).toContain(
      '"duplicate master.cf entry for service "[::1]:587" ([::1]:587) -- using',
    );
  });

  test('is silent for other types, hosts, and directories', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd
        smtp unix - - n - - smtp
        127.0.0.1:smtp inet n - n - - smtpd
        submission inet n - n - - smtpd
        flush unix n - n - 0 flush
        flush unix - - n - 0 flush
        #smtp inet n - n - - smtpd
      `),
    ));

  test('the fix comments out the earlier entry', async () => {
    const files = withServices('a unix - - n - - smtp\n  -v\na unix - - n - - smtp\n');
    expect(await applyFix(files)).toEqual(
      withServices('#a unix - - n - - smtp\n#  -v\na unix - - n - - smtp\n'),
    );
  });
});
