import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('fifo-service');

describe('fifo-service', () => {
  test('marks pickup and qmgr', async () => {
    const [found] = await lint({
      'main.cf': '',
      'master.cf': `
      pickup fifo n - n 60 1 pickup
             ^^^^ fifo-service
      qmgr fifo n - n 300 1 oqmgr
           ^^^^ fifo-service
      other fifo n n n - 1 own
    `,
    });
    expect(found?.message).toBe(
      'pickup has the type fifo, as in Postfix before 2.10. ' +
        'It still works, but each wake-up changes the time stamp of a file, which keeps the disk of an idle host busy. ' +
        'Write unix.',
    );
  });

  test('reports nothing before Postfix 2.10', () =>
    lint({ 'main.cf': '', 'master.cf': 'pickup fifo n - n 60 1 pickup\n' }, { version: '2.9' }));
});
