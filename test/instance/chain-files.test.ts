// The files with keys and certificates, in main.cf and in services.
import { expect, test } from 'vitest';
import { chainFilePaths, chainFiles } from '../../server/src/instance/chain-files.ts';
import { instanceOf } from './support.ts';

const main =
  'smtpd_tls_chain_files = /a.pem, /b.pem\nsmtp_tls_chain_files = $own\nown = /c.pem relative.pem\n' +
  'lmtp_tls_chain_files = /d.pem\ntlsproxy_tls_chain_files = /e.pem\ntlsproxy_client_chain_files = /f.pem\n' +
  'smtp_tls_cert_file = /x.pem\n';
const master =
  'smtp inet n - n - - smtpd\n587 inet n - n - - smtpd -o smtpd_tls_chain_files=/g.pem -o smtp_tls_cert_file=/y.pem\n' +
  '25 inet n - n - - postscreen -o postscreen_tls_chain_files=/h.pem\n';

test('the settings of main.cf come first, in the order of their programs', () => {
  const found = chainFiles(instanceOf({ main, master }));
  expect(
    found.map(({ parameter, service, value }) => [parameter, service?.name, value.expansion.text]),
  ).toEqual([
    ['smtpd_tls_chain_files', undefined, '/a.pem, /b.pem'],
    ['smtp_tls_chain_files', undefined, '/c.pem relative.pem'],
    ['lmtp_tls_chain_files', undefined, '/d.pem'],
    ['tlsproxy_tls_chain_files', undefined, '/e.pem'],
    ['tlsproxy_client_chain_files', undefined, '/f.pem'],
    ['smtpd_tls_chain_files', '587', '/g.pem'],
  ]);
  expect(found.every((each) => 'service' in each === (each.service !== undefined))).toBe(true);
});

test('their paths are the absolute ones', () => {
  expect(chainFilePaths(instanceOf({ main: 'smtp_tls_chain_files = /a.pem, b.pem\n' }))).toEqual(['/a.pem']);
});

test('releases without such files have none', () => {
  expect(chainFiles(instanceOf({ main, master, version: '3.3' }))).toEqual([]);
});
