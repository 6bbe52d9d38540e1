import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('unbalanced-braces');
const withServices = (masterCf: string) => ({
  'main.cf': 'compatibility_level = 3.11\n',
  'master.cf': masterCf,
});

describe('unbalanced-braces', () => {
  test('marks arguments of services', async () => {
    const found = await lint(
      withServices(`
        a inet n - n - - smtpd -o { myorigin = a }x -v
                                  ^^^^^^^^^^^^^^^^^ unbalanced-braces
        b unix - n n - - pipe user=a argv=/b { a b }x { c }
                                             ^^^^^^^^ unbalanced-braces
        c unix - n n - - pipe user=a argv=/b { a b
                                             ^^^^^ unbalanced-braces
        d inet n - n - - smtpd -o {myorigin=a -o mydomain=b
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^ unbalanced-braces
        e unix - n n - - unknown { a { b }
                                 ^^^^^^^^^ unbalanced-braces
      `),
    );
    expect(found.slice(0, 3).map(({ message }) => message)).toEqual([
      '"{ myorigin = a }x" has text after its closing brace. ' +
        `Postfix does not start, because master exits with: "syntax error after '}' in "{ myorigin = a }x"". ` +
        'Move the text into the braces, or put a space before it.',
      '"{ a b }x" has text after its closing brace. ' +
        `Postfix does not start, because master exits with: "syntax error after '}' in "{ a b }x"". ` +
        'Move the text into the braces, or put a space before it.',
      '"{ a b" has no closing brace. ' +
        `Postfix does not start, because master exits with: "missing '}' in "{ a b"". ` +
        'Add a } at the end.',
    ]);
  });

  test('marks words of environments', async () => {
    const found = await lint(`
      import_environment = TZ { A=b }x, B=c
                              ^^^^^^^^ unbalanced-braces
      export_environment = TZ {A={b}
                              ^^^^^^ unbalanced-braces
    `);
    expect(found.map(({ message }) => message)).toEqual([
      '"{ A=b }x" has text after its closing brace. ' +
        `Postfix does not start, because its programs exit with: "import_environment: syntax error after '}' in "{ A=b }x"". ` +
        'Move the text into the braces, or put a space before it.',
      '"{A={b}" has no closing brace. ' +
        `Programs that run commands, such as pipe, exit with: "export_environment: missing '}' in "{A={b}"". ` +
        'Add a } at the end.',
    ]);
  });

  test('marks Milters, policy servers, and their settings', async () => {
    const found = await lint(`
      smtpd_milters = { inet:127.0.0.1:1 }x, inet:127.0.0.1:2
                      ^^^^^^^^^^^^^^^^^^^^^ unbalanced-braces
      non_smtpd_milters = { inet:127.0.0.1:1, {default_action=accept}x }
                                              ^^^^^^^^^^^^^^^^^^^^^^^^ unbalanced-braces
      smtpd_client_restrictions = check_policy_service { inet:127.0.0.1:1, timeout=1s }x
                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unbalanced-braces
      smtpd_helo_restrictions = check_policy_service { inet:127.0.0.1:1, {timeout=1s}x }
                                                                         ^^^^^^^^^^^^^ unbalanced-braces
    `);
    expect(found.map(({ message }) => /exits with: (.*)\. [AM]/.exec(message)?.[1])).toEqual([
      `"milter service syntax error: syntax error after '}' in "{ inet:127.0.0.1:1 }x""`,
      `"syntax error after '}' in "{default_action=accept}x" in "default_action=accept""`,
      '"policy service syntax error:  inet:127.0.0.1:1, timeout=1s "',
      `"syntax error after '}' in "{timeout=1s}x" in "timeout=1s""`,
    ]);
  });

  test.each([
    'import_environment = TZ { A=b }, {C=d {e}}, x}',
    'export_environment = A={b}x B={c',
    'smtpd_milters = { inet:127.0.0.1:1, {default_action=accept}, { connect_timeout = 5s } }',
    'smtpd_client_restrictions = check_policy_service { inet:127.0.0.1:1, timeout=1s }, permit',
    'mydestination = {a',
  ])('is silent about %s', async (line) => {
    await lint(`${line}\n`);
  });

  test('is silent about balanced arguments, and braces inside words', () =>
    lint(
      withServices(`
        a inet n - n - - smtpd -o { myorigin = a } -o{myorigin=b}x -o mydomain={c
        b unix - n n - - pipe user=a argv=/b { a b } {c} d} e{ f {}
      `),
    ));

  test('is silent before Postfix 3.0, which does not read braces', () =>
    lint(withServices('b unix - n n - - pipe user=a argv=/b { a b\n'), { version: '2.11' }));

  test('the fix adds the brace', async () => {
    const open = withServices('b unix - n n - - pipe user=a argv=/b { a b \n');
    expect(await applyFix(open)).toEqual(withServices('b unix - n n - - pipe user=a argv=/b { a b } \n'));
    expect(await applyFix('import_environment = {A=b\n')).toBe('import_environment = {A=b}\n');
    expect(await fixTitles(withServices('d inet n - n - - smtpd -o {a=b -o c=d\n'))).toEqual([]);
    expect(await fixTitles('import_environment = {A=b}x\n')).toEqual([]);
  });
});
