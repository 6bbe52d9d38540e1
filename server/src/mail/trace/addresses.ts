// The forms of an address: internal (without quotes), in which programs compare it, and external (with quotes), in which
// it is rewritten and looked up (quote_822_local.c, strip_addr.c, split_addr.c).

/** The local part in quotes, unless it is a sequence of atoms with dots between them. */
export function quoteLocal(address: string, isBareLocalPart = false): string {
  const { start, end } = localPart(address, isBareLocalPart);
  const local = address.slice(start, end);
  return isDotString(local)
    ? address
    : `${address.slice(0, start)}"${local.replace(/["\\\r]/g, '\\$&')}"${address.slice(end)}`;
}

/** A source route is not part of the local part. */
function localPart(address: string, isBareLocalPart: boolean): { start: number; end: number } {
  const colon = address.startsWith('@') ? address.indexOf(':') : -1;
  const start = colon + 1;
  const at = isBareLocalPart ? -1 : address.lastIndexOf('@');
  return { start, end: at < start ? address.length : at };
}

function isDotString(local: string): boolean {
  return local !== '' && !/^\.|\.\.|\.$|[\0-\x1f\x7f ()<>@,;:\\"[\]]/.test(local);
}

/** Removes the quotes and escapes of the local part. */
export function unquoteLocal(address: string): string {
  const colon = address.startsWith('@') ? address.indexOf(':') : -1;
  let result = address.slice(0, colon + 1);
  let inQuotes = false;
  // The last `@` outside of quotes: in the result, and in the address.
  let at: { readonly length: number; readonly from: number } | undefined;
  for (let i = colon + 1; i < address.length; i++) {
    const c = address.charAt(i);
    if (c === '"') {
      inQuotes = !inQuotes;
      continue;
    }
    if (c === '@' && !inQuotes) at = { length: result.length, from: i };
    else if (c === '\\') {
      if (i + 1 === address.length) continue;
      i++;
    }
    result += address.charAt(i);
  }
  return at === undefined ? result : result.slice(0, at.length) + address.slice(at.from);
}

export interface Extension {
  /** The address without the extension. */
  readonly bare: string;
  /** The extension, with its delimiter. */
  readonly extension: string;
}

export interface ExtensionRules {
  /** recipient_delimiter */
  readonly delimiters: string;
  /** double_bounce_sender */
  readonly doubleBounce: string;
  /** owner_request_special */
  readonly ownerRequest: boolean;
}

/** Undefined for an address without an extension. */
export function splitExtension(address: string, rules: ExtensionRules): Extension | undefined {
  const at = address.lastIndexOf('@');
  const local = at < 0 ? address : address.slice(0, at);
  const length = [...local].findIndex((c) => rules.delimiters.includes(c));
  if (length <= 0 || isWhole(local, rules)) return undefined;
  const start = [...local].slice(0, length).join('').length;
  return {
    bare: local.slice(0, start) + (at < 0 ? '' : address.slice(at)),
    extension: local.slice(start),
  };
}

/** Names that Postfix never splits. */
function isWhole(local: string, { delimiters, doubleBounce, ownerRequest }: ExtensionRules): boolean {
  if (/^(?:postmaster|mailer-daemon)$/i.test(local)) return true;
  if (local.toLowerCase() === doubleBounce.toLowerCase()) return true;
  return delimiters.includes('-') && ownerRequest && /^owner-|.-request$/i.test(local);
}

/** The text after the last `@`; undefined if there is none. */
export function domainOf(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  return at < 0 ? undefined : address.slice(at + 1);
}
