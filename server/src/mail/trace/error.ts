// error(8) and discard(8): the next hop is the reason.

import { bounced, type Delivery, deferred, ended, failed, note } from './delivery.ts';
import type { TracedRecipient } from './model.ts';

/** error(8): a service named `error` returns the mail, and one named `retry` defers it. */
export function errorAgent(delivery: Delivery): readonly TracedRecipient[] {
  const { transport, nexthop } = delivery;
  if (nexthop === '') return failed(delivery, 'empty nexthop hostname');
  if (transport === 'error') return bounced(delivery, withStatus(nexthop, '5.0.0'));
  if (transport === 'retry') return deferred(delivery, withStatus(nexthop, '4.0.0'));
  return failed(delivery, `bad error service name: ${transport}`);
}

/** discard(8): Postfix reports a delivery and throws the mail away. */
export function discardAgent(delivery: Delivery): readonly TracedRecipient[] {
  const { nexthop } = delivery;
  if (nexthop === '') return failed(delivery, 'empty nexthop hostname');
  const reason = withStatus(nexthop, '2.0.0');
  note(delivery, { what: `Discards the mail: ${reason}` });
  return [ended(delivery, 'discarded', { reason })];
}

/** dsn_util.c: the text may begin with an enhanced status code. */
function withStatus(text: string, usual: string): string {
  const [, own, rest = ''] = /^\s*([245]\.\d{1,3}\.\d{1,3})(?:\s+(.*))?$/s.exec(text) ?? [];
  return own === undefined ? `${usual} ${text.trimStart()}` : `${own} ${rest}`;
}
