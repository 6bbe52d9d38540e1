import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-service-type');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('bad-service-type', () => {
  test('marks the type, and suggests the intended one', async () => {
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
      '"tcp" is not a service type. Postfix does not start, because master exits with: "bad transport type: tcp". Write inet.',
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
    expect(found?.message).toContain(
      'The service type unix-dgram was added in Postfix 3.4, but the target release is 3.3.',
    );
    expect(found?.message).toMatch(/\. Comment out the service\.$/);
    const [other] = await lint(withServices('x door n - n - 1 x\n  ^^^^ bad-service-type\n'), {
      version: '3.3',
    });
    expect(other?.message).toContain('Write inet, unix, fifo, or pass.');
  });

  test('reports nothing for existing types', () =>
    lint(
      withServices(`
        smtp inet n - n - 1 postscreen
        smtpd pass - - n - - smtpd
        cleanup unix n - n - 0 cleanup
        pickup fifo n - n 60 1 pickup
        postlog unix-dgram n - n - 1 postlogd
      `),
    ));

  test('the fix replaces the type', async () => {
    expect(await applyFix(withServices('smtp tcp n - n - - smtpd\n'))).toEqual(
      withServices('smtp inet n - n - - smtpd\n'),
    );
  });
});
