// The address in MAIL FROM and RCPT TO: extract_addr() (smtpd.c).

import { quoteLocal, unquoteLocal } from './addresses.ts';

export interface Envelope {
  /** In internal form. Undefined if smtpd does not accept the syntax. */
  readonly address: string | undefined;
}

/**
 * The address that smtpd understands, in internal form, from the text between the angle brackets. Undefined if smtpd
 * answers 501.
 */
export function envelopeAddress(text: string): string | undefined {
  if (!isBalanced(text)) return undefined;
  // A route of hosts before the address is ignored.
  const colon = text.startsWith('@') ? text.indexOf(':') : -1;
  const address = text.slice(colon + 1).trim();
  return unquoteLocal(address);
}

/** As a client writes it. */
export function externalForm(address: string): string {
  return address === '' ? '' : quoteLocal(address);
}

/** smtpd_token.c: a quote or angle bracket that does not end, and a backslash at the end, are errors. */
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
