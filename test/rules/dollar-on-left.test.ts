import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('dollar-on-left');

describe('dollar-on-left', () => {
  test('marks the name, and no other rule reports it', async () => {
    const found = await lint(`
      $mynetworks_style = host
      ^^^^^^^^^^^^^^^^^ dollar-on-left
    `);
    expect(found.map(({ message }) => message)).toEqual([
      'A $ belongs before a name where its value is used, not where it is set. ' +
        'Postfix sets "$mynetworks_style", which nothing reads, and postconf warns: "main.cf: unused parameter: $mynetworks_style". ' +
        'Write mynetworks_style = …',
    ]);
  });

  test('also marks braces, a $ without a name, and an -o', () =>
    lint({
      'main.cf': `
        \${relayhost} = [mail.example.net]
        ^^^^^^^^^^^^ dollar-on-left
        $ = x
        ^ dollar-on-left
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o $smtpd_helo_required=yes
             ^^^^^^^^^^^^^^^^^^^^ dollar-on-left
      `,
    }));

  test('reports nothing for a $ on the right', () =>
    lint(`
      myorigin = $mydomain
      mydestination = $myhostname, \${myorigin}
    `));

  test('the fix removes the $', async () => {
    expect(await applyFix('$biff = no\n')).toBe('biff = no\n');
    expect(await applyFix('${biff} = no\n')).toBe('biff = no\n');
    expect(await fixTitles('$ = no\n')).toEqual([]);
  });
});
