import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('postscreen-deep-tests');

describe('postscreen-deep-tests', () => {
  test('marks the first of the tests', async () => {
    const [found] = await lint({
      'main.cf': `
        postscreen_bare_newline_enable = yes
        postscreen_pipelining_enable = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ postscreen-deep-tests
      `,
    });
    expect(found?.message).toBe(
      'With postscreen_pipelining_enable, postscreen cannot pass a new client on to smtpd. ' +
        'It answers the first mail of each client with a temporary error, and the client must connect again from the same address. ' +
        'Set it to no, unless you accept such delays.',
    );
  });

  test.each([
    'postscreen_pipelining_enable = no\n',
    'postscreen_greet_action = enforce\n',
    'postscreen_pipelining_enable = yes\n',
  ])('reports nothing for %j without postscreen in master.cf', async (main) => {
    await lint({ 'main.cf': main, 'master.cf': 'smtp inet n - n - - smtpd\n' });
  });
});
