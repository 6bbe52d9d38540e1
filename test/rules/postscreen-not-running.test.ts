import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('postscreen-not-running');

const service = 'smtp inet n - n - - smtpd\n';

describe('postscreen-not-running', () => {
  test('marks the first setting of a program that does not run', async () => {
    const [found] = await lint({
      'main.cf': `
        biff = no
        postscreen_greet_action = enforce
        ^^^^^^^^^^^^^^^^^^^^^^^ postscreen-not-running
        postscreen_dnsbl_action = enforce
        postscreen_dnsbl_sites = bl.example.net
      `,
      'master.cf': service,
    });
    expect(found?.message).toBe(
      'postscreen_greet_action and 2 other postscreen_ settings have no effect, because no service runs postscreen. ' +
        'smtp/inet in master.cf runs smtpd, so clients are not checked, and Postfix logs nothing. ' +
        'Change the smtp service to run postscreen, and add the services smtpd (type pass), dnsblog, and tlsproxy.',
    );
  });

  test.each([
    ['postscreen_greet_action = enforce\n', 'smtp inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd\n'],
    ['postscreen_greet_action = enforce\n', 'pickup unix n - n 60 1 pickup\n'],
    ['postscreen_greet_action =\n', service],
    ['postscreen_own_name = 1\n', service],
    ['biff = no\n', service],
  ])('reports nothing for %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });

  test('reports nothing without master.cf', () => lint({ 'main.cf': 'postscreen_greet_action = enforce\n' }));
});
