// Services whose options are not all known, because a template has yet to fill in the lines after them.

import type { Instance, PlacedService } from '../../instance/instance.ts';

/** A line that is not a service follows, such as the tag of a template, and options that it cuts off. */
export function isCutOff({ files: { master } }: Instance, service: PlacedService): boolean {
  for (const { item, start } of master?.tree.items() ?? [])
    if (start >= service.end) return item.kind === 'malformed';
  return false;
}
