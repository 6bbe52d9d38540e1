// Words in inet_interfaces and proxy_interfaces that cannot be an address or a host name (own_inet_addr.c).

import { type ExpandedValue, expandedValue } from '../../instance/expanded-values.ts';
import type { Location } from '../../instance/instance.ts';
import { maskAddress, parseAddress } from '../../syntax/tables/address.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const badInterfaceAddress: Rule = {
  code: 'bad-interface-address',
  title: 'Interface address is not valid',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const name of ['inet_interfaces', 'proxy_interfaces']) {
      if (instance.value(name)?.source.kind !== 'entry') continue;
      const value = expandedValue(instance, name);
      if (value === undefined) continue;
      const { problems, undefinedNames } = value.expansion;
      if (problems.length > 0 || undefinedNames.length > 0) continue;
      const words = [...wrongWords(name, value)];
      // Networks in one list are one misunderstanding of what the list is for.
      const networks = words.filter(({ wrong }) => wrong.isNetwork);
      for (const word of words) {
        if (!word.wrong.isNetwork) yield finding(name, word, []);
        else if (word === networks[0]) yield finding(name, word, networks.slice(1));
      }
    }
  },
};

interface WrongWord {
  readonly text: string;
  readonly at: Location;
  readonly wrong: Wrong;
  /** It does not come from a $name. */
  readonly isLiteral: boolean;
}

function* wrongWords(name: string, value: ExpandedValue): Generator<WrongWord> {
  const words = [...value.expansion.text.matchAll(/[^\s,]+/g)];
  for (const { 0: text, index } of words) {
    const at = value.locate({ start: index, end: index + text.length });
    const isSpecial = name === 'inet_interfaces' && words.length > 1 && /^(?:all|loopback-only)$/.test(text);
    const wrong = isSpecial ? notAlone(text) : judge(name, text);
    if (wrong === undefined || at === undefined) continue;
    const isLiteral = at.end - at.start === text.length && value.value.raw.includes(text);
    yield { text, at, wrong, isLiteral };
  }
}

function finding(
  name: string,
  { text, at, wrong, isLiteral }: WrongWord,
  others: readonly WrongWord[],
): Finding {
  const { what, advice, address, guess } = wrong;
  return {
    at,
    ...(guess && { severity: guess }),
    message:
      `${name} must list addresses or names of ${name === 'inet_interfaces' ? 'this host' : 'the proxy or router'}, but ${what}. ` +
      `${guess === undefined ? 'Postfix' : 'Unless a host has this name, Postfix'} programs exit with: ${logText(`config variable ${name}: host not found: ${text}`)}. ` +
      advice,
    ...(others.length > 0 && {
      related: others.map((other) => ({ at: other.at, message: 'Another network' })),
    }),
    ...(address !== undefined &&
      isLiteral && {
        fixes: [{ title: `Change to ${address}`, edits: [{ at, text: address }], preferred: true }],
      }),
  };
}

interface Wrong {
  readonly what: string;
  readonly advice: string;
  readonly isNetwork?: true;
  /** The host can have such a name. */
  readonly guess?: 'warning' | 'information';
  /** What the word should be. */
  readonly address?: string;
}

function notAlone(word: string): Wrong {
  return {
    what: `"${word}" has its special meaning only if it is the only word`,
    advice: `Write only ${word}, or only addresses and names.`,
  };
}

function judge(name: string, word: string): Wrong | undefined {
  const [, address = '', length] = /^\[?([^\]/]*)\]?\/(\d+)$/.exec(word) ?? [];
  if (length !== undefined) {
    const host = hostIn(address, Number(length));
    if (host === 'unknown') return noName(word);
    if (host !== undefined) return { what: `${word} has a netmask`, advice: `Write ${host}.`, address: host };
    return {
      what: `${word} is a network`,
      isNetwork: true,
      advice:
        name === 'inet_interfaces'
          ? 'List the addresses on which Postfix should listen, or write all; mynetworks is for the networks of clients.'
          : 'List the addresses that lead to this host.',
    };
  }
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([\d.]+)):\d+$/.exec(word) ?? [];
  const withoutPort = bracketed ?? plain;
  if (withoutPort !== undefined && familyOf(withoutPort) !== undefined)
    return {
      what: `${word} has a port`,
      advice: `Write ${withoutPort}; master.cf has the ports.`,
      address: withoutPort,
    };
  if (/^(?:lo|(?:eth|wlan|tun|docker|br|bond|vmbr)\d+|en[ops]\d\w*|wl[ops]\d\w*)$/.test(word)) {
    return {
      what: `${word} looks like the name of a network interface`,
      guess: 'warning',
      advice: `Write the IP address of ${word}.`,
    };
  }
  return /^(?:IP|IPADDR|IPADDRESS|ADDRESS|HOST|HOSTNAME|INTERFACE)$/.test(word.replaceAll('_', ''))
    ? {
        what: `${word} looks like text to be replaced`,
        guess: 'information',
        advice:
          name === 'inet_interfaces' ? 'Write an IP address of this host, or all.' : 'Write an IP address.',
      }
    : word.includes('/')
      ? noName(word)
      : undefined;
}

function noName(word: string): Wrong {
  return {
    what: `${word} cannot be one`,
    advice: 'Write the addresses themselves; the list cannot be in a table or file.',
  };
}

/** The address if it is not the first of a network; undefined for a network. */
function hostIn(address: string, length: number): string | undefined | 'unknown' {
  const family = familyOf(address);
  const bytes = family && parseAddress(address, family);
  if (bytes === undefined || length > bytes.length * 8) return 'unknown';
  const first = maskAddress(bytes, length);
  const isWhole = length === bytes.length * 8;
  return isWhole || bytes.some((byte, i) => byte !== first[i]) ? address : undefined;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (parseAddress(address, 'ipv4') !== undefined) return 'ipv4';
  return parseAddress(address, 'ipv6') === undefined ? undefined : 'ipv6';
}
