// Access restrictions: the words of smtpd_*_restrictions, by release. The data is restrictions.json.

import data from '../../catalog/restrictions.json' with { type: 'json' };
import type { RestrictionArgument, ValueGrammar } from '../syntax/value.ts';
import { atLeast, type Release } from './release.ts';

/** The lists in which restrictions stand: `relay` for smtpd_relay_restrictions. */
export type RestrictionList = keyof typeof data.lists;

export interface RestrictionFacts {
  readonly since: string;
  /** What it looks at: the client, the sender, … */
  readonly about: string;
  readonly nature: 'permits' | 'rejects' | 'both' | 'modifies' | 'waits';
  readonly argument?: RestrictionArgument;
  readonly lists: readonly string[];
  /** Since which release it counts as a gate that stops strangers from relaying. */
  readonly gate?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  readonly successor?: string;
  readonly aliasOf?: string;
  /** What smtpd must be able to do, or the restriction is ignored. */
  readonly requires?: 'sasl' | 'tls';
  /** An OK from its table is an error (forbid_allowlist). */
  readonly okForbidden?: boolean;
}

const facts: Readonly<Record<string, RestrictionFacts | undefined>> = data.restrictions as never;

export const restrictionNames: readonly string[] = Object.keys(data.restrictions);

/** Restrictions are compared without regard to case. */
export function restriction(name: string): RestrictionFacts | undefined {
  return Object.hasOwn(facts, name.toLowerCase()) ? facts[name.toLowerCase()] : undefined;
}

/** Whether the word, in this release, satisfies Postfix's demand for a relay gate (smtpd_check.c, has_required). */
export function isRelayCheck(name: string, release: Release): boolean {
  const gate = restriction(name)?.gate;
  return gate !== undefined && atLeast(release, gate);
}

/** What a bare `type:name` means in a list; undefined where Postfix refuses it. */
export function bareTableRestriction(list: RestrictionList): string | undefined {
  const { bareTable } = data.lists[list] as { bareTable?: string };
  return bareTable;
}

/** What the value parser must know about words. */
export const valueGrammar: ValueGrammar = {
  restrictionArgument(name) {
    const found = restriction(name);
    if (found === undefined) return undefined;
    return found.argument ?? 'none';
  },
};
