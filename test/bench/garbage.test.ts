import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { collectGarbage } from '../../server/src/lsp/garbage.ts';

test('collectGarbage frees what nobody holds any more', async () => {
  const dropped = new WeakRef({ text: 'a large one' });
  // What a WeakRef has named stays until the work of the moment is over.
  await delay(0);
  collectGarbage();
  expect(dropped.deref()).toBeUndefined();
});
