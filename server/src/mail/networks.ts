// The networks that an instance trusts.

import type { Instance, PlacedService } from '../instance/instance.ts';
import { expandedValue } from '../instance/words.ts';

/** Whether mynetworks holds every address there is, so that each stranger is an insider. */
export function coversEverything(instance: Instance, service?: PlacedService): boolean {
  for (const node of expandedValue(instance, 'mynetworks', service)?.nodes ?? []) {
    // The first match decides: an exception in front may take some strangers out, not all.
    if (node.kind === 'address-pattern' && !node.negated && /^(0\.0\.0\.0|\[::\])\/0$/.test(node.text))
      return true;
  }
  return false;
}
