// A transport that is not a service in master.cf (qmgr_transport.c).

import { tableType } from '../../catalog/table-types.ts';
import type { Fix } from '../../edits/edit.ts';
import type { Instance } from '../../instance/instance.ts';
import {
  isNextHopForTransport,
  type TransportReference,
  transportNames,
  transportReferences,
  withTransport,
} from '../../mail/transports.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownTransport: Rule = {
  code: 'unknown-transport',
  title: 'Transport is not defined in master.cf',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const known = transportNames(instance);
    if (known === undefined) return;
    const deferred = deferredTransports(instance);
    // Another rule reports that the retry service is missing, because Postfix also needs it on its own.
    const isWanted = (name: string): boolean => !known.has(name) && name !== 'retry';
    for (const mention of transportReferences(instance, tables, { by: 'name', isWanted })) {
      if (isTable(mention)) yield tableFinding(mention);
      else if (isNextHopForTransport(mention)) continue;
      else if (deferred.has(mention.name)) yield deferredFinding(mention);
      else yield finding(mention, known);
    }
  },
};

/** `hash:/path`: a lookup table instead of a transport. */
function isTable({ name, nextHop = '' }: TransportReference): boolean {
  return tableType(name) !== undefined && /^(?:[/{]|[a-z]+:)/.test(nextHop);
}

function tableFinding({ by, name, nextHop = '', at }: TransportReference): Finding {
  const maps = mapsFor(by);
  const where = by === 'transport' ? 'A transport table' : by;
  return {
    at,
    message:
      `${where} needs a transport, but ${name}:${nextHop} is a lookup table. ` +
      `Postfix leaves the mail in the queue and logs: ${unavailable(name)}. ` +
      (maps === undefined
        ? 'Write a transport.'
        : `Put the table in ${maps}, and write a transport here or remove the line.`),
  };
}

/** The parameter that takes a table of transports, in place of one that takes a transport. */
function mapsFor(by: string): string | undefined {
  switch (by) {
    case 'default_transport':
    case 'local_transport':
    case 'relay_transport':
    case 'virtual_transport':
      return 'transport_maps';
    case 'fallback_transport':
    case 'mailbox_transport':
      return `${by}_maps`;
    default:
      return by.startsWith('address_verify_') ? 'address_verify_transport_maps' : undefined;
  }
}

/** The queue manager does not try these until the queue is flushed (qmgr_message.c). */
function deferredTransports(instance: Instance): ReadonlySet<string> {
  const queueManager = instance.services.find(({ program }) => program === 'qmgr' || program === 'oqmgr');
  return new Set(instance.expanded('defer_transports', queueManager)?.text.split(/[,\s]+/));
}

function deferredFinding({ name, nameAt }: TransportReference): Finding {
  return {
    at: nameAt,
    severity: 'information',
    message:
      `master.cf has no transport named "${name}". Because defer_transports includes it, ` +
      'Postfix leaves the mail in the queue and logs: "deferred transport". ' +
      'When the queue is flushed, the delivery fails. Add the service before that.',
  };
}

function unavailable(name: string): string {
  return logText(`connect to transport private/${name}: No such file or directory`);
}

function finding(mention: TransportReference, known: ReadonlySet<string>): Finding {
  const { name, nameAt } = mention;
  const target = withTransport(mention);
  const similar = target === undefined ? closest(name, [], known) : undefined;
  const fix: Fix | undefined =
    target !== undefined
      ? { title: `Change to ${target}`, edits: [{ at: mention.at, text: target }] }
      : similar === undefined
        ? undefined
        : { title: `Change to ${similar}`, edits: [{ at: nameAt, text: similar }], preferred: true };
  return {
    at: nameAt,
    message:
      `master.cf has no transport named "${name}". ` +
      `Postfix leaves the mail in the queue and logs: ${unavailable(name)}. ` +
      advice(target, similar),
    ...(fix && { fixes: [fix] }),
  };
}

function advice(target: string | undefined, similar: string | undefined): string {
  if (target !== undefined) return `Write ${target}, or use the name of another service.`;
  return similar === undefined
    ? 'Add the service, or use the name of an existing one.'
    : `Did you mean ${similar}?`;
}
