import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('smtp-smuggling');

describe('smtp-smuggling', () => {
  test('marks the value that turns the protection off', async () => {
    const [found] = await lint(`
      smtpd_forbid_bare_newline = no
                                  ^^ smtp-smuggling
    `);
    expect(found?.message).toContain('Write normalize.');
  });

  test('reports nothing for other values, for a default, and for a loopback service', async () => {
    for (const word of ['yes', 'normalize', 'note', 'reject', '$nowhere'])
      await lint(`smtpd_forbid_bare_newline = ${word}\n`);
    await lint('biff = no\n');
    await lint({
      'main.cf': 'biff = no\n',
      'master.cf': '127.0.0.1:10025 inet n - n - - smtpd -o smtpd_forbid_bare_newline=no\n',
    });
  });

  test.each(['3.5.23', '3.6.13', '3.7.9', '3.8.4'])('in %s, the parameter is a boolean', async (version) => {
    const [found] = await lint(
      `
        smtpd_forbid_bare_newline = no
                                    ^^ smtp-smuggling
      `,
      { version },
    );
    expect(found?.message).toContain('Write yes.');
  });

  test('the fix turns the protection on', async () => {
    expect(await applyFix('smtpd_forbid_bare_newline = no\n')).toBe(
      'smtpd_forbid_bare_newline = normalize\n',
    );
  });
});
