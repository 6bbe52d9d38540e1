import { expect, test } from 'vitest';
import { accept, applyFix, complete, fixTitles, hoverAt, lint } from './markers.ts';

const twice = `
  myorigin = a.example
  ^^^^^^^^^^^^^^^^^^^^ overridden-parameter
  myorigin = b.example
  ^^^^^^^^ overridden-parameter hint
`;

test('a marker is a line of carets and a code, and not part of the file', async () => {
  const found = await lint(twice);
  expect(found.map(({ code, severity, text }) => [code, severity, text])).toEqual([
    ['overridden-parameter', 'warning', 'myorigin = a.example'],
    ['overridden-parameter', 'hint', 'myorigin'],
  ]);
});

test('a finding over several lines is marked where it begins and where it ends', async () => {
  const [first] = await lint(`
    mynetworks = 127.0.0.0/8
    ^^^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter ...
      192.0.2.0/24
      ^^^^^^^^^^^^ ...
    mynetworks = 127.0.0.0/8
    ^^^^^^^^^^ overridden-parameter hint
  `);
  expect(first?.text).toBe('mynetworks = 127.0.0.0/8\n  192.0.2.0/24');
});

test('a marker without a finding fails, and so does a finding without a marker', async () => {
  const unmarked = {
    actual: expect.stringContaining('bad-boolean'),
    expected: expect.not.stringContaining('bad'),
  };
  await expect(lint('soft_bounce = on\n')).rejects.toMatchObject(unmarked);
  await expect(lint('soft_bounce = on\n              ^^ bad-boolean hint\n')).rejects.toThrow();
  await expect(lint('soft_bounce = on\n              ^ bad-boolean\n')).rejects.toThrow();
  await expect(lint('soft_bounce = no\n              ^^ bad-boolean\n')).rejects.toThrow();
});

test('a code that no rule has is a mistake in the test', async () => {
  await expect(lint('myorigin = a.example\n^^^^^^^^ overriden-parameter\n')).rejects.toThrow(
    'no rule has the code',
  );
});

test('a fix returns the resulting text', async () => {
  expect(await applyFix(twice, 'overridden-parameter')).toBe('#myorigin = a.example\nmyorigin = b.example\n');
  const keep = 'Keep this myorigin and comment out the other on line 2';
  expect(await applyFix(twice, 'overridden-parameter', keep)).toBe(
    'myorigin = a.example\n#myorigin = b.example\n',
  );
  expect(await fixTitles(twice, 'overridden-parameter')).toEqual([
    'Comment out this earlier myorigin',
    keep,
    'Keep this myorigin and comment out the other on line 1',
    'Comment out this later myorigin',
  ]);
  await expect(applyFix(twice, 'overridden-parameter', 'No such title')).rejects.toThrow(
    'Comment out this earlier',
  );
});

test('completion and hover have a cursor', async () => {
  const files = { 'main.cf': 'soft_bounce = ‸\n' };
  expect((await complete(files)).map(({ label }) => label)).toEqual(['no', 'yes']);
  expect(await accept(files, 'yes')).toBe('soft_bounce = yes\n');
  expect(await hoverAt('soft_bo‸unce = no\n')).toMatch('**soft_bounce**');
  expect(await hoverAt('\n# soft_bo‸unce\n')).toBeUndefined();
});
