// The destinations that the SMTP and LMTP clients try for a next hop (smtp_parse_destination()).

import { nextHopWords } from '../../syntax/next-hop.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { Delivery } from './delivery.ts';

/** One destination that the client tries. */
export interface Destination {
  /** As in the next hop: `[mail.example.com]:587`. TLS policies and credentials are looked up with it. */
  readonly text: string;
  /** The domain, host, or address, without brackets and port; the path of a socket. */
  readonly host: string;
  readonly port: string;
  /** Whether the servers are the MX hosts of the domain. */
  readonly mx: boolean;
  readonly socket: boolean;
  readonly fallback: boolean;
}

/** The name of a parameter for the program: `lmtp_tls_security_level` for lmtp. */
export function parameterFor({ program }: Pick<Delivery, 'program'>, name: string): string {
  return program.name === 'lmtp' ? name.replace(/^smtp_/, 'lmtp_') : name;
}

export function fallbackParameter({ program }: Delivery): string {
  if (program.name === 'lmtp') return 'lmtp_fallback_relay';
  return program.since('2.3') ? 'smtp_fallback_relay' : 'fallback_relay';
}

/** The destinations of a next hop or of the fallback, in their order. Before 3.5, the next hop is one destination. */
export function destinationsIn(delivery: Delivery, text: string, fallback: boolean): readonly Destination[] {
  const { program } = delivery;
  if (program.name === 'lmtp' && text.startsWith('unix:'))
    return [{ text: text.slice(5), host: text.slice(5), port: '', mx: false, socket: true, fallback }];
  const inner = program.name === 'lmtp' && !fallback ? text.replace(/^inet:/, '') : text;
  const isList = fallback || program.since('3.5');
  const words = isList ? nextHopWords(inner) : inner === '' ? [] : [inner];
  const usualPort =
    program.text(parameterFor(delivery, 'smtp_tcp_port')) || (program.name === 'lmtp' ? '24' : 'smtp');
  const looksUpMx = program.name !== 'lmtp' && !hasNoDns(delivery);
  return words.map((word): Destination => {
    const [, bracketed, plain = '', port = ''] =
      /^(?:\[([^\]]*)\]|([^:]*|.*:.*(?=:[^:]*$)))(?::([^:]*))?$/.exec(word) ?? [];
    const host = (bracketed ?? plain).replace(/^ipv6:/i, '');
    return {
      text: word,
      host,
      port: port || usualPort,
      mx: looksUpMx && bracketed === undefined && !isAddress(host),
      socket: false,
      fallback,
    };
  });
}

/** An address has no MX records, so the client connects to it, also without brackets. */
function isAddress(host: string): boolean {
  return parseAddress(host, host.includes(':') ? 'ipv6' : 'ipv4') !== undefined;
}

function hasNoDns(delivery: Delivery): boolean {
  const { program } = delivery;
  return program.since('2.11') && program.text(parameterFor(delivery, 'smtp_dns_support_level')) !== ''
    ? program.text(parameterFor(delivery, 'smtp_dns_support_level')) === 'disabled'
    : program.is('disable_dns_lookups');
}

/** In words. */
export function destinationText({ host, port, mx, socket }: Destination): string {
  if (socket) return `the socket ${host}`;
  const where = port === 'smtp' || port === '25' ? '' : `, port ${port}`;
  return mx ? `the MX hosts of ${host}${where}` : `${host}${where}`;
}
