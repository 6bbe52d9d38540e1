// What every program of Postfix says as it reads main.cf, and dies: the lines of `log` blocks in the pages of the
// rules that begin with the program's name, with the first example of what is wrong on the page.
import { expect, test } from 'vitest';
import { specOf } from '../rules/example.ts';
import { readPage } from '../rules/page.ts';
import {
  describePostfix,
  describeRunningPostfix,
  postconf,
  postmap,
  withInstanceDirectory,
  withPostfix,
} from './harness';

const codes = ['bad-hostname', 'relayhost-is-myself', 'single-value'] as const;

describePostfix('a program that starts', () => {
  test.each(codes)('%s', async (code) => {
    const { wrong, logs } = readPage(code);
    expect(logs).not.toHaveLength(0);
    await withInstanceDirectory(wrong[0]?.files ?? {}, async (directory) => {
      const { code, stderr } = await postmap(directory, ['-q', 'x', 'inline:{x=y}']);
      const said = stderr.replaceAll(directory, '/etc/postfix').split('\n').filter(Boolean);
      expect(said.map((line) => line.replace(/^\S*postmap: /, 'postmap: '))).toEqual(logs);
      expect(code).not.toBe(0);
    });
  });
});

describeRunningPostfix('Postfix, when it starts', () => {
  test('compatibility-level', async () => {
    const { wrong, logs } = readPage('compatibility-level');
    const [example] = wrong;
    expect(logs).toEqual([expect.stringMatching(/^postfix: /)]);
    if (example === undefined) throw new Error('the page has no example');
    await withPostfix(specOf(example), async (postfix) => {
      const [line = ''] = logs;
      await postfix.waitForLog(new RegExp(line.replace('postfix: ', 'postfix\\[\\d+\\]: ')));
    });
  });
});

describePostfix('postconf shows', () => {
  const shown = (code: string) =>
    withInstanceDirectory(readPage(code).wrong[0]?.files ?? {}, async (directory) => {
      const { stdout } = await postconf(directory, ['-n']);
      return stdout;
    });

  test('crlf-line-ends: values without a CR', async () => {
    const stdout = await shown('crlf-line-ends');
    expect(stdout).toContain('myorigin = example.com\n');
    expect(stdout).not.toContain('\r');
  });

  test('swallowed-parameter: two settings in one value', async () => {
    expect(await shown('swallowed-parameter')).toContain(
      'mydestination = example.com relayhost = [mail.example.net]\n',
    );
  });
});
