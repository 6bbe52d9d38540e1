import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('single-value');

describe('single-value', () => {
  test('marks several domains in myorigin', async () => {
    const [found] = await lint(`
      myorigin = example.com, example.org
                 ^^^^^^^^^^^^^^^^^^^^^^^^ single-value
    `);
    expect(found?.message).toContain(
      'myorigin parameter setting must not contain multiple values: example.com, example.org.',
    );
  });

  test('marks them behind a $name too', () =>
    lint(`
      domains = example.com example.org
                ^^^^^^^^^^^^^^^^^^^^^^^ single-value
      myorigin = $domains
    `));

  test('is silent for one domain, for a file, and for lists', () =>
    lint(`
      myorigin = /etc/mailname
      mydestination = example.com, example.org
      mydomain = example.com
    `));

  test('the fix keeps the first', async () => {
    expect(await applyFix('myorigin = example.com, example.org\n')).toBe('myorigin = example.com\n');
  });
});
