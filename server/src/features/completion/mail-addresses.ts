// Mail addresses: behind the `@` the domains that the configuration knows.

import { isListSeparator } from '../../syntax/chars.ts';
import { inUse } from './in-use.ts';
import { type Answer, nothing, values } from './offer.ts';
import type { Place } from './place.ts';
import { wordAround } from './words.ts';

export function addressAnswer({ snapshot, after }: Place, before: string): Answer {
  const { typed, rest } = wordAround(before, after, isListSeparator);
  const at = typed.lastIndexOf('@');
  if (at < 0) return nothing;
  return { typed: typed.slice(at + 1), rest, offers: values(inUse(snapshot.instance).hosts, 'in use') };
}
