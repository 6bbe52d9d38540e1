import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('smtps-without-wrappermode');

const masterCf = `
smtp  unix - - n - - smtp
smtps unix - - n - - smtp -o smtp_tls_wrappermode=yes -o smtp_tls_security_level=encrypt
`.trimStart();

describe('smtps-without-wrappermode', () => {
  test('marks port 465 without wrapper mode', async () => {
    const [found] = await lint({
      'main.cf': `
        relayhost = [smtp.example.com]:465
                    ^^^^^^^^^^^^^^^^^^^^^^ smtps-without-wrappermode
      `,
      'master.cf': masterCf,
    });
    expect(found?.message).toBe(
      'The server at [smtp.example.com]:465 expects TLS from the first byte, but smtp_tls_wrappermode is off. ' +
        'The client waits for a greeting that never comes, and logs: "SMTPS wrappermode (TCP port 465) requires ' +
        'setting "smtp_tls_wrappermode = yes", and "smtp_tls_security_level = encrypt" (or stronger)". ' +
        'Set smtp_tls_wrappermode = yes and smtp_tls_security_level = encrypt.',
    );
  });

  test('as information without master.cf, in which the service may have the settings', () =>
    lint({
      'main.cf': `
        relayhost = [smtp.example.com]:465
                    ^^^^^^^^^^^^^^^^^^^^^^ smtps-without-wrappermode information
      `,
    }));

  test('names only the parameter that is missing', async () => {
    const [found] = await lint({
      'main.cf': `
        smtp_tls_security_level = encrypt
        relayhost = [smtp.example.com]:465
                    ^^^^^^^^^^^^^^^^^^^^^^ smtps-without-wrappermode
      `,
      'master.cf': masterCf,
    });
    expect(found?.message).toMatch(/\. Set smtp_tls_wrappermode = yes\.$/);
  });

  test('marks wrapper mode without mandatory TLS, in main.cf and in transport tables', () =>
    lint({
      'main.cf': `
        smtp_tls_wrappermode = yes
        relayhost = [smtp.example.com]:submissions
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ smtps-without-wrappermode
        transport_maps = hash:/etc/postfix/transport
      `,
      'master.cf': masterCf,
      transport: `
        example.com smtp:[mail.example.com]:465
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ smtps-without-wrappermode
        example.net smtps:[mail.example.com]:465
        example.org smtp:[mail.example.com]:587
      `,
    }));

  test('reports nothing if the delivery service has the settings, or a policy table may have them', async () => {
    await lint({
      'main.cf': 'default_transport = smtps\nrelayhost = [smtp.example.com]:465\n',
      'master.cf': masterCf,
    });
    await lint({
      'main.cf': `smtp_tls_wrappermode = yes
smtp_tls_policy_maps = hash:/etc/postfix/policy
relayhost = [smtp.example.com]:465
`,
      'master.cf': masterCf,
    });
    await lint({ 'main.cf': 'relayhost = [smtp.example.com]:587\n', 'master.cf': masterCf });
  });

  test('the fix sets both parameters', async () => {
    const files = { 'main.cf': 'relayhost = [smtp.example.com]:465\nbiff = no\n', 'master.cf': masterCf };
    expect((await applyFix(files))['main.cf']).toBe(
      'relayhost = [smtp.example.com]:465\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\nbiff = no\n',
    );
    const may = 'smtp_tls_security_level = may\nrelayhost = [smtp.example.com]:465';
    expect((await applyFix({ ...files, 'main.cf': may }))['main.cf']).toBe(
      'smtp_tls_security_level = encrypt\nrelayhost = [smtp.example.com]:465\nsmtp_tls_wrappermode = yes\n',
    );
  });
});
