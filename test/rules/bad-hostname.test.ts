import { describe, expect, test } from 'vitest';
import { hostnameProblem } from '../../server/src/syntax/hostname.ts';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('bad-hostname');

describe('bad-hostname', () => {
  test('marks the name', async () => {
    const [found] = await lint(`
      myhostname = mail..example.com
                   ^^^^^^^^^^^^^^^^^ bad-hostname
    `);
    expect(found?.message).toBe(
      '"mail..example.com" is not a valid host name (misplaced delimiter: mail..example.com). ' +
        'Every Postfix program that reads it exits with: "parameter myhostname: bad parameter value: mail..example.com". ' +
        'Use labels of letters, digits, and hyphens, separated by dots, as in mail.example.com.',
    );
  });

  test('marks a value in which a name is not defined', async () => {
    const [found] = await lint({
      'main.cf': `
        myhostname = $nosuch.example.com
                     ^^^^^^^^^^^^^^^^^^^ bad-hostname
      `,
      'master.cf': 'smtp inet n - n - - smtpd\n',
    });
    expect(found?.message).toBe(
      'nosuch is not defined, so the value is ".example.com", which is not a valid host name ' +
        '(misplaced delimiter: .example.com). ' +
        'Every Postfix program that reads it exits with: "parameter myhostname: bad parameter value: .example.com". ' +
        'Define nosuch, or write the name itself, as in mail.example.com.',
    );
  });

  test('marks it only where the name is used, and not if a script may replace the name', async () => {
    await lint(`
      myhostname = mail.$mydomain
      mydomain = $nosuch.example
                 ^^^^^^^^^^^^^^^ bad-hostname
    `);
    await lint('myhostname = $HOST_NAME.example.com\n');
    await lint('myhostname = mail$nosuch.example.com\n');
    await lint('nosuch =\nmyhostname = mail$nosuch.example.com\n');
  });

  test('marks a list, an address and a -o', () =>
    lint({
      'main.cf': `
        myhostname = a.example b.example
                     ^^^^^^^^^^^^^^^^^^^ bad-hostname
        mydomain = 192.0.2.1
                   ^^^^^^^^^ bad-hostname
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o myhostname=[192.0.2.1]
                        ^^^^^^^^^^^ bad-hostname
      `,
    }));

  test('reports nothing for valid names, also with an underscore, and for unknown values', async () => {
    await lint('myhostname = my_host.example.com\nmydomain = localdomain\n');
    await lint('myhostname = mail.$mydomain\nmydomain = xn--bcher-kva.example\n');
    await lint('myhostname = $of_the_template\n');
    await lint('myhostname =\n');
  });

  test.each([
    ['a.b', undefined],
    ['a_b', undefined],
    ['1a.2', undefined],
    ['10', 'numeric hostname: 10'],
    ['a.', 'misplaced delimiter: a.'],
    ['.a', 'misplaced delimiter: .a'],
    ['-a', 'misplaced hyphen: -a'],
    ['a-.b', 'misplaced hyphen: a-.b'],
    ['é.example', 'invalid character 195(decimal): é.example'],
    [`${'a'.repeat(64)}.b`, `hostname label too long: ${'a'.repeat(64)}.b`],
    ['', 'empty hostname'],
  ])('hostnameProblem(%j)', (name, problem) => {
    expect(hostnameProblem(name)).toBe(problem);
  });
});
