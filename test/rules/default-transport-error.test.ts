import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('default-transport-error');

describe('default-transport-error', () => {
  test('marks the setting beside a relay host', async () => {
    const [found] = await lint(`
      relayhost = [relay.example.com]
      default_transport = error
      ^^^^^^^^^^^^^^^^^^^^^^^^^ default-transport-error
      relay_transport = error
    `);
    expect(found?.message).toBe(
      'default_transport = error returns all mail to other hosts, so the relay host [relay.example.com] is never used. ' +
        'Postfix rejects or returns the mail, and gives the name of the relay host as the reason. ' +
        'Set default_transport = smtp, or remove relayhost if this host should not send mail.',
    );
  });

  test('marks the setting if users can log in', async () => {
    const main = 'default_transport = error\n';
    const submission = 'submission inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes\n';
    const [found] = await lint({
      'main.cf': `${main}^^^^^^^^^^^^^^^^^^^^^^^^^ default-transport-error information\n`,
      'master.cf': submission,
    });
    expect(found?.message).toBe(
      'default_transport = error returns all mail to other hosts, although users can log in to send mail. ' +
        'smtpd rejects the recipients of such mail. ' +
        'Set default_transport = smtp, unless users write only to each other.',
    );
    const mainCf = `${main}transport_maps = hash:/etc/postfix/transport\n`;
    await lint({ 'main.cf': mainCf, 'master.cf': submission });
  });

  test.each([
    'default_transport = error\n',
    'relayhost =\ndefault_transport = error\n',
    'relayhost = [relay.example.com]\ndefault_transport = error:no mail to other hosts\n',
    'relayhost = [relay.example.com]\ndefault_transport = smtp\n',
    'relayhost = [relay.example.com]\ndefault_transport = error\ntransport_maps = hash:/etc/postfix/transport\n',
    'relayhost = [relay.example.com]\ndefault_transport = error\nrelay_domains = example.com\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix delivers to the relay host', async () => {
    expect(await applyFix('relayhost = [relay.example.com]\ndefault_transport = error\n')).toBe(
      'relayhost = [relay.example.com]\ndefault_transport = smtp\n',
    );
  });
});
