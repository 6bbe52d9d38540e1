// Where trivial-rewrite(8) sends a recipient (resolve.c, transport.c): the class of its domain, the transport, and the
// next hop.

import type { Location } from '../../instance/instance.ts';
import { hostnameProblem } from '../../syntax/hostname.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import { tokenize } from '../../syntax/tables/rfc822.ts';
import { addressFlags } from '../dictionary.ts';
import { domainOf, quoteLocal } from './addresses.ts';
import { inList, isValidIpv4, localDomain, type Match, parentStyle } from './domains.ts';
import type { Journey } from './journey.ts';
import { type FoundAddress, find, findAddress, type Maps, mapsOf } from './lookup.ts';
import type { Condition, Step } from './model.ts';
import type { Program } from './program.ts';
import { Rewriter, Tree, trivialRewrite } from './rewriting.ts';
import type { Resolved } from './stages.ts';

export type DomainClass = Resolved['domainClass'];

/** The answer of trivial-rewrite(8) before the queue manager acts on it. */
export interface Resolution {
  /** `bad-address`: RESOLVE_FLAG_ERROR. `failure`: a lookup fails (RESOLVE_FLAG_FAIL). */
  readonly kind: 'resolved' | 'bad-address' | 'failure';
  readonly domainClass: DomainClass;
  readonly transport: string;
  readonly nexthop: string;
  /** In internal form. */
  readonly address: string;
  /** Whether the local part has `@`, `!`, or `%` (RESOLVE_FLAG_ROUTED). */
  readonly routed: boolean;
  /** A table that cannot be read, if it decides about the transport or the next hop. */
  readonly knownBy?: string;
  /** What decided, in order. Without the program and the recipient. */
  readonly steps: readonly Omit<Step, 'program' | 'recipient'>[];
}

export interface ResolveRequest {
  /** The envelope sender, in internal form. */
  readonly sender: string;
  readonly address: string;
  /** The program that asks. By default, main.cf names the service that answers. */
  readonly by?: Program;
}

/** Resolves a recipient as the queue manager does, and records the steps. */
export function resolve(journey: Journey, request: ResolveRequest): Resolved {
  const program = trivialRewrite(journey, request.by);
  const resolution = resolveAddress(program, request.sender, request.address);
  for (const step of resolution.steps) program.step({ ...step, recipient: request.address });
  const { kind, transport, nexthop, address, domainClass, knownBy, routed } = resolution;
  const at = resolution.steps.flatMap((step) => step.at);
  const common = { domainClass, at, ...(routed && { routed }), ...(knownBy !== undefined && { knownBy }) };
  switch (kind) {
    case 'failure':
      return {
        ...undeliverable(address, 'defer', '4.3.0 address resolver failure'),
        ...common,
        failed: true,
      };
    case 'bad-address':
      return { ...undeliverable(address, 'bounce', '5.1.3 bad address syntax'), ...common, invalid: true };
    case 'resolved': {
      const problem = transport === 'error' ? 'bounce' : transport === 'retry' ? 'defer' : undefined;
      return {
        transport,
        nexthop,
        address,
        ...common,
        ...(problem && { problem: { kind: problem, text: nexthop } }),
      };
    }
  }
}

/** qmgr_message_resolve() */
function undeliverable(
  address: string,
  kind: 'bounce' | 'defer',
  text: string,
): Pick<Resolved, 'transport' | 'nexthop' | 'address' | 'problem'> {
  const transport = kind === 'bounce' ? 'error' : 'retry';
  return { transport, nexthop: text, address, problem: { kind, text } };
}

/** resolve_addr() */
export function resolveAddress(program: Program, sender: string, address: string): Resolution {
  return new Resolver(program, sender).resolve(address);
}

/** A lookup failed: the end of the resolution. */
class Failure extends Error {
  constructor(readonly step: Omit<Step, 'program' | 'recipient'>) {
    super(step.what);
  }
}

interface Recipient {
  readonly address: string;
  readonly domain: string;
  readonly local: Match;
  readonly isValid: boolean;
}

class Resolver {
  private readonly steps: Omit<Step, 'program' | 'recipient'>[] = [];
  private readonly rewriter: Rewriter;
  private domainClass: DomainClass = 'default';
  private transport = '';
  private nexthop = '';
  private knownBy: string | undefined;

  constructor(
    private readonly program: Program,
    private readonly sender: string,
  ) {
    this.rewriter = new Rewriter(program);
  }

  resolve(address: string): Resolution {
    try {
      return this.tryToResolve(address);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.steps.push(error.step);
      return this.result('failure', address, false);
    }
  }

  private tryToResolve(address: string): Resolution {
    const recipient = this.recipient(address);
    if (!recipient.isValid) {
      this.steps.push({ what: 'The address has an invalid domain.', before: address, at: [] });
      return this.result('bad-address', recipient.address, false);
    }
    const routed = recipient.address.slice(recipient.address.search(/[@!%]/) + 1) !== recipient.domain;
    this.findClass(recipient);
    if (this.domainClass !== 'virtual-alias') this.lookUpTransport(recipient);
    this.lookUpRelocated(recipient);
    const isOption = recipient.address.startsWith('-') && !this.program.is('allow_min_user');
    if (isOption) {
      const at = this.program.at('allow_min_user');
      this.steps.push({ what: 'The address begins with "-", which allow_min_user forbids.', at });
    }
    return this.result(isOption ? 'bad-address' : 'resolved', recipient.address, routed);
  }

  private result(kind: Resolution['kind'], address: string, routed: boolean): Resolution {
    const { steps, domainClass, transport, nexthop, knownBy } = this;
    const known = knownBy === undefined ? {} : { knownBy };
    return { kind, domainClass, transport, nexthop, address, routed, steps, ...known };
  }

  /** Strips the domains of this host until another domain, or only a user, is left. */
  private recipient(address: string): Recipient {
    const { program, rewriter } = this;
    const tree = new Tree(tokenize(quoteLocal(address)));
    let saved: Tree | undefined;
    let local: Match = { kind: 'none' };
    let hasDomain = false;
    for (let count = 0; ; count++) {
      if (count > address.length + 100)
        throw new Failure({ what: 'The address cannot be resolved.', at: [] });
      if (tree.lastIndex('@') >= 0) tree.stripTrailingDot();
      if (program.is('resolve_null_domain') && tree.tail?.type === 'operator' && tree.tail.text === '@')
        tree.keepBefore(tree.tokens.length - 1);
      const at = tree.lastIndex('@');
      if (at >= 0) {
        const domain = new Tree(tree.tokens.slice(at + 1));
        if (domain.tokens.length > 0) {
          const match = this.matched(localDomain(program, domain.internal), 'mydestination');
          if (match.kind === 'none') {
            hasDomain = true;
            local = match;
            break;
          }
          local = match;
        }
        saved = new Tree(tree.tokens.slice(at));
        tree.keepBefore(at);
      }
      const isRouted =
        tree.lastIndex('@') >= 0 ||
        (rewriter.swapsBangPath && tree.lastIndex('!') >= 0) ||
        (rewriter.hasPercentHack && tree.lastIndex('%') >= 0);
      if (isRouted) {
        rewriter.rewrite(tree);
        continue;
      }
      if (this.crackOpen(tree)) continue;
      if (tree.tokens.length === 0 || tree.onlyQuoted?.text === '') {
        tree.replace(program.text('empty_address_recipient'));
        continue;
      }
      if (at < 0 && saved === undefined) {
        tree.append('@', program.text('myhostname'));
        continue;
      }
      break;
    }
    if (!hasDomain) {
      if (saved !== undefined) tree.tokens = [...tree.tokens, ...saved.tokens];
      else tree.append('@', program.text('myhostname'));
    }
    return this.validated(tree.internal, local, !hasDomain);
  }

  /** Finds a domain inside of the quotes of a local part (resolve_dequoted_address). */
  private crackOpen(tree: Tree): boolean {
    const quoted = this.program.is('resolve_dequoted_address') ? tree.onlyQuoted : undefined;
    if (quoted === undefined) return false;
    const { text } = quoted;
    const { swapsBangPath, hasPercentHack } = this.rewriter;
    let opened = text;
    let isAddress = true;
    if (!text.includes('@')) {
      const percent = hasPercentHack ? text.lastIndexOf('%') : -1;
      if (percent >= 0) opened = `${text.slice(0, percent)}@${text.slice(percent + 1)}`;
      else if (swapsBangPath && text.includes('!')) isAddress = false;
      else return false;
    }
    tree.replace(isAddress ? quoteLocal(opened) : opened);
    this.rewriter.rewrite(tree);
    return true;
  }

  private validated(address: string, local: Match, isLocal: boolean): Recipient {
    const { program } = this;
    const domain = domainOf(address) ?? '';
    const found: Match = isLocal && local.kind !== 'match' ? { kind: 'match', at: [] } : local;
    if (domain.startsWith('[')) return { address, domain, local: found, isValid: isValidLiteral(domain) };
    if (isValidDomain(domain, program.is('smtputf8_enable')))
      return { address, domain, local: found, isValid: true };
    const isNumeric = program.is('resolve_numeric_domain') && isHostAddress(domain);
    if (!isNumeric) return { address, domain, local: found, isValid: false };
    const literal = `[${domain}]`;
    const own = this.matched(localDomain(program, literal), 'mydestination');
    return {
      address: `${address.slice(0, address.length - domain.length)}${literal}`,
      domain: literal,
      local: own.kind === 'match' ? own : found,
      isValid: true,
    };
  }

  /** Ends the resolution if the lookup failed. */
  private matched(match: Match, parameter: string): Match {
    if (match.kind === 'error') {
      const { at, condition } = match;
      throw new Failure({ what: `A lookup in ${parameter} fails.`, at, ...(condition && { condition }) });
    }
    return match;
  }

  private findClass(recipient: Recipient): void {
    const { program } = this;
    const { domain, local } = recipient;
    if (local.kind === 'match') {
      this.deliverTo('local', recipient, local, 'mydestination', 'local_transport');
      return;
    }
    const alias = this.matched(inList(program, 'virtual_alias_domains', domain), 'virtual_alias_domains');
    if (alias.kind === 'match') {
      this.domainClass = 'virtual-alias';
      this.transport = 'error';
      const table = program.is('show_user_unknown_table_name') ? ' in virtual alias table' : '';
      this.nexthop = `5.1.1 User unknown${table}`;
      this.step(
        'The domain is in virtual_alias_domains, and no alias is left to expand.',
        recipient.address,
        alias,
      );
      return;
    }
    const mailbox = this.matched(
      inList(program, 'virtual_mailbox_domains', domain),
      'virtual_mailbox_domains',
    );
    if (mailbox.kind === 'match') {
      this.deliverTo('virtual-mailbox', recipient, mailbox, 'virtual_mailbox_domains', 'virtual_transport');
      return;
    }
    const subdomains = parentStyle(program, 'relay_domains');
    const relay = this.matched(inList(program, 'relay_domains', domain, { subdomains }), 'relay_domains');
    if (relay.kind === 'match')
      this.deliverTo('relay', recipient, relay, 'relay_domains', 'relay_transport', false);
    else
      this.sendElsewhere(recipient, [relay, mailbox, alias, local].find((match) => match.condition) ?? relay);
    this.findRelayhost(recipient);
    this.splitTransport();
  }

  /** The domain is in the list of a class, which has a transport. */
  private deliverTo(
    domainClass: DomainClass,
    { address, domain }: Recipient,
    match: Match,
    list: string,
    parameter: string,
    isFinal = true,
  ): void {
    this.domainClass = domainClass;
    this.transport = this.program.text(parameter);
    this.nexthop = domain;
    if (isFinal) this.splitTransport();
    const at = [...('at' in match ? match.at : []), ...this.program.at(parameter)];
    this.step(`The domain is in ${list}, so ${parameter} applies.`, address, { ...match, at });
  }

  /** The domain is in no list. */
  private sendElsewhere({ address, domain }: Recipient, match: Match): void {
    const { program } = this;
    this.nexthop = domain;
    this.domainClass = 'default';
    const parameter = 'sender_dependent_default_transport_maps';
    const found = this.senderLookup(parameter, 'empty_address_default_transport_maps_lookup_key');
    if (found?.kind === 'found' && found.text?.toUpperCase() !== 'DUNNO') {
      this.transport = found.text ?? '';
      this.noteUnknown(found);
      this.step(`${parameter} has an entry for the sender ${found.key}.`, address, found);
      return;
    }
    this.transport = program.text('default_transport');
    const condition = found?.condition ?? match.condition;
    const at = program.at('default_transport');
    this.step('The domain is not in any domain list, so default_transport applies.', address, {
      at,
      ...(condition && { condition }),
    });
  }

  /** A sender-dependent relayhost, or relayhost. */
  private findRelayhost({ address }: Recipient): void {
    const { program } = this;
    const parameter = 'sender_dependent_relayhost_maps';
    const found = this.senderLookup(parameter, 'empty_address_relayhost_maps_lookup_key');
    const relayhost = program.text('relayhost');
    if (found?.kind === 'found' && found.text?.toUpperCase() !== 'DUNNO') {
      this.nexthop = found.text ?? '';
      this.noteUnknown(found);
      this.step(`${parameter} has an entry for the sender ${found.key}.`, address, found);
    } else if (relayhost !== '') {
      this.nexthop = relayhost;
      const condition = found?.condition;
      this.step('relayhost sets the next hop.', address, {
        at: program.at('relayhost'),
        ...(condition && { condition }),
      });
    }
  }

  private senderLookup(parameter: string, nullKey: string): FoundAddress | undefined {
    const { program, sender } = this;
    const maps = this.maps(parameter);
    if (maps === undefined) return undefined;
    const found = findAddress(program, maps, sender === '' ? program.text(nullKey) : sender);
    this.failOnError(found, parameter);
    return found;
  }

  private maps(parameter: string): Maps | undefined {
    return mapsOf(this.program, parameter, { ...addressFlags, substitution: false });
  }

  private failOnError(found: FoundAddress, parameter: string): void {
    if (found.kind !== 'error') return;
    const { at, condition } = found;
    throw new Failure({ what: `The lookup in ${parameter} fails.`, at, ...(condition && { condition }) });
  }

  /** `transport:nexthop` in main.cf or a sender-dependent table sets both. */
  private splitTransport(): void {
    const { transport } = this;
    const colon = transport.indexOf(':');
    if (colon >= 0) {
      this.transport = transport.slice(0, colon);
      this.nexthop = transport.slice(colon + 1) || this.nexthop;
    }
    if (this.transport === '' && this.knownBy === undefined)
      throw new Failure({ what: 'The transport is empty, which is not allowed.', at: [] });
  }

  /** transport_lookup() */
  private lookUpTransport({ address, domain }: Recipient): void {
    const { program } = this;
    const maps = this.maps('transport_maps');
    if (maps === undefined) return;
    const strategy = {
      localPartIfLocal: false,
      localPartAtIfLocal: false,
      atDomain: false,
      domain: parentStyle(program, 'transport_maps'),
    };
    let found: FoundAddress = findAddress(program, maps, address, { strategy });
    if (found.kind === 'none') found = find(program, maps, '*');
    this.failOnError(found, 'transport_maps');
    if (found.kind !== 'found') return;
    const before = `${this.transport}:${this.nexthop}`;
    if (found.text === undefined) this.noteUnknown(found);
    else this.update(found.text, domain);
    const { at, condition, key } = found;
    this.steps.push({
      what: `transport_maps has an entry for ${key}.`,
      before,
      after: this.destination,
      at,
      ...(condition && { condition }),
    });
  }

  /** update_entry() */
  private update(entry: string, domain: string): void {
    const colon = entry.indexOf(':');
    const [transport, nexthop] = colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)];
    if (transport === '') {
      if (nexthop !== '') this.nexthop = nexthop;
      return;
    }
    this.transport = transport;
    const isError = transport === 'error' || transport === 'retry';
    this.nexthop = nexthop || (isError ? 'Address is undeliverable' : domain);
  }

  private lookUpRelocated({ address }: Recipient): void {
    const { program } = this;
    const maps = mapsOf(program, 'relocated_maps');
    if (maps === undefined) return;
    const found = findAddress(program, maps, address);
    this.failOnError(found, 'relocated_maps');
    if (found.kind !== 'found') return;
    this.transport = 'error';
    this.nexthop = this.relocation(found.text);
    const { at, condition, key } = found;
    this.steps.push({
      what: `relocated_maps has an entry for ${key}, so the mail is returned.`,
      before: address,
      after: this.destination,
      at,
      ...(condition && { condition }),
    });
  }

  private relocation(text: string | undefined): string {
    const { program } = this;
    if (!program.since('3.11') || program.is('relocated_prefix_enable'))
      return `5.1.6 User has moved to ${text ?? '…'}`;
    const [, status, reason] = /^([245]\.\d{1,3}\.\d{1,3})\s+(\S.*)$/s.exec(text ?? '') ?? [];
    return status === undefined ? '5.2.0 Mailbox is unavailable' : `${status} ${reason}`;
  }

  private noteUnknown(found: FoundAddress): void {
    if (found.kind === 'found' && found.text === undefined) this.knownBy = found.table;
  }

  private get destination(): string {
    const { transport, nexthop, knownBy } = this;
    if (knownBy !== undefined) return '';
    return /:./.test(transport) ? transport : `${transport.replace(':', '')}:${nexthop}`;
  }

  private step(
    what: string,
    before: string,
    { at = [], condition }: { readonly at?: readonly Location[]; readonly condition?: Condition },
  ): void {
    const after = this.destination;
    this.steps.push({ what, before, ...(after !== '' && { after }), at, ...(condition && { condition }) });
  }
}

/** valid_mailhost_literal() */
function isValidLiteral(domain: string): boolean {
  const [, ipv6, address = ''] = /^\[(ipv6:)?([^\]]*)\]$/i.exec(domain) ?? [];
  return ipv6 === undefined ? isValidIpv4(address) : parseAddress(address, 'ipv6') !== undefined;
}

function isHostAddress(domain: string): boolean {
  return domain.includes(':') ? parseAddress(domain, 'ipv6') !== undefined : isValidIpv4(domain);
}

/** valid_utf8_hostname(). With smtputf8_enable, a domain may have letters of other alphabets. */
function isValidDomain(domain: string, isUtf8: boolean): boolean {
  const name = isUtf8 ? domain.replace(/[\p{L}\p{M}\p{N}]/gu, (c) => (c > '\x7f' ? 'x' : c)) : domain;
  return hostnameProblem(name) === undefined;
}
