// Compares no-relay-gate, gate-only-warns, and open-relay with the real smtpd: what it does with a stranger's mail to a
// domain that is not ours, and what the rules report for the same files.
import { expect, test } from 'vitest';
import {
  attempt,
  describeRunningPostfix,
  findPostfix,
  standardMasterCf,
  withPostfix,
} from '../postfix/harness';
import { findingsIn } from '../support/markers.ts';

/** smtpd exits, accepts the mail, or rejects it temporarily or permanently. */
type Deed = 'dies' | 'relays' | 'refuses';

/** What the rules report; if a relay check only warns, gate-only-warns says more than no-relay-gate. */
const findings: Readonly<Record<Deed, (text: string) => readonly string[]>> = {
  dies: (text) => [text.includes('warn_if_reject') ? 'gate-only-warns' : 'no-relay-gate'],
  relays: (text) => (text.includes('warn_if_reject') ? ['gate-only-warns', 'open-relay'] : ['open-relay']),
  refuses: () => [],
};
const codes = /^(no-relay-gate|gate-only-warns|open-relay)$/;

const relay = 'smtpd_relay_restrictions =';
const recipient = 'smtpd_recipient_restrictions =';
const cases: readonly (readonly [Deed, string])[] = [
  ['dies', ''],
  ['dies', `${recipient} permit_mynetworks`],
  ['dies', `${relay} permit_mynetworks, permit, reject`],
  ['dies', `${relay} warn_if_reject reject_unauth_destination`],
  ['dies', `smtpd_restriction_classes = a\na = permit, reject\n${relay} permit_mynetworks, a`],
  ['dies', `${relay} permit_mynetworks\nsmtpd_client_restrictions = permit_mynetworks, reject`],
  ['refuses', 'compatibility_level = 1'],
  ['refuses', `${recipient} reject_unauth_destination`],
  ['refuses', `${relay} permit_auth_destination, defer`],
  ['refuses', `${relay} permit_mynetworks, Reject`],
  ['refuses', `${relay} reject_rbl_client dnsbl.example.net, reject_unauth_destination`],
  [
    'refuses',
    `${relay} permit_sasl_authenticated, permit_tls_clientcerts, reject_unauth_destination, permit`,
  ],
  ['refuses', `${relay} permit_mynetwork, reject_unauth_destination`],
  [
    'refuses',
    `${relay} reject_rbl_client, reject_unauth_destination\n${recipient} reject_unauth_destination`,
  ],
  ['refuses', `mynetworks = !0.0.0.0/0\n${relay} permit_mynetworks, reject_unauth_destination`],
  ['refuses', `smtpd_restriction_classes = a\na = permit_mynetworks, reject\n${relay} a`],
  ['relays', `${relay} permit_mynetworks, reject_rbl_client, reject_unauth_destination`],
  ['relays', `${recipient} reject_rhsbl_sender reject_unauth_destination`],
  ['relays', `mynetworks = 127.0.0.0/8, 0.0.0.0/0\n${relay} permit_mynetworks, reject_unauth_destination`],
  ['relays', `smtpd_restriction_classes = a\na = permit\n${recipient} a, reject_unauth_destination`],
  ['relays', `${recipient} warn_if_reject reject_unauth_destination, reject_rbl_client, reject`],
];

describeRunningPostfix('the relay rules say what smtpd does', () => {
  test.each(cases)('%s: %s', async (deed, text) => {
    const mainCf = `${text.startsWith('mynetworks') ? '' : 'mynetworks = 127.0.0.0/8\n'}${text}\n`;
    const files = { 'main.cf': mainCf, 'master.cf': standardMasterCf };
    const found = await findingsIn(files, { version: findPostfix()?.version ?? '' });
    const said = found.filter(({ code, severity }) => codes.test(code) && severity === 'error');
    expect(said.map(({ code }) => code).sort()).toEqual(findings[deed](text));
    await withPostfix({ mainCf }, async (postfix) => {
      const mail = { client: '203.0.113.9', from: 'someone@example.org', to: 'user@example.net' };
      const signal = postfix.onceLogged();
      const reply = await attempt(postfix.port('smtp'), mail, { signal }).catch(() => undefined);
      expect(reply === undefined ? 'dies' : reply.code === 250 ? 'relays' : 'refuses').toBe(deed);
      if (deed === 'dies')
        await postfix.waitForLog(/smtpd\[\d+\]: fatal: in parameter smtpd_relay_restrictions/);
    });
  });
});
