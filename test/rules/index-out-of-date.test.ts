import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('index-out-of-date');

const at = (modified: number) => ({ size: 1, modified });

describe('index-out-of-date', () => {
  test('marks a table that is newer than its index', async () => {
    const [found] = await lint(
      `
        transport_maps = hash:/etc/postfix/transport
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ index-out-of-date
      `,
      { stamps: { transport: at(2000), 'transport.db': at(1000) } },
    );
    expect(found?.message).toBe(
      '/etc/postfix/transport was changed after its index was built. Postfix uses only the index and warns: ' +
        '"database /etc/postfix/transport.db is older than source file /etc/postfix/transport". ' +
        'Run: postmap hash:/etc/postfix/transport',
    );
  });

  test('is silent for an index that is newer, of the same second, or unknown', () =>
    lint(
      'transport_maps = hash:/etc/postfix/a, hash:/etc/postfix/b, hash:/etc/postfix/c, hash:/etc/postfix/d\n',
      {
        stamps: {
          a: at(1000),
          'a.db': at(2000),
          b: at(1900),
          'b.db': at(1100),
          c: at(9000),
          d: 'missing',
          'd.db': at(1),
        },
      },
    ));
});
