// What every Postfix program logs when it reads main.cf and exits: the lines of `log` blocks on the rule pages that
// begin with the program's name, with the first wrong example on the page.
import { expect, test } from 'vitest';
import { readPage } from '../rules/page.ts';
import { describePostfix, postconf, postmap, withInstanceDirectory } from './harness';
import { rulesOn } from './rule-messages.ts';

describePostfix('a program that starts', () => {
  test.each(rulesOn('program'))('%s', async (code) => {
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

describePostfix('a compatibility level that is not a release number', () => {
  test('the example of bad-number', async () => {
    const example = readPage('bad-number').wrong.find(({ files }) =>
      /= 3\.6a$/m.test(files['main.cf'] ?? ''),
    );
    expect(await said(example?.files['main.cf'] ?? '')).toContain(
      'fatal: malformed compatibility level syntax: "3.6a"',
    );
  });

  test.each(['3.2.1.0', '3.', '-3', '3.1024', ''])('%s', async (level) => {
    expect(await said(`compatibility_level = ${level}\n`)).toContain(
      `fatal: malformed compatibility level syntax: "${level}"`,
    );
  });

  const said = (mainCf: string) =>
    withInstanceDirectory({ 'main.cf': mainCf }, async (directory) => {
      const { stderr } = await postmap(directory, ['-q', 'x', 'inline:{x=y}']);
      return stderr;
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

  test('missing-line-break: two settings in one value', async () => {
    expect(await shown('missing-line-break')).toContain(
      'myorigin = example.comrelayhost = [mail.example.net]\n',
    );
  });

  test('override-not-indented: an option that has enough words for a service', async () => {
    const masterCf = '-o smtpd_recipient_restrictions=a, b, c, d, e, f, g\n';
    await withInstanceDirectory({ 'main.cf': '', 'master.cf': masterCf }, async (directory) => {
      const { stderr } = await postconf(directory, ['-M']);
      expect(stderr).toContain('invalid type field "smtpd_recipient_restrictions=a,"');
    });
  });

  test('missing-final-newline: appended text becomes part of the value before it', async () => {
    const wrong = readPage('missing-final-newline').wrong[0]?.files['main.cf'] ?? '';
    expect(wrong).toMatch(/biff = no$/);
    const appended = `${wrong}relayhost = a.example.com\n`;
    await withInstanceDirectory({ 'main.cf': appended, 'master.cf': '' }, async (directory) => {
      const { stdout } = await postconf(directory, ['-n']);
      expect(stdout.split('\n')).toContain('biff = norelayhost = a.example.com');
    });
  });
});
