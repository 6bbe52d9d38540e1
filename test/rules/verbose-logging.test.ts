import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('verbose-logging');

describe('verbose-logging', () => {
  test('marks log levels and options for debugging', async () => {
    const [level, option] = await lint({
      'main.cf': `
        smtp_tls_loglevel = 4
                            ^ verbose-logging
        smtpd_tls_loglevel = 1
      `,
      'master.cf': `
        smtp inet n - n - - smtpd -v -o syslog_name=in
                                  ^^ verbose-logging
        qmgr unix n - n 300 1 qmgr -vv
                                   ^^^ verbose-logging
        pickup unix n - n 60 1 pickup
      `,
    });
    expect(level?.message).toBe(
      'smtp_tls_loglevel = 4 is for debugging TLS. ' +
        'Postfix logs the bytes of each TLS handshake, which fills the log and slows down busy servers. ' +
        'Set it to 1, which logs a summary of each connection.',
    );
    expect(option?.message).toContain('including every SMTP command');
  });

  test.each(['smtpd_tls_loglevel = 2\n', 'smtpd_tls_loglevel = summary\n', 'debug_peer_level = 3\n'])(
    'reports nothing for %j',
    async (text) => {
      await lint(text);
    },
  );

  test('marks a list of peers', () =>
    lint(`
      debug_peer_list = 192.0.2.1
                        ^^^^^^^^^ verbose-logging
    `));
});
