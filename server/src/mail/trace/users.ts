// The users of this host. A configuration does not say who they are, so the trace assumes it.

import type { Journey } from './journey.ts';
import type { Condition } from './model.ts';

/**
 * Whether the system's user database has a user: what local(8), and a lookup in `unix:passwd.byname`, find. The answer
 * is the same on the whole journey.
 */
export function isUser(
  journey: Journey,
  name: string,
): { readonly value: boolean; readonly condition: Condition } {
  return journey.choose({ decider: 'host', question: `whether this host has the user ${name}` }, [
    { answer: `The user ${name} exists.`, value: true },
    { answer: `The user ${name} does not exist.`, value: false },
  ]);
}
