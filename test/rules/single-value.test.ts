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
      '"myorigin parameter setting must not contain multiple values: example.com, example.org".',
    );
  });

  test('marks them where a $name is defined', () =>
    lint(`
      domains = example.com example.org
                ^^^^^^^^^^^^^^^^^^^^^^^ single-value
      myorigin = $domains
    `));

  test('reports nothing for one domain, for a file, and for lists', () =>
    lint(`
      myorigin = /etc/mailname
      mydestination = example.com, example.org
      mydomain = example.com
    `));

  test('the fix keeps the first domain', async () => {
    expect(await applyFix('myorigin = example.com, example.org\n')).toBe('myorigin = example.com\n');
  });
});
