import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('client-cert-not-requested');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('client-cert-not-requested', () => {
  test('certificates that the server does not request', async () => {
    const [found] = await lint({
      'main.cf': `
        compatibility_level = 3.6
        smtpd_relay_restrictions = permit_mynetworks, permit_tls_clientcerts, reject_unauth_destination
                                                      ^^^^^^^^^^^^^^^^^^^^^^ client-cert-not-requested
        smtpd_client_restrictions = permit_tls_all_clientcerts
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^ client-cert-not-requested
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'permit_tls_clientcerts needs a client certificate, but smtpd does not request one in service smtp/inet. ' +
        'The restriction never matches, and smtpd logs: "permit_tls_clientcerts is requested, but "smtpd_tls_ask_ccert = no"". ' +
        'Set smtpd_tls_ask_ccert = yes.',
    );
  });

  test.each(['smtpd_tls_ask_ccert', 'smtpd_tls_req_ccert'])('reports nothing with %s', async (name) => {
    await lint({
      'main.cf': `compatibility_level = 3.6\n${name} = yes\nsmtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n`,
      'master.cf': smtp,
    });
  });

  test('reports nothing if each service that uses the list requests certificates', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\nsmtpd_client_restrictions = permit_tls_clientcerts\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_client_restrictions=
        submission inet n - n - - smtpd
          -o smtpd_tls_ask_ccert=yes
      `,
    }));

  test('the fix requests certificates', async () => {
    const list = 'smtpd_client_restrictions = permit_tls_clientcerts\n';
    const tls = 'smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/postfix/chain.pem\n';
    expect(
      (await applyFix({ 'main.cf': `${tls}smtpd_tls_ask_ccert = no\n${list}`, 'master.cf': smtp }))[
        'main.cf'
      ],
    ).toBe(`${tls}smtpd_tls_ask_ccert = yes\n${list}`);
    expect((await applyFix({ 'main.cf': tls + list, 'master.cf': smtp }))['main.cf']).toBe(
      `${tls}${list}smtpd_tls_ask_ccert = yes\n`,
    );
  });
});
