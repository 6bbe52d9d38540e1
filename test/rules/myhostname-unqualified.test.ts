import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('myhostname-unqualified');

describe('myhostname-unqualified', () => {
  test('marks a name without a domain', async () => {
    const [found] = await lint('myhostname = mail\n             ^^^^ myhostname-unqualified\n');
    expect(found?.message).toBe(
      '"mail" has no domain. ' +
        'The SMTP client greets other servers with this name, and many servers reject mail from clients that send such a name. ' +
        'Write the name that this host has in DNS, such as mail.example.com.',
    );
  });

  test.each(['localhost', 'localhost.localdomain', 'LocalHost'])('marks %s', async (name) => {
    const [found] = await lint(
      `myhostname = ${name}\n             ${'^'.repeat(name.length)} myhostname-unqualified\n`,
    );
    expect(found?.message).toContain(
      `${name} is the name of every host, so it does not identify this host. `,
    );
  });

  test.each([
    'myhostname = mail.example.com\n',
    'myhostname = mail.$mydomain\nmydomain = example.com\n',
    'myhostname = $name_of_site\n',
    'myhostname = 10\n',
    'myhostname = mail # of the office\n',
    'myhostname = HOSTNAME\n',
    'myhostname =\n',
    'mydomain = localdomain\n',
    '',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test.each(['myserverdomainname', 'your-hostname', 'changeme'])('%s is a name to fill in', async (name) => {
    await lint(`
      myhostname = ${name}
                   ${'^'.repeat(name.length)} myhostname-unqualified information
    `);
  });

  test('as information with a relay host, which may accept any name', async () => {
    const [found] = await lint(`
      myhostname = mail
                   ^^^^ myhostname-unqualified information
      relayhost = [relay.example.net]
    `);
    expect(found?.message).toContain('The SMTP client greets the relay host with this name, ');
  });

  test('suggests no name such as example.example.com', async () => {
    const [found] = await lint(`
      myhostname = example
                   ^^^^^^^ myhostname-unqualified
      mydomain = example.com
    `);
    expect(found?.message).toContain('such as mail.example.com');
  });

  test('reports nothing for a separate service', () =>
    lint({ 'main.cf': '', 'master.cf': '10025 inet n - n - - smtpd -o myhostname=localhost\n' }));

  test('the fix adds the domain', async () => {
    expect(await applyFix('myhostname = mail\nmydomain = example.com\n')).toBe(
      'myhostname = mail.example.com\nmydomain = example.com\n',
    );
    expect(await fixTitles('myhostname = mail\n')).toEqual([]);
  });
});
