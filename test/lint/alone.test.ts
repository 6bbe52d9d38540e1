// main.cf or master.cf without the other, as in a repository that has only one of them. The settings of the missing
// file are unknown, so its defaults must not be reported.
import { expect, test } from 'vitest';
import { findingsIn } from '../support/markers.ts';

const masterCf = `
smtp       inet n - y - 1 postscreen
smtpd      pass - - y - - smtpd
submission inet n - y - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=$mua_client_restrictions
  -o smtpd_sender_restrictions=reject_sender_login_mismatch,permit
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,permit
  -o own_name=1
smtps      inet n - y - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_tls_security_level=may
  -o smtpd_sasl_auth_enable=yes
relay      unix - - y - - smtp
  -o smtp_sasl_password_maps=proxy:mysql:/etc/postfix/passwords.cf
`;

test('master.cf without main.cf', async () => {
  expect(await linesOf({ 'master.cf': masterCf })).toEqual([
    '9 unknown-override information',
    '10 submission-without-login information',
  ]);
});

test('the same with a main.cf without settings', async () => {
  const found = await linesOf({ 'main.cf': 'compatibility_level = 0\n', 'master.cf': masterCf });
  for (const code of [
    'no-relay-gate',
    'tls-without-certificate',
    'undefined-reference',
    'proxy-not-approved',
  ])
    expect(found.join('\n')).toContain(code);
});

test('main.cf without master.cf', async () => {
  const mainCf = `
compatibility_level = 3.11
dovecot_destination_recipient_limit = 1
relay_destination_concurrency_limit = 2
policy_time_limit = 3600s
own_name = 192.0.2.0/24
submission_helo_restrictions = permit
smtpd_client_restrictions = $set_by_the_service
`;
  expect(await linesOf({ 'main.cf': mainCf })).toEqual([
    '5 unknown-parameter information',
    '7 undefined-reference information',
  ]);
});

async function linesOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const found = await findingsIn(files, { version: '3.11' });
  return found.map(({ line, code, severity }) => `${line} ${code} ${severity}`);
}
