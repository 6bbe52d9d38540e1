// Aliases that lead back to themselves (cleanup_map1n.c, local/alias.c).

import { type AliasGraph, aliasLoops, localAliasGraph, virtualAliasGraph } from '../../mail/alias-graph.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const aliasLoop: Rule = {
  code: 'alias-loop',
  title: 'Aliases form a loop',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    yield* findings(
      virtualAliasGraph(instance, tables),
      `Postfix refuses mail to each address in the loop: ${logText('451 4.6.0 Alias expansion error')}. ` +
        'Remove an address from the loop. To deliver to a mailbox in the loop, also list its address in its own entry.',
    );
    yield* findings(
      localAliasGraph(instance, tables),
      `local(8) returns mail to each of these aliases, and logs: ${logText('alias database loop')}. ` +
        'Remove an address from the loop, or write \\user to deliver to the mailbox of a user.',
    );
  },
};

/** More of them would not help. */
const maxFindings = 100;

function* findings(graph: AliasGraph, effect: string): Generator<Finding> {
  let count = 0;
  for (const { link, path } of aliasLoops(graph)) {
    if (++count > maxFindings) return;
    const ways = path.length > 6 ? [...path.slice(0, 3), '…', ...path.slice(-2)] : path;
    yield { at: link.at, message: `These aliases form a loop: ${ways.join(' → ')}. ${effect}` };
  }
}
