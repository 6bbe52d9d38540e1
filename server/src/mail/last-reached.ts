// The restriction of a list after which smtpd does not continue with any mail (smtpd_check.c, generic_checks).

import { atLeast } from '../catalog/release.ts';
import type { Instance } from '../instance/instance.ts';
import { memoize } from '../syntax/memoize.ts';
import type { ValueNode } from '../syntax/value.ts';
import type { RestrictionListValue } from './restriction-lists.ts';
import { isRestriction } from './restriction-words.ts';

export interface LastReached {
  readonly index: number;
  readonly node: ValueNode;
  /** Set if the two of them decide for all mail, each for its part: `permit_auth_destination`. */
  readonly other?: ValueNode;
}

/** Undefined if some mail may reach the end of the list. */
export const lastReached = memoize(
  (list: RestrictionListValue, instance: Instance): LastReached | undefined => {
    const { nodes } = list.value;
    // Two restrictions decide for all mail together: one permits all recipients in our domains, and the other rejects
    // all others. Only these two lists are always evaluated with a recipient.
    const canPair = list.list === 'relay' || list.list === 'recipient';
    let permitsOurs: ValueNode | undefined;
    let rejectsOthers: ValueNode | undefined;
    for (const [index, node] of nodes.entries()) {
      if (decidesForAll(instance, nodes, index)) return { index, node };
      if (isRestriction(node, 'permit_auth_destination')) {
        if (canPair && rejectsOthers !== undefined) return { index, node, other: rejectsOthers };
        permitsOurs ??= node;
      } else if (rejects(nodes, index, 'reject_unauth_destination', 'defer_unauth_destination')) {
        if (canPair && permitsOurs !== undefined) return { index, node, other: permitsOurs };
        rejectsOthers ??= node;
      }
    }
    return undefined;
  },
);

export function isReached(instance: Instance, list: RestrictionListValue, index: number): boolean {
  const last = lastReached(list, instance);
  return last === undefined || index <= last.index;
}

function decidesForAll(instance: Instance, nodes: readonly ValueNode[], index: number): boolean {
  const node = nodes[index];
  if (isRestriction(node, 'permit')) return true;
  return (
    rejects(nodes, index, 'reject', 'defer') ||
    (rejects(nodes, index, 'check_relay_domains') && !atLeast(instance.release, '3.9'))
  );
}

function rejects(nodes: readonly ValueNode[], index: number, ...names: readonly string[]): boolean {
  return isRestriction(nodes[index], ...names) && !isRestriction(nodes[index - 1], 'warn_if_reject');
}
