import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('originating-on-port-25');
const mainCf = `mydestination = example.com
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_milters = inet:127.0.0.1:8891
`;

describe('originating-on-port-25', () => {
  test('marks the option', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o milter_macro_daemon_name=ORIGINATING
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ originating-on-port-25
      `,
    });
    expect(found?.message).toBe(
      'milter_macro_daemon_name = ORIGINATING tells Milters that mail comes from your own users, but other servers deliver to port 25. ' +
        'A DKIM filter that relies on the name signs their mail as yours, and other filters may skip their checks. ' +
        'Remove the option here; it belongs on ports 587 and 465 only.',
    );
  });

  test('marks the setting in main.cf', async () => {
    const [found] = await lint({
      'main.cf': `${mainCf}milter_macro_daemon_name = ORIGINATING
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ originating-on-port-25
`,
      'master.cf': 'smtpd pass - - n - - smtpd\n',
    });
    expect(found?.message).toContain('Remove it from main.cf, and add it with -o');
  });

  const originating = '  -o milter_macro_daemon_name=ORIGINATING\n';
  test.each([
    [mainCf, `submission inet n - n - - smtpd\n${originating}`],
    [mainCf, `127.0.0.1:25 inet n - n - - smtpd\n${originating}`],
    [mainCf, `smtp inet n - n - - smtpd\n${originating}  -o smtpd_milters=\n`],
    [mainCf, `smtp inet n - n - - smtpd\n${originating}  -o receive_override_options=no_milters\n`],
    [
      mainCf,
      `smtp inet n - n - - smtpd\n${originating}  -o smtpd_client_restrictions=permit_mynetworks,reject\n`,
    ],
    [`${mainCf}smtpd_milters =\n`, `smtp inet n - n - - smtpd\n${originating}`],
    [mainCf, 'smtp inet n - n - - smtpd\n  -o milter_macro_daemon_name=mx.example.com\n'],
  ])('reports nothing for %j and %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });
});
