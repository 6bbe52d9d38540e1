import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('dollar-on-left');

describe('dollar-on-left', () => {
  test('marks the name, and is the only one to say something about it', async () => {
    const found = await lint(`
      $mynetworks_style = host
      ^^^^^^^^^^^^^^^^^ dollar-on-left
    `);
    expect(found.map(({ message }) => message)).toEqual([
      'A $ stands in front of a name that is used, not of one that is set. ' +
        'Postfix takes "$mynetworks_style" for the name, which nothing reads; postconf warns: main.cf: unused parameter. ' +
        'Write mynetworks_style = ...',
    ]);
  });

  test('marks braces too, a $ alone, and an -o', () =>
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

  test('is silent for a $ on the right', () =>
    lint(`
      myorigin = $mydomain
      mydestination = $myhostname, \${myorigin}
    `));

  test('the fix leaves the name alone', async () => {
    expect(await applyFix('$biff = no\n')).toBe('biff = no\n');
    expect(await applyFix('${biff} = no\n')).toBe('biff = no\n');
    expect(await fixTitles('$ = no\n')).toEqual([]);
  });
});
