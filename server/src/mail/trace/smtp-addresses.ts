// The address in MAIL FROM and RCPT TO: smtpd_token.c and extract_addr() (smtpd.c).

import { addressesIn, internalize, isOperator, tokenize } from '../../syntax/tables/rfc822.ts';

/**
 * The address that smtpd understands, in internal form, from the text between the angle brackets. Undefined if smtpd
 * answers that its syntax is bad.
 * @param strict strict_rfc821_envelopes
 */
export function envelopeAddress(text: string, strict = false): string | undefined {
  if (!isBalanced(text)) return undefined;
  // A route of hosts before the address is ignored.
  const colon = text.startsWith('@') ? text.indexOf(':') : -1;
  const tokens = tokenize(text, colon + 1);
  const addresses = addressesIn(tokens);
  const [address = []] = addresses;
  if (addresses.length > 1) return undefined;
  const others = tokens.filter(
    (token) => !address.includes(token) && !isOperator(token, '<') && !isOperator(token, '>'),
  );
  const found = internalize(address);
  return strict && (others.length > 0 || found.startsWith('@')) ? undefined : found;
}

/** A quote or an angle bracket that does not end. */
function isBalanced(text: string): boolean {
  let inQuotes = false;
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '"') inQuotes = !inQuotes;
    else if (!inQuotes && c === '<') open++;
    else if (!inQuotes && c === '>' && open-- === 0) return false;
  }
  return !inQuotes && open === 0;
}
