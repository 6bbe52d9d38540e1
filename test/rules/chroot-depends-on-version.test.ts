import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('chroot-depends-on-version');

describe('chroot-depends-on-version', () => {
  const old = (masterCf: string) => ({ 'main.cf': 'mynetworks_style = host\n', 'master.cf': masterCf });

  test('marks the first -, and counts the others', async () => {
    const [found] = await lint(
      old(`
        smtp inet n - n - - smtpd
        relay unix - - - - - smtp
                       ^ chroot-depends-on-version
        lmtp unix - - - - - lmtp
      `),
    );
    expect(found?.message).toBe(
      'The chroot field is "-", which means y if compatibility_level is below 1, and n from level 1. ' +
        'Postfix runs this service and 1 more in the queue directory (chroot) and logs: "using backwards-compatible default setting chroot=y". ' +
        'Write y or n.',
    );
  });

  test('reports nothing at level 1 and above, before Postfix 3.0, and for y and n', async () => {
    await lint({ 'main.cf': 'compatibility_level = 1\n', 'master.cf': 'relay unix - - - - - smtp\n' });
    await lint(old('relay unix - - - - - smtp\n'), { version: '2.11' });
    await lint(old('relay unix - - n - - smtp\nlmtp unix - - y - - lmtp\n'));
  });

  test('the fixes write y or n for every -', async () => {
    const files = old('relay unix - - - - - smtp\nlmtp unix - - - - - lmtp\n');
    expect(await applyFix(files, 'Change - to y in every chroot field (same as now)')).toEqual(
      old('relay unix - - y - - smtp\nlmtp unix - - y - - lmtp\n'),
    );
    expect(await applyFix(files, 'Change - to n in every chroot field (same as level 1 and later)')).toEqual(
      old('relay unix - - n - - smtp\nlmtp unix - - n - - lmtp\n'),
    );
  });
});
