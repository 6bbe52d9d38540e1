// A word in a filter of SASL mechanisms that is the name of no mechanism (smtp_sasl_proto.c compares names).

import { literalPlace } from '../../edits/lists.ts';
import { valuesOfType } from '../../instance/read-values.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownSaslMechanism: Rule = {
  code: 'unknown-sasl-mechanism',
  title: 'SASL mechanism does not exist',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const filters = valuesOfType(instance, 'list').filter(({ name }) =>
      name.endsWith('_sasl_mechanism_filter'),
    );
    for (const value of filters) {
      for (const node of value.expanded.nodes) {
        const text = value.expanded.expansion.text.slice(node.start, node.end).replace(/^!+/, '');
        if (!/^[A-Za-z][\w-]*$/.test(text) || isMechanism(text)) continue;
        const likely = closest(text.toUpperCase(), usual);
        const place = literalPlace(instance, value.expanded, node);
        yield {
          at: value.locate(node),
          message:
            `There is no SASL mechanism named ${text}. ` +
            'Postfix uses only mechanisms whose names are in the list, so the word has no effect. ' +
            (likely === undefined ? 'The usual mechanisms are PLAIN and LOGIN.' : `Did you mean ${likely}?`),
          ...(place &&
            likely !== undefined && {
              fixes: [
                { title: `Change to ${likely}`, edits: [{ at: place, text: likely }], preferred: true },
              ],
            }),
        };
      }
    }
  },
};

const usual: readonly string[] = [
  'PLAIN',
  'LOGIN',
  'CRAM-MD5',
  'DIGEST-MD5',
  'GSSAPI',
  'XOAUTH2',
  'EXTERNAL',
];

/** Those registered with IANA, and those that servers offer without registration. */
function isMechanism(text: string): boolean {
  return /^(?:PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|GSS-SPNEGO|SPNEGO(?:-PLUS)?|GS2-[\w-]+|SCRAM-[\w-]+|EXTERNAL|ANONYMOUS|OTP|SKEY|SRP|KERBEROS_V[45]|SECURID|PASSDSS-[\w-]+|9798-[\w-]+|XOAUTH2?|OAUTH10A|OAUTHBEARER|OPENID20|SAML20|EAP-[\w-]+|ECDSA-[\w-]+|ECDH-[\w-]+|APOP|MSN|RPA|CLIENT-TOKEN|X-[\w-]+)$/i.test(
    text,
  );
}
