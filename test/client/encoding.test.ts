// Bytes that the editor cannot decode would be lost when it saves the file.

import { expect, test } from 'vitest';
import { losesBytes } from '../../client/src/encoding.ts';

const latin1 = Buffer.from('# Gr\xfc\xdfe\n', 'latin1');

test.each([
  ['Latin-1 opened as UTF-8', '# Gr\ufffd\ufffde\n', latin1, true],
  ['Latin-1 opened as Latin-1', '# Grüße\n', latin1, false],
  ['U+FFFD in the file itself', '# \ufffd\n', Buffer.from('# \ufffd\n'), false],
  ['a byte order mark', '# \ufffd\n', Buffer.from('\ufeff# \ufffd\n'), false],
  ['UTF-8', '# Grüße\n', Buffer.from('# Grüße\n'), false],
])('%s', async (_, text, bytes, loses) => {
  expect(await losesBytes(text, async () => bytes)).toBe(loses);
});

test('assumes a loss if the bytes cannot be read', async () => {
  const missing = () => Promise.reject(new Error('gone'));
  expect(await losesBytes('\ufffd', missing)).toBe(true);
  expect(await losesBytes('x', missing)).toBe(false);
});
