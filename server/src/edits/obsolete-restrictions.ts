// Replacements for restrictions that are deprecated or removed.

import { restriction } from '../catalog/restrictions.ts';
import type { Instance } from '../instance/instance.ts';
import type { RestrictionListValue } from '../mail/restriction-lists.ts';
import { isRestriction } from '../mail/restriction-words.ts';
import type { Restriction } from '../syntax/value.ts';
import type { Fix } from './edit.ts';
import { closeUp, literalPlace, removeWord } from './lists.ts';

/** The replacement that Postfix names in its log. */
export function replacementName(name: string): readonly string[] {
  if (name === 'permit_naked_ip_address') return ['permit_mynetworks', 'permit_sasl_authenticated'];
  if (name === 'reject_maps_rbl') return ['reject_rbl_client domain-name'];
  return [restriction(name)?.replacement ?? 'another restriction'];
}

/** What smtpd logs while the restriction still works. */
export function deprecationWarning(name: string): string {
  const instead = replacementName(name);
  if (name === 'permit_naked_ip_address')
    return `restriction ${name} is deprecated. Use ${instead.join(' or ')} instead`;
  return `support for restriction "${name}" will be removed from Postfix; use "${instead.join('')}" instead`;
}

/** Whether the list already contains the replacement, so that the old restriction can go. */
export function hasReplacement(
  instance: Instance,
  { value }: RestrictionListValue,
  node: Restriction,
): boolean {
  const words = replacement(instance, node.name.text.toLowerCase());
  return words !== undefined && value.nodes.some((other) => isRestriction(other, words));
}

/** Undefined if a person has to decide. */
export function replacementFix(
  instance: Instance,
  list: RestrictionListValue,
  node: Restriction,
): Fix | undefined {
  const { value } = list;
  const name = node.name.text.toLowerCase();
  const words = replacement(instance, name);
  const place = literalPlace(instance, value, node);
  if (words === undefined || place === undefined) return undefined;
  if (hasReplacement(instance, list, node)) {
    const edit = removeWord(instance, value, node);
    return edit && { title: `Remove ${name}`, edits: [edit], preferred: true };
  }
  return {
    title: `Change to ${words}`,
    edits: [{ at: place, text: closeUp(value, words) }],
    preferred: true,
  };
}

function replacement(instance: Instance, name: string): string | undefined {
  switch (name) {
    case 'check_relay_domains':
      return 'reject_unauth_destination';
    case 'permit_naked_ip_address':
      return 'permit_mynetworks';
    case 'reject_maps_rbl': {
      const domains = (instance.expanded('maps_rbl_domains')?.text ?? '').split(/[\s,]+/).filter(Boolean);
      return domains.length === 0
        ? undefined
        : domains.map((domain) => `reject_rbl_client ${domain}`).join(', ');
    }
    default:
      return undefined;
  }
}
