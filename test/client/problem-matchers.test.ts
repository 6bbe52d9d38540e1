// The problem matchers find the places in what Postfix prints in a terminal.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../client/src/postfix/run.ts';
import manifest from '../../package.json' with { type: 'json' };
import { describePostfix } from '../postfix/support/describe';
import { withInstanceDirectory, writeCold } from '../postfix/support/directory';
import { findPostfix } from '../postfix/support/programs';

/** Severity, file, line, and message of each line that a matcher recognizes. */
function matches(name: string, output: string): readonly string[] {
  const [pattern] =
    manifest.contributes.problemMatchers.find((matcher) => matcher.name === name)?.pattern ?? [];
  if (pattern === undefined) throw new Error(name);
  const { regexp, severity, file, line, message } = pattern;
  return output.split('\n').flatMap((text) => {
    const found = new RegExp(regexp).exec(text);
    return found ? [[severity, file, line, message].map((group) => found[group]).join(' | ')] : [];
  });
}

describePostfix('a problem matcher', () => {
  const programs = findPostfix()?.programs;

  test.each(['hash', 'regexp', 'cidr'])('$postmap: a %s table', async (type) => {
    const text =
      { hash: 'a b\nlonely\n', regexp: '/a/ b\n/c(/ d\n', cidr: '192.0.2.0/24 a\nnonsense b\n' }[type] ?? '';
    await withInstanceDirectory({ 'main.cf': 'compatibility_level = 3.6\n', t: text }, async (directory) => {
      const path = join(directory, 't');
      const args = type === 'hash' ? [] : ['-q', 'x'];
      const { stderr } = await run(programs?.postmap ?? '', ['-c', directory, ...args, `${type}:${path}`]);
      const found = matches('postmap', stderr);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(new RegExp(`^warning \\| ${path} \\| 2 \\| \\S`));
    });
  });

  test('$postfix-check: main.cf and master.cf', async () => {
    const files = { 'main.cf': 'compatibility_level = 3.6\nbroken\n', 'master.cf': '' };
    await withInstanceDirectory(files, async (directory) => {
      const postconf = async () => (await run(programs?.postconf ?? '', ['-c', directory, '-M'])).stderr;
      expect(matches('postfix-check', await postconf())).toEqual([
        `fatal | ${directory}/main.cf | 2 | missing '=' after attribute name: "broken"`,
      ]);
      await writeCold(join(directory, 'main.cf'), 'compatibility_level = 3.6\n');
      await writeCold(join(directory, 'master.cf'), 'smtp inet n - n - - smtpd\nsmtp inet n - n -\n');
      const found = [`fatal | ${directory}/master.cf | 2 | bad field count`];
      expect(matches('postfix-check', await postconf())).toEqual(found);
      // postfix check runs programs with their directories.
      expect(matches('postfix-check', `/usr/sbin/${await postconf()}`)).toEqual(found);
    });
  });
});
