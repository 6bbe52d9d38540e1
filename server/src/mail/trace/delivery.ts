// What the queue manager hands to a delivery agent, and how a delivery ends.

import type { Location, PlacedService } from '../../instance/instance.ts';
import type { Condition, Outcome, TracedRecipient, TraceRequest } from './model.ts';
import type { Program } from './program.ts';
import type { Placed, Submission, SubmittedRecipient } from './stages.ts';
import { filteredStatus } from './status-filter.ts';

/** A message in the queue, as far as delivery agents look at it. */
export interface Letter {
  readonly sender: string;
  readonly headers: readonly string[];
  readonly request: TraceRequest;
  /** The domain that incomplete addresses in its headers get. */
  readonly rewriting: Submission['rewriting'];
  /** The addresses in its Delivered-To: headers, in lower case. They reveal a forwarding loop. */
  readonly deliveredTo: ReadonlySet<string>;
  /** The number of its Received: headers. */
  readonly hops: number;
  /** The content filters that have seen it. */
  readonly filteredBy: readonly string[];
}

/** One recipient, the service that delivers to it, and what that service can ask for. */
export interface Delivery {
  readonly letter: Letter;
  readonly recipient: SubmittedRecipient;
  /** The recipient in the queue, which steps are about. An alias changes only `recipient`. */
  readonly about: string;
  /** The name of the service in master.cf. */
  readonly transport: string;
  readonly nexthop: string;
  readonly program: Program;
  readonly office: Office;
}

/** What a delivery agent can ask other programs to do with a message. */
export interface Office {
  /** deliver_pass.c: another delivery agent delivers, which `transport:nexthop` names. */
  pass(delivery: Delivery, to: Placed<string>): readonly TracedRecipient[];
  /** Gives a copy of the message with other addresses to cleanup(8). */
  forward(letter: Letter, submission: Submission): readonly TracedRecipient[];
}

export type DeliveryAgent = (delivery: Delivery) => readonly TracedRecipient[];

export interface Remark {
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
  readonly condition?: Condition | undefined;
  readonly at?: readonly Location[];
}

/** Notes what the delivery agent does for the recipient. */
export function note({ program, about }: Delivery, { at = [], condition, ...remark }: Remark): void {
  program.step({ recipient: about, ...remark, ...(condition && { condition }), at });
}

/** The recipient at the end of its way. */
export function ended(
  { letter, recipient, transport, nexthop }: Delivery,
  outcome: Outcome,
  more: Partial<TracedRecipient> = {},
): TracedRecipient {
  const { address, original } = recipient;
  return { address, original, transport, nexthop, outcome, sender: letter.sender, ...more };
}

/**
 * Postfix returns the message to its sender, or defers it with soft_bounce.
 * @param reason the enhanced status code and the text: `5.1.1 unknown user: "bob"`
 */
export function bounced(delivery: Delivery, reason: string, at: readonly Location[] = []): TracedRecipient[] {
  const status = filteredStatus(delivery.program, reason, delivery.about);
  return status.startsWith('4') ? stays(delivery, status, at) : returned(delivery, status, at);
}

/** The message stays in the queue, and Postfix tries again later. */
export function deferred(
  delivery: Delivery,
  reason: string,
  at: readonly Location[] = [],
  condition?: Condition,
): TracedRecipient[] {
  const status = filteredStatus(delivery.program, reason, delivery.about);
  return status.startsWith('5')
    ? returned(delivery, status, at, condition)
    : stays(delivery, status, at, condition);
}

function returned(
  delivery: Delivery,
  reason: string,
  at: readonly Location[],
  condition?: Condition,
): TracedRecipient[] {
  const { program } = delivery;
  if (program.is('soft_bounce')) {
    const soft = `4${reason.slice(1)}`;
    note(delivery, {
      what: `Defers the mail instead of returning it (soft_bounce): ${soft}`,
      condition,
      at: [...program.at('soft_bounce'), ...at],
    });
    return [ended(delivery, 'deferred', { reason: soft })];
  }
  note(delivery, { what: `Returns the mail to its sender: ${reason}`, condition, at });
  return [ended(delivery, 'bounced', { reason })];
}

function stays(
  delivery: Delivery,
  reason: string,
  at: readonly Location[],
  condition?: Condition,
): TracedRecipient[] {
  note(delivery, { what: `Defers the mail: ${reason}`, condition, at });
  return [ended(delivery, 'deferred', { reason })];
}

/**
 * The delivery agent exits with a fatal error before it takes a message. The queue manager waits for it, and the message
 * stays in the active queue.
 */
export function doesNotStart(
  delivery: Delivery,
  fatal: string,
  at: readonly Location[] = [],
): TracedRecipient[] {
  const { program } = delivery;
  note(delivery, {
    what: `Does not start: it exits with "fatal: ${fatal}". The mail waits in the active queue.`,
    at,
  });
  return [ended(delivery, 'deferred', { reason: `waits for ${program.name}, which does not start` })];
}

/** The delivery agent exits with a fatal error. The queue manager tries again later. */
export function failed(delivery: Delivery, fatal: string, at: readonly Location[] = []): TracedRecipient[] {
  note(delivery, { what: `Exits with "fatal: ${fatal}", so the mail stays in the queue.`, at });
  return [ended(delivery, 'deferred', { reason: '4.3.0 unknown mail transport error' })];
}

/** The fields of a service's line, from its name to its command. */
export function serviceLocation(
  { instance }: Program,
  service: PlacedService | undefined,
): readonly Location[] {
  const uri = instance.files.master?.uri;
  const first = service?.item.fields[0];
  const last = service?.item.fields.at(-1);
  if (uri === undefined || service === undefined || first === undefined || last === undefined) return [];
  return [{ uri, start: service.start + first.start, end: service.start + last.end }];
}
