import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-service-type');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('bad-service-type', () => {
  test('marks the type, and says which is meant', async () => {
    const [found] = await lint(
      withServices(`
        smtp tcp n - n - - smtpd
             ^^^ bad-service-type
        cleanup UNIX n - n - 0 cleanup
                ^^^^ bad-service-type
        flush stream n - n - 0 flush
              ^^^^^^ bad-service-type
      `),
    );
    expect(found?.message).toBe(
      'A service cannot be of the type "tcp". master does not start: bad transport type: tcp. Write inet.',
    );
  });

  test('a type that the release does not have', async () => {
    const [found] = await lint(
      withServices(`
        postlog unix-dgram n - n - 1 postlogd
                ^^^^^^^^^^ bad-service-type
      `),
      { version: '3.3' },
    );
    expect(found?.message).toContain('Services of the type unix-dgram exist from Postfix 3.4 on.');
  });

  test('is silent for the types that there are', () =>
    lint(
      withServices(`
        smtp inet n - n - 1 postscreen
        smtpd pass - - n - - smtpd
        cleanup unix n - n - 0 cleanup
        pickup fifo n - n 60 1 pickup
        postlog unix-dgram n - n - 1 postlogd
      `),
    ));

  test('the fix puts the type in its place', async () => {
    expect(await applyFix(withServices('smtp tcp n - n - - smtpd\n'))).toEqual(
      withServices('smtp inet n - n - - smtpd\n'),
    );
  });
});
