// Access restrictions: the words of smtpd_*_restrictions, by release. Data: restrictions.json.

import data from '../../catalog/restrictions.json' with { type: 'json' };
import type { RestrictionArgument, ValueGrammar } from '../syntax/value.ts';
import { atLeast, type Release } from './release.ts';

/** The lists that contain restrictions: `relay` is smtpd_relay_restrictions. */
export type RestrictionList = keyof typeof data.lists;

export interface RestrictionFacts {
  readonly since: string;
  /** What it examines: the client, the sender, … */
  readonly about: string;
  readonly nature: 'permits' | 'rejects' | 'both' | 'modifies' | 'waits';
  readonly argument?: RestrictionArgument;
  readonly lists: readonly string[];
  /**
   * The release since which Postfix accepts it as a relay check: a restriction that rejects unauthorized destinations.
   */
  readonly relayCheck?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  readonly replacement?: string;
  readonly aliasOf?: string;
  /** The feature that smtpd needs; without it, smtpd ignores the restriction. */
  readonly requires?: 'sasl' | 'tls';
  /** A result of OK from its table is an error (forbid_allowlist). */
  readonly okForbidden?: boolean;
}

const facts: Readonly<Record<string, RestrictionFacts | undefined>> = data.restrictions as never;

export const restrictionNames: readonly string[] = Object.keys(data.restrictions);

/** Looks up a restriction, ignoring case. */
export function restriction(name: string): RestrictionFacts | undefined {
  return Object.hasOwn(facts, name.toLowerCase()) ? facts[name.toLowerCase()] : undefined;
}

/** Whether this release accepts the word as the relay check that Postfix requires (smtpd_check.c, has_required). */
export function isRelayCheck(name: string, release: Release): boolean {
  const relayCheck = restriction(name)?.relayCheck;
  return relayCheck !== undefined && atLeast(release, relayCheck);
}

/** The restriction that a bare `type:name` means in a list; undefined if Postfix rejects it. */
export function bareTableRestriction(list: RestrictionList): string | undefined {
  const { bareTable } = data.lists[list] as { bareTable?: string };
  return bareTable;
}

/** The facts about words that the value parser needs. */
export const valueGrammar: ValueGrammar = {
  restrictionArgument(name) {
    const found = restriction(name);
    if (found === undefined) return undefined;
    return found.argument ?? 'none';
  },
};
