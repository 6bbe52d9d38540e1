import { describe, expect, test } from 'vitest';
import { forRule, lint as lintWith } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('merge-conflict');
const rest = 'compatibility_level = 3.11\nsmtp_tls_security_level = may\n';

describe('merge-conflict', () => {
  test('one finding for each conflict in main.cf, and none for its lines', async () => {
    const [found, second] = await lintWith(`${rest}
<<<<<<< HEAD
^^^^^^^^^^^^ merge-conflict
myhostname = a.example.com
||||||| 1a2b3c
myhostname = b.example.com
=======
myhostname = c.example.com
>>>>>>> branch
biff = no
<<<<<<<
^^^^^^^ merge-conflict
=======
>>>>>>>
`);
    expect(found?.message).toBe(
      'This merge conflict is not resolved. ' +
        'Every Postfix program that reads main.cf exits with: "missing \'=\' after attribute name: "<<<<<<< HEAD"". ' +
        'Keep one of the two versions, and remove the lines with <<<<<<<, =======, and >>>>>>>.',
    );
    expect(found?.related).toEqual(['||||||| 1a2b3c', '=======', '>>>>>>> branch']);
    expect(second?.related).toEqual(['=======', '>>>>>>>']);
  });

  test('in master.cf', async () => {
    const [found] = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        <<<<<<< HEAD
        ^^^^^^^^^^^^ merge-conflict
        smtp inet n - n - - smtpd
        =======
        25 inet n - n - - smtpd
        >>>>>>> branch
      `,
    });
    expect(found?.message).toContain(
      'Postfix does not start, or keeps its old settings; postconf exits with: "bad field count". ',
    );
  });

  test('around lines that continue a value', () =>
    lint(`
      mynetworks = 127.0.0.0/8
      <<<<<<< HEAD
      ^^^^^^^^^^^^ merge-conflict
        192.0.2.0/24
      =======
        198.51.100.0/24
      >>>>>>> branch
    `));

  test('of which some lines are missing', async () => {
    const [found] = await lint(`
      >>>>>>> branch
      ^^^^^^^^^^^^^^ merge-conflict
      biff = no
      =======
      ^^^^^^^ merge-conflict
      >>>>>>> branch
      <<<<<<< HEAD
      ^^^^^^^^^^^^ merge-conflict
      <<<<<<< HEAD
      ^^^^^^^^^^^^ merge-conflict
      =======
    `);
    expect(found?.related).toEqual([]);
  });

  test('reports nothing for other signs', () =>
    lint('=======\n========\n# <<<<<<< HEAD\n<<<<<<<<\nmynetworks =\n  <<<<<<< HEAD\n'));

  const text =
    'biff = no\n<<<<<<< HEAD\nmyhostname = a.example.com\n=======\n>>>>>>> branch\nmydomain = x.example\n';

  test.each([
    ['first', 'biff = no\nmyhostname = a.example.com\nmydomain = x.example\n'],
    ['second', 'biff = no\nmydomain = x.example\n'],
  ])('a fix keeps the %s version', async (version, after) => {
    expect(await applyFix(text, `Keep the ${version} version`)).toBe(after);
    const withAncestor = text.replace('=======\n', '||||||| 1a2b\nmyhostname = b.example.com\n=======\n');
    expect(await applyFix(withAncestor, `Keep the ${version} version`)).toBe(after);
  });

  test('no fix if a line is missing', async () => {
    expect(await fixTitles(text.replace('=======\n', ''))).toEqual([]);
  });
});
