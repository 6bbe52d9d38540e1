// What the server types before a person does.
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { rehearse } from '../../server/src/lsp/rehearsal.ts';

test.each([
  ['an empty file', ''],
  ['a file without a last line end', 'soft_bounce = on'],
  ['a damaged file', '{{{\n${${\n = \0\r\n\\'],
])('%s is typed in, too', async (_, text) => {
  await expect(rehearse(text)).resolves.toBeUndefined();
});

test('others have their turn between the keystrokes', async () => {
  let turns = 0;
  let isOver = false;
  const rehearsal = rehearse('myhostname = mail.example.com\n'.repeat(100)).then(() => {
    isOver = true;
  });
  while (!isOver) {
    await setImmediate();
    turns++;
  }
  await rehearsal;
  expect(turns).toBeGreaterThan(10);
});
