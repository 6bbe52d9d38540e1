// Who may relay: walks the access restrictions of an smtpd service as smtpd_check.c does, for a stranger who
// writes to a foreign domain. What depends on DNS, on tables or on servers that cannot be asked is "may".

import { isGate, restriction } from '../catalog/restrictions.ts';
import { expandedClass, isClass, plainWords } from '../instance/classes.ts';
import type { Instance, Location, PlacedService } from '../instance/instance.ts';
import { type ExpandedValue, expandedValue } from '../instance/words.ts';
import type { Restriction, ValueNode } from '../syntax/value.ts';

import { coversEverything } from './networks.ts';

export type Verdict = 'permits' | 'refuses' | 'may';

/** The word that decided, and where it stands. */
export interface Decision {
  readonly verdict: Verdict;
  readonly parameter: string;
  readonly word: string;
  /** Undefined when the word comes from a default. */
  readonly location: Location | undefined;
}

export interface RelayAnswer {
  /**
   * For mail from a stranger to a foreign domain. `may`: it depends on what the configuration alone does not
   * tell. `dies`: smtpd refuses to start, because no list has a gate.
   */
  readonly verdict: Verdict | 'dies';
  /** The lists that have something to say, in the order in which smtpd asks them. */
  readonly decisions: readonly Decision[];
}

/** The lists that decide over a recipient, in smtpd's order. Each can refuse; none can permit for another. */
const lists = [
  'smtpd_client_restrictions',
  'smtpd_helo_restrictions',
  'smtpd_sender_restrictions',
  'smtpd_relay_restrictions',
  'smtpd_recipient_restrictions',
] as const;

/** The services that take mail by SMTP from whoever connects. */
export function smtpdServices(instance: Instance): PlacedService[] {
  return instance.services.filter((s) => s.program === 'smtpd');
}

export function strangerRelay(instance: Instance, service: PlacedService | undefined): RelayAnswer {
  if (!hasGate(instance, service)) return { verdict: 'dies', decisions: [] };
  const decisions: Decision[] = [];
  let verdict: Verdict = 'permits';
  for (const name of lists) {
    const walk = new Walk(instance, service, name);
    const decision = walk.list(expandedValue(instance, name, service));
    if (decision === undefined) continue;
    decisions.push(decision);
    if (decision.verdict === 'refuses') return { verdict: 'refuses', decisions };
    if (decision.verdict === 'may') verdict = 'may';
  }
  return { verdict, decisions };
}

/** smtpd's own test at its start: one of the two lists must hold a word that stops strangers (has_required). */
export function hasGate(instance: Instance, service: PlacedService | undefined): boolean {
  return ['smtpd_recipient_restrictions', 'smtpd_relay_restrictions'].some((name) => {
    const value = instance.expanded(name, service)?.text ?? '';
    return listHasGate(instance, service, plainWords(value), new Set());
  });
}

/** It looks at plain words, so that the argument of a restriction counts too, and knows nothing of order. */
function listHasGate(
  instance: Instance,
  service: PlacedService | undefined,
  list: readonly string[],
  seen: Set<string>,
): boolean {
  for (let i = 0; i < list.length; i++) {
    const word = list[i] ?? '';
    if (word.toLowerCase() === 'warn_if_reject' && i + 1 < list.length) i++;
    else if (word.toLowerCase() === 'permit') return false;
    else if (isGate(word, instance.release)) return true;
    else if (!seen.has(word) && isClass(instance, service, word)) {
      const inner = plainWords(instance.expanded(word, service)?.text ?? '');
      if (listHasGate(instance, service, inner, new Set([...seen, word]))) return true;
    }
  }
  return false;
}

class Walk {
  /** Something on the way could not be known: a permit behind it is only a "may". */
  private uncertain: Decision | undefined;

  constructor(
    private readonly instance: Instance,
    private readonly service: PlacedService | undefined,
    private readonly parameter: string,
  ) {}

  /** Undefined when the list is empty or comes to its end without a word for this client. */
  list(value: ExpandedValue | undefined): Decision | undefined {
    if (value === undefined) return undefined;
    const decision = this.nodes(value.nodes, value, new Set(), false);
    // What stands behind a word that may permit only holds when that word did not.
    return decision?.verdict === 'permits' ? decision : (this.uncertain ?? decision);
  }

  /** `onlyWarns`: warn_if_reject stands in front of the class that this list is; what refuses in it does not. */
  private nodes(
    nodes: readonly ValueNode[],
    value: ExpandedValue,
    seen: ReadonlySet<string>,
    onlyWarns: boolean,
  ): Decision | undefined {
    let warn = onlyWarns;
    for (const node of nodes) {
      if (node.kind === 'restriction' && node.name.text.toLowerCase() === 'warn_if_reject') {
        warn = true;
        continue;
      }
      const decision = this.node(node, value, seen, warn);
      if (decision?.verdict === 'may') this.uncertain ??= decision;
      else if (decision !== undefined && !(decision.verdict === 'refuses' && warn)) return decision;
      warn = onlyWarns;
    }
    return undefined;
  }

  private node(
    node: ValueNode,
    value: ExpandedValue,
    seen: ReadonlySet<string>,
    warn: boolean,
  ): Decision | undefined {
    const decide = (verdict: Verdict): Decision => ({
      verdict,
      parameter: this.parameter,
      word: value.expansion.text.slice(node.start, node.end),
      location: value.locate(node),
    });
    if (node.kind === 'table') return decide('may');
    if (node.kind !== 'restriction') return undefined;
    const verdict = this.restriction(node.name.text.toLowerCase(), node);
    if (verdict !== 'class') return verdict && decide(verdict);
    const inner = expandedClass(this.instance, node.name.text, this.service);
    if (inner === undefined || seen.has(node.name.text)) return decide('refuses');
    return this.nodes(inner.nodes, inner, new Set([...seen, node.name.text]), warn);
  }

  /** What a restriction says of a stranger who writes to a foreign domain; undefined: it goes on. */
  private restriction(name: string, node: Restriction): Verdict | 'class' | undefined {
    switch (name) {
      case 'permit':
        return 'permits';
      case 'reject':
      case 'defer':
      case 'defer_if_permit':
      case 'reject_unauth_destination':
      case 'defer_unauth_destination':
      case 'check_relay_domains':
        return 'refuses';
      case 'permit_mynetworks':
        return coversEverything(this.instance, this.service) ? 'permits' : undefined;
      case 'permit_naked_ip_address':
      case 'permit_tls_all_clientcerts':
      case 'permit_dnswl_client':
      case 'permit_rhswl_client':
        return 'may';
      case 'permit_mx_backup':
        return (this.instance.expanded('permit_mx_backup_networks', this.service)?.text ?? '').trim() === ''
          ? 'may'
          : undefined;
      case 'check_policy_service':
        return 'may';
    }
    const facts = restriction(name);
    // An unknown word makes smtpd answer 451 to everything.
    if (facts === undefined)
      return isClass(this.instance, this.service, node.name.text) ? 'class' : 'refuses';
    // A table may say OK; a table that may only refuse, and DNS lists, let some strangers pass.
    return facts.argument === 'table' && facts.nature === 'both' ? 'may' : undefined;
  }
}
