import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('weak-tls-protocol');

describe('weak-tls-protocol', () => {
  test('marks lists that allow old protocols', async () => {
    const [found, optional] = await lint(`
      smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                      ^^^^^^^^^^^^^^ weak-tls-protocol
      smtpd_tls_protocols = >=TLSv1
                            ^^^^^^^ weak-tls-protocol information
      smtp_tls_mandatory_protocols = TLSv1.1 TLSv1.2
                                     ^^^^^^^^^^^^^^^ weak-tls-protocol information
    `);
    expect(found?.message).toBe(
      'smtpd_tls_mandatory_protocols still allows TLSv1 and TLSv1.1 where TLS is required. ' +
        'Clients that support nothing newer can use them, and Postfix logs no warning. Set it to >=TLSv1.2.',
    );
    expect(optional?.message).toMatch(
      / Set it to >=TLSv1\.2; such clients then send mail unencrypted, or not at all\.$/,
    );
  });

  test('marks words that are not protocols, and quotes what the server or the client logs', async () => {
    const [server, client] = await lint(`
      smtpd_tls_protocols = >=TLSv1.2, !TLSv9
                            ^^^^^^^^^^^^^^^^^ weak-tls-protocol
      smtp_tls_protocols = TLSv9
                           ^^^^^ weak-tls-protocol
    `);
    expect(server?.message).toContain(
      'warns: "Invalid TLS protocol list ">=TLSv1.2, !TLSv9": disabling TLS support"',
    );
    expect(client?.message).toContain('warns: "Invalid TLS protocol list "TLSv9": aborting TLS session"');
  });

  test.each(['>=TLSv1.2', '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1', 'TLSv1.2:TLSv1.3', '>=0x0303', '$nowhere', ''])(
    'reports nothing for %j',
    async (protocols) => {
      await lint(`smtp_tls_mandatory_protocols = ${protocols}\n`);
    },
  );

  test('reports nothing for a list that refers to another one, which is marked', () =>
    lint(`
      smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                      ^^^^^^^^^^^^^^ weak-tls-protocol
      tlsproxy_tls_mandatory_protocols = $smtpd_tls_mandatory_protocols
      lmtp_tls_mandatory_protocols = \${smtp_tls_mandatory_protocols}
    `));

  test('as a hint if no service has the level that the list is for', async () => {
    const lists = `
      smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                      ^^^^^^^^^^^^^^ weak-tls-protocol hint
      smtpd_tls_protocols = !SSLv2, !SSLv3
                            ^^^^^^^^^^^^^^ weak-tls-protocol information
      smtp_tls_mandatory_protocols = !SSLv2, !SSLv3
                                     ^^^^^^^^^^^^^^ weak-tls-protocol hint
      smtp_tls_protocols = !SSLv2, !SSLv3
                           ^^^^^^^^^^^^^^ weak-tls-protocol information
      lmtp_tls_mandatory_protocols = !SSLv2, !SSLv3
                                     ^^^^^^^^^^^^^^ weak-tls-protocol hint
      lmtp_tls_protocols = TLSv9
                           ^^^^^ weak-tls-protocol hint
      smtpd_tls_security_level = may
      smtp_tls_security_level = may
      lmtp_tls_security_level = none
`;
    const services = 'smtp inet n - n - - smtpd\nsmtp unix - - n - - smtp\nlmtp unix - - n - - lmtp\n';
    const [hint, ...others] = await lint({ 'main.cf': lists, 'master.cf': services });
    expect(hint?.message).toBe(
      'smtpd_tls_mandatory_protocols still allows TLSv1 and TLSv1.1 where TLS is required. ' +
        'Currently, no service uses this list, because no service has the TLS level that the list is for. ' +
        'Set it to >=TLSv1.2.',
    );
    expect(others.at(-1)?.message).toContain(
      'Postfix aborts each TLS session once a service uses the list and ',
    );
  });

  test('as a hint if the services that require TLS have another list', () =>
    lint({
      'main.cf': `
        smtpd_tls_security_level = may
        smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                        ^^^^^^^^^^^^^^ weak-tls-protocol hint
      `,
      'master.cf':
        'smtp inet n - n - - smtpd\n' +
        '587 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_mandatory_protocols=>=TLSv1.2\n',
    }));

  test('without master.cf, as a hint if main.cf does not set the level that the list is for', async () => {
    const lists = `
      lmtp_tls_mandatory_protocols = !SSLv2, !SSLv3
                                     ^^^^^^^^^^^^^^ weak-tls-protocol hint
      smtp_tls_mandatory_protocols = !SSLv2, !SSLv3
                                     ^^^^^^^^^^^^^^ weak-tls-protocol hint
      smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                      ^^^^^^^^^^^^^^ weak-tls-protocol information
      smtpd_tls_security_level = may
      smtp_tls_security_level = may
    `;
    const [hint] = await lint({ 'main.cf': lists });
    expect(hint?.message).toContain(
      'Unless master.cf changes the TLS level, no service uses this list: main.cf does not set the level that the list is for. ',
    );
    await lint({
      'main.cf': `
        lmtp_tls_security_level = encrypt
        lmtp_tls_mandatory_protocols = !SSLv2, !SSLv3
                                       ^^^^^^^^^^^^^^ weak-tls-protocol information
        smtpd_tls_security_level = encrypt
        smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                        ^^^^^^^^^^^^^^ weak-tls-protocol
        smtp_tls_policy_maps = hash:/etc/postfix/tls_policy
        smtp_tls_mandatory_protocols = !SSLv2, !SSLv3
                                       ^^^^^^^^^^^^^^ weak-tls-protocol information
      `,
    });
  });

  test('marks a list for optional TLS if a service requires TLS, and the default allows more there', async () => {
    const submission = '587 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt';
    const text = 'smtpd_tls_security_level = may\nsmtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n';
    const files = { 'main.cf': text, 'master.cf': `smtp inet n - n - - smtpd\n${submission}\n` };
    const [found] = await lint({
      ...files,
      'main.cf': `${text}^^^^^^^^^^^^^^^^^^^ weak-tls-protocol information\n`,
    });
    expect(found?.message).toBe(
      'smtpd_tls_protocols applies only where TLS is optional. ' +
        '587/inet requires TLS and uses smtpd_tls_mandatory_protocols, whose default still allows TLSv1 and TLSv1.1. ' +
        'Set smtpd_tls_mandatory_protocols = >=TLSv1.2.',
    );
    await lint({ ...files, 'master.cf': 'smtp inet n - n - - smtpd\n' });
    await lint({
      ...files,
      'master.cf': `${submission} -o smtpd_tls_mandatory_protocols=$smtpd_tls_protocols\n`,
    });
    await lint({ ...files, 'main.cf': `${text}smtpd_tls_mandatory_protocols = >=TLSv1.2\n` });
    await lint({ ...files, 'main.cf': `${text}inet_interfaces = loopback-only\n` });
  });

  test('one service, a policy table, or dane is enough to use the list', async () => {
    const list = (name: string, severity = '') =>
      `${name} = !SSLv2, !SSLv3\n${' '.repeat(name.length + 3)}^^^^^^^^^^^^^^ weak-tls-protocol${severity}\n`;
    await lint({
      'main.cf': `smtpd_tls_security_level = may\n${list('smtpd_tls_mandatory_protocols')}`,
      'master.cf': 'smtp inet n - n - - smtpd\n465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n',
    });
    for (const setting of [
      'smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\nsmtp_tls_security_level = may\n',
      'smtp_tls_security_level = dane\n',
      'smtp_tls_security_level = secure\n',
      'smtp_tls_security_level =\nsmtp_enforce_tls = yes\n',
      'smtp_tls_security_level = $level_of_site\n',
    ])
      await lint({
        'main.cf': setting + list('smtp_tls_mandatory_protocols', ' information'),
        'master.cf': 'smtp unix - - n - - smtp\n',
      });
  });

  test('reports nothing for a list without current protocols, which another rule reports', () =>
    lint('smtp_tls_protocols = TLSv1\n'));

  test('the fix suits the release', async () => {
    const text = 'smtp_tls_protocols = !SSLv2, !SSLv3\n';
    expect(await applyFix(text)).toBe('smtp_tls_protocols = >=TLSv1.2\n');
    expect(await applyFix(text, undefined, { version: '3.5' })).toBe(
      'smtp_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n',
    );
  });

  test('names the release that a bound needs', async () => {
    const text =
      'smtp_tls_mandatory_protocols = >=TLSv1.2\n                               ^^^^^^^^^ weak-tls-protocol\n';
    const [found] = await lint(text, { version: '3.5' });
    expect(found?.message).toContain(
      'smtp_tls_mandatory_protocols contains ">=TLSv1.2", but >= needs Postfix 3.6 or later. ',
    );
  });
});
