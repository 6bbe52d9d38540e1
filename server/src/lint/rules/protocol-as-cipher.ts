// A word in a list of excluded ciphers that is the name of a protocol, or misspelled (tls_misc.c passes each to OpenSSL
// as `!word`).

import { literalPlace } from '../../edits/lists.ts';
import type { Instance } from '../../instance/instance.ts';
import { listsOf, type ReadValue } from '../../instance/read-values.ts';
import { readProtocols, type Version } from '../../mail/tls-protocols.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const protocolAsCipher: Rule = {
  code: 'protocol-as-cipher',
  title: 'Word in a cipher list is not a cipher',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of listsOf(instance, 'cipher')) {
      if (!value.name.endsWith('_exclude_ciphers')) continue;
      for (const node of value.expanded.nodes) {
        const text = value.expanded.expansion.text.slice(node.start, node.end);
        const at = value.locate(node);
        if (protocols.test(text)) yield { at, ...ofProtocol(instance, value, text) };
        else if (/^[A-Za-z][A-Za-z0-9]*$/.test(text) && !isKnown(text)) {
          const likely = closest(text, known);
          if (likely === undefined || likely.length !== text.length || text.length > 4) continue;
          // A list that already has the word needs no other. It names what OpenSSL never had, such as RC5.
          const { text: list } = value.expanded.expansion;
          if (list.split(/[\s,:]+/).some((word) => word.toLowerCase() === likely.toLowerCase())) continue;
          const place = literalPlace(instance, value.expanded, node);
          yield {
            at,
            message:
              `OpenSSL has no cipher named ${text}. ` +
              'It ignores the word without a warning, so this word excludes nothing. ' +
              `Did you mean ${likely}?`,
            ...(place && {
              fixes: [
                { title: `Change to ${likely}`, edits: [{ at: place, text: likely }], preferred: true },
              ],
            }),
          };
        }
      }
    }
  },
};

const protocols = /^(?:SSLv[23]|TLSv1(?:[._][0-3])?)$/i;

function ofProtocol(
  instance: Instance,
  { name, service }: ReadValue,
  text: string,
): Pick<Finding, 'message' | 'severity'> {
  const list = name.replace('exclude_ciphers', 'protocols').replace('_mandatory_mandatory', '_mandatory');
  const protocols = readProtocols(instance.expanded(list, service)?.text ?? '', instance.release);
  const isOff = protocols !== undefined && !protocols.enabled.some((each) => isSameProtocol(each, text));
  // OpenSSL names the ciphers that it has had since SSL 3 and TLS 1.0 by these words; others match nothing.
  const excludes = /^(?:SSLv3|TLSv1|TLSv1\.[02])$/i.test(text);
  return {
    ...(excludes ? {} : { severity: 'information' as const }),
    message:
      `${text} is a protocol, not a cipher. ` +
      (excludes
        ? 'It does not turn the protocol off, but excludes all ciphers that were introduced with it, although later protocols use them too. '
        : 'No cipher has this name, so the word has no effect. ') +
      (isOff ? `Remove the word: ${list} already turns ${text} off.` : `Exclude protocols in ${list}.`),
  };
}

function isSameProtocol(version: Version, text: string): boolean {
  const name = text.replace('_', '.').replace(/\.0$/, '');
  return version.toLowerCase() === name.toLowerCase();
}

/** The names of groups of ciphers in OpenSSL, past and present. */
const known: readonly string[] =
  `ALL HIGH MEDIUM LOW EXPORT EXP EXPORT40 EXPORT56 NULL eNULL aNULL DEFAULT CBC FIPS
  DES 3DES RC2 RC4 IDEA SEED AES AES128 AES256 AESGCM AESCCM AESCCM8 CAMELLIA CAMELLIA128 CAMELLIA256 ARIA ARIA128
  ARIA256 ARIAGCM CHACHA20 MD5 SHA SHA1 SHA256 SHA384 RSA kRSA aRSA DH DHE kDHE EDH kEDH ADH kDH kDHd kDHr aDH DSS
  aDSS ECDH kECDH kECDHe kECDHr aECDH ECDHE kECDHE EECDH kEECDH AECDH ECDSA aECDSA PSK kPSK aPSK RSAPSK kRSAPSK
  DHEPSK kDHEPSK ECDHEPSK kECDHEPSK SRP kSRP aSRP KRB5 kKRB5 aKRB5 FZA kFZA aFZA eFZA GOST kGOST aGOST aGOST01
  aGOST94 aGOST12 GOST89 GOST94 GOST89MAC GOST12 SUITEB128 SUITEB192`.split(/\s+/);

const folded: ReadonlySet<string> = new Set(known.map((word) => word.toLowerCase()));

function isKnown(text: string): boolean {
  return folded.has(text.toLowerCase());
}
