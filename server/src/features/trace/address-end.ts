// Where mail to an address in a table ends.

import type { Instance } from '../../instance/instance.ts';
import type { TableFile, Tables } from '../../instance/table-files.ts';
import type { Trace, TraceRequest } from '../../mail/trace/model.ts';
import { traceMail } from '../../mail/trace/trace.ts';
import { memoize } from '../../syntax/memoize.ts';
import { briefEnd, endOfTrace, shortEnd } from './ends.ts';

/** `→ mailbox /var/mail/kim (virtual)` */
export function endOfAddress(tables: Tables, address: string): string {
  return shortEnd(traceTo(tables, address));
}

/** The same for a lens above the entry. */
export function lensOfAddress(
  tables: Tables,
  address: string,
): { readonly title: string; readonly tooltip: string } {
  const trace = traceTo(tables, address);
  return { title: briefEnd(trace), tooltip: `Mail to ${address}: ${endOfTrace(trace)}` };
}

const traceTo = memoize(
  (tables: Tables, address: string): Trace =>
    traceMail({ instance: tables.instance, tables }, requestTo(address)),
);

/** The sender does not matter for most configurations. A local program, because nothing refuses its mail. */
export function requestTo(address: string): TraceRequest {
  return { sender: 'postmaster', recipients: [address] };
}

/** Keys of these tables are recipients. */
const rolesOfRecipients: ReadonlySet<string> = new Set([
  'virtual-alias',
  'mailbox',
  'recipient',
  'relocated',
  'transport',
]);

/** The address that a key matches; undefined if it is not one recipient. */
export function recipientOf(instance: Instance, { role, uses }: TableFile, key: string): string | undefined {
  if (role === 'alias') return aliasAddress(instance, key);
  if (role === undefined || !rolesOfRecipients.has(role)) return undefined;
  // Tables for senders have the same form.
  if (uses.every(({ parameter }) => /sender/.test(parameter))) return undefined;
  if (/^[^@\s"]+@[^@\s"]+$/.test(key)) return key;
  return (role === 'virtual-alias' || role === 'mailbox') && /^[^@\s".*]+$/.test(key) ? key : undefined;
}

/** An alias is looked up only for a recipient of local(8). */
function aliasAddress(instance: Instance, key: string): string | undefined {
  if (!/^[^@\s":|/]+$/.test(key)) return undefined;
  const words = (instance.expanded('mydestination')?.text ?? '').split(/[\s,]+/);
  const domain =
    words.find((word) => /^[\w-]+(?:\.[\w-]+)+$/.test(word)) ?? words.find((word) => /^[\w-]+$/.test(word));
  return domain === undefined ? undefined : `${key}@${domain}`;
}
