import { describe, expect, test } from 'vitest';
import { findingsIn, forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('crlf-line-ends');
const found = async (files: Parameters<typeof findingsIn>[0]) =>
  (await findingsIn(files)).filter(({ code }) => code === 'crlf-line-ends');

describe('crlf-line-ends', () => {
  test('marks the first such line, and counts them', async () => {
    const [finding, ...others] = await found('biff = no\nmyorigin = example.com\r\nrelayhost =\r\n');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ line: 2, text: 'myorigin = example.com' });
    expect(finding?.message).toBe(
      '2 lines in this file end with CR LF, as on Windows. ' +
        'Postfix treats each CR as white space, but scripts that read the file see it as part of the last word. ' +
        'Convert the line endings to LF.',
    );
  });

  test('reports one finding for each file', async () => {
    const files = { 'main.cf': 'biff = no\r\n', 'master.cf': 'pickup unix n - n 60 1 pickup\r\n' };
    expect((await found(files)).map(({ file, line }) => `${file} ${line}`)).toEqual([
      'main.cf 1',
      'master.cf 1',
    ]);
  });

  test('reports nothing for LF', () => lint('biff = no\n\n# end\n'));

  test('a very large file has no fix', async () => {
    const large = 'biff = no\r\n'.repeat(5001);
    expect(await fixTitles(large, { rules: { 'repeated-parameter': 'off' } })).toEqual([]);
  });

  test('the fix converts every line', async () => {
    expect(await applyFix('biff = no\r\n\r\nmyorigin =\r\n  example.com\r\n')).toBe(
      'biff = no\n\nmyorigin =\n  example.com\n',
    );
  });
});
