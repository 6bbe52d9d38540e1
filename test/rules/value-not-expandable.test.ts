import { describe, expect, test } from 'vitest';
import { findingsIn, forRule } from '../support/markers.ts';

const { lint } = forRule('value-not-expandable');

describe('value-not-expandable', () => {
  test('marks the text that is not valid', async () => {
    const found = await lint(`
      myorigin = \${mydomain
                 ^^^^^^^^^^ value-not-expandable
      mydestination = $myhostname, $, localhost
                                   ^ value-not-expandable
      relayhost = \${my-relay}
                  ^^^^^^^^^^^ value-not-expandable
      smtpd_banner = \${{$mail_version} = {3} ? {a} : {b}}
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ value-not-expandable
    `);
    expect(found.map(({ message }) => message)).toEqual([
      '"${mydomain" cannot be expanded. Each program that reads myorigin logs ' +
        '"truncated macro reference: "${mydomain"" and exits. Correct it, or write $$ for a dollar sign.',
      '"$" cannot be expanded. Each program that reads mydestination logs ' +
        '"empty macro name: "$myhostname, $, localhost"" and exits. Correct it, or write $$ for a dollar sign.',
      '"${my-relay}" cannot be expanded. Each program that reads relayhost logs ' +
        '"attribute name syntax error at: "...my>>>-relay"" and exits. Correct it, or write $$ for a dollar sign.',
      expect.stringContaining('expected at: "...$mail_version}>>>= {3} ? {a} : {b}""'),
    ]);
  });

  test('a command of a shell', async () => {
    const [found] = await lint(`
      myhostname = $(hostname -f)
                   ^^^^^^^^^^^^^^ value-not-expandable
    `);
    expect(found?.message).toBe(
      '"$(hostname -f)" cannot be expanded. Each program that reads myhostname logs ' +
        '"attribute name syntax error at: "...hostname>>> -f"" and exits. ' +
        'Write the output of the command, because Postfix does not run commands.',
    );
  });

  test('marks it once, where it is, if several parameters refer to it', async () => {
    await lint(`
      own = \${a!}
            ^^^^^ value-not-expandable
      myorigin = $own
      mydestination = $own, $myorigin
    `);
  });

  test('is the only finding about a list of restrictions', async () => {
    const files = (value: string) => ({
      'main.cf': `compatibility_level = 3.11\nown = \${a!}\nsmtpd_relay_restrictions = ${value}\n`,
      'master.cf': 'smtp inet n - n - - smtpd\n',
    });
    for (const value of ['${x', '$own, permit_mynetworks']) {
      const found = (await findingsIn(files(value))).filter(({ severity }) => severity === 'error');
      expect(found.map(({ code }) => code)).toEqual(['value-not-expandable']);
    }
  });

  test('marks overrides', () =>
    lint({
      'main.cf': 'compatibility_level = 3.11\n',
      'master.cf': `
        a unix - - n - - smtp -o smtp_helo_name=\${x
                                                ^^^ value-not-expandable
      `,
    }).then(() => {}));

  test('marks parameters that refer to themselves', async () => {
    const [found] = await lint(`
      myorigin = $myorigin
      ^^^^^^^^^^^^^^^^^^^^ value-not-expandable
      mydomain = \${a?$b}
      ^^^^^^^^^^^^^^^^^^ value-not-expandable
      a = $b
      b = $a
    `);
    expect(found?.message).toBe(
      'The value of myorigin cannot be expanded. Each program that reads myorigin logs ' +
        `"unreasonable macro call nesting: "myorigin"" and exits. Remove the parameter's reference to itself.`,
    );
  });

  test.each([
    'myorigin = ${nothing?{$}:{a}}',
    'own = ${a!}',
    'mydestination = $myhostname, $$, ${x?a}, ${{a} == {b}}, $(mydomain)',
    'smtpd_reject_footer = 1 \\{x ${y!}',
    'a = $a',
    'myhostname = ${NAME}',
    'myorigin = {{ name }} ${x',
  ])('is silent about %s', async (line) => {
    await lint(`${line}\n`);
  });
});
