// A source address that the SMTP client cannot bind to (smtp_connect.c, smtp_connect_addr).

import type { ReadValue } from '../../instance/read-values.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const badBindAddress: Rule = {
  code: 'bad-bind-address',
  title: 'Source address for outgoing mail is not an IP address',
  severity: 'error',
  values: {
    *address(value) {
      const { name, text } = value;
      if (!/^(?:smtp|lmtp)_bind_address6?$/.test(name) || text === undefined || text === '') return;
      const finding = check(value, text);
      if (finding !== undefined) yield finding;
    },
  },
};

function check(value: ReadValue, text: string): Finding | undefined {
  const { name } = value;
  const [client = 'smtp'] = name.split('_');
  const inBrackets = /^\[([^\]]*)\]$/.exec(text)?.[1];
  const address = inBrackets ?? text;
  if (isAddress(address)) return otherFamily(value, address);
  const isMalformed = text.startsWith('[') && inBrackets === undefined;
  const instead = withoutPort(text);
  const at = value.locate();
  return {
    at,
    message:
      `${name} must be a single ${name.endsWith('6') ? 'IPv6' : 'IPv4'} address, not "${text}". ` +
      `${client} delivers nothing, because it exits each time it connects: ${logText(
        isMalformed
          ? `smtp_connect_addr: malformed ${name} parameter: ${text}`
          : `smtp_connect_addr: bad ${name} parameter: ${address}: Name or service not known`,
      )}. ` +
      `Write ${instead ?? 'one address of this host'}.`,
    ...(instead !== undefined && value.isLiteral
      ? { fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }] }
      : {}),
  };
}

/** bind() fails, and the connection gets the address that the system chooses. */
function otherFamily(value: ReadValue, address: string): Finding | undefined {
  const isIpv6 = address.includes(':');
  if (isIpv6 === value.name.endsWith('6')) return undefined;
  const other = isIpv6 ? `${value.name}6` : value.name.slice(0, -1);
  return {
    at: value.locate(),
    severity: 'warning',
    message:
      `${value.name} is for ${isIpv6 ? 'IPv4' : 'IPv6'}, but ${address} is ${isIpv6 ? 'an IPv6' : 'an IPv4'} address. ` +
      'Postfix cannot use the address, and connects from an address that the system chooses. ' +
      `Set ${other} instead.`,
  };
}

function isAddress(text: string): boolean {
  return parseAddress(text, text.includes(':') ? 'ipv6' : 'ipv4') !== undefined;
}

/** `192.0.2.1:25` and `[2001:db8::1]:25` without the port. */
function withoutPort(text: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([\d.]+)):\d+$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  return address !== undefined && isAddress(address) ? address : undefined;
}
