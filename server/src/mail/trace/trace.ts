// The whole way of one mail: the service that takes it, cleanup, the queue manager, and the delivery agents. A content
// filter sends it around once more.

import type { PlacedService } from '../../instance/instance.ts';
import type { MailSystem } from '../relay.ts';
import { cleanUp } from './cleanup.ts';
import { QueueManager, replyText, returningRequest } from './deliver.ts';
import type { Letter } from './delivery.ts';
import { wayBack } from './filters.ts';
import { everyWay, type Journey, maxWays } from './journey.ts';
import type { Outcome, Reply, Trace, TracedRecipient, TraceRequest, Way } from './model.ts';
import { pickUp } from './pickup.ts';
import { Program } from './program.ts';
import { receive } from './smtpd.ts';
import type { Received, RefusedRecipient, Submission } from './stages.ts';

/** Follows one mail through a configuration. Never throws. The first way is the usual one. */
export function traceMail(system: MailSystem, request: TraceRequest): Trace {
  const { ways, complete } = everyWay(system, maxWays, (journey) => travel(journey, request));
  const service = ways.find((way) => way.service !== undefined)?.service;
  return { request, ...(service && { service }), ways: ways.map(({ way }) => way), complete };
}

interface Travelled {
  readonly way: Way;
  readonly service: PlacedService | undefined;
}

function travel(journey: Journey, request: TraceRequest): Travelled {
  const received = throughProxies(journey, request, enter(journey, request), []);
  const service = received.kind === 'accepted' ? received.submission.service : undefined;
  return { way: { ...endOf(journey, request, received), ...noted(journey) }, service };
}

function noted(journey: Journey): Pick<Way, 'conditions' | 'steps'> {
  return { conditions: journey.conditions, steps: journey.steps };
}

function enter(journey: Journey, request: TraceRequest): Received {
  return request.client === undefined ? pickUp(journey, request) : receive(journey, request);
}

/** smtpd_proxy_filter: the proxy sees the mail first, and gives it to another smtpd. Its reply is that of the client. */
function throughProxies(
  journey: Journey,
  request: TraceRequest,
  received: Received,
  before: readonly string[],
): Received {
  if (received.kind !== 'accepted' || received.submission.proxy === undefined) return received;
  const { proxy, recipients, headers } = received.submission;
  const { value, at } = proxy;
  journey.step({ program: 'smtpd', what: `Sends the mail through the proxy filter ${value}.`, at });
  if (before.includes(value))
    return { kind: 'unanswered', reason: `the mail loops through the proxy filter ${value}` };
  const back = wayBack(journey, { parameter: 'smtpd_proxy_filter', to: value });
  if (back.kind !== 'smtpd') {
    journey.step({
      program: 'smtpd',
      what: 'The proxy filter processes the mail.',
      condition: back.condition,
      at,
    });
    return received;
  }
  journey.step({
    program: 'smtpd',
    what: 'The mail comes back from the proxy filter.',
    condition: back.condition,
    at: [],
  });
  const { service } = back;
  const program = new Program(journey, 'smtpd', service);
  const returned = {
    ...returningRequest(program, { request, sender: '', headers }, [], service),
    // The proxy gets the commands of the client.
    sender: request.sender,
    recipients: recipients.map(({ original }) => original),
  };
  const next = throughProxies(journey, request, receive(journey, returned), [...before, value]);
  return withRefused(next, received.refused);
}

/** The recipients that the service before the proxy refuses are not sent to the proxy. */
function withRefused(received: Received, before: readonly RefusedRecipient[] = []): Received {
  if (before.length === 0 || received.kind === 'refused' || received.kind === 'unanswered') return received;
  return { ...received, refused: [...before, ...(received.refused ?? [])] };
}

/** pickup(8) tries again once a minute. */
export const staysInMaildrop = 'stays in the maildrop queue: ';

type End = Omit<Way, 'conditions' | 'steps'>;

function endOf(journey: Journey, request: TraceRequest, received: Received): End {
  switch (received.kind) {
    case 'accepted':
      return accepted(journey, request, received);
    case 'refused':
      return allEnd(request, 'refused', replyText(received.reply), received.reply);
    case 'discarded':
      return allEnd(request, 'discarded', undefined, received.reply);
    case 'unanswered':
      return allEnd(request, 'refused', received.reason);
  }
}

function accepted(
  journey: Journey,
  request: TraceRequest,
  { submission, reply, refused = [] }: Extract<Received, { kind: 'accepted' }>,
): End {
  const rejected = refused.map(({ recipient, reply: answer }) =>
    unsent(request.sender, recipient, 'refused', replyText(answer)),
  );
  if (submission.proxy !== undefined) {
    const atProxy = submission.recipients.map(({ address }) => ({
      ...unsent(submission.sender, address, 'delivered'),
      nexthop: submission.proxy?.value ?? '',
    }));
    return end(submission.sender, [...rejected, ...atProxy], reply);
  }
  const queued = cleanUp(journey, submission);
  switch (queued.kind) {
    case 'queued': {
      const letter = letterOf(request, submission, queued.sender, queued.headers);
      const delivered = new QueueManager(journey).deliver(letter, queued);
      return end(queued.sender, [...rejected, ...delivered], reply);
    }
    case 'refused':
      return allEnd(request, 'refused', replyText(queued.reply), queued.reply);
    case 'bounced':
      return end(
        submission.sender,
        queued.recipients.map(({ address, original }) => ({
          ...unsent(submission.sender, address, 'bounced', queued.reason),
          original,
        })),
        reply,
      );
    case 'deferred':
      return allEnd(request, 'deferred', `${staysInMaildrop}${queued.reason}`, reply);
    case 'discarded':
      return allEnd(request, 'discarded', undefined, reply);
  }
}

function letterOf(
  request: TraceRequest,
  submission: Submission,
  sender: string,
  headers: readonly string[],
): Letter {
  const named = (name: RegExp): string[] =>
    headers.flatMap((header) => name.exec(header)?.[1]?.trim().toLowerCase() ?? []);
  return {
    sender,
    headers,
    request,
    rewriting: submission.rewriting,
    deliveredTo: new Set(named(/^Delivered-To:(.*)$/is)),
    // That of this host is added to those of the mail.
    hops: named(/^(Received):/i).length + 1,
    filteredBy: [],
  };
}

function allEnd(request: TraceRequest, outcome: Outcome, reason: string | undefined, reply?: Reply): End {
  const { sender, recipients } = request;
  return end(
    sender,
    recipients.map((recipient) => unsent(sender, recipient, outcome, reason)),
    reply,
    outcome,
  );
}

function unsent(sender: string, address: string, outcome: Outcome, reason?: string): TracedRecipient {
  return {
    address,
    original: address,
    transport: '',
    nexthop: '',
    outcome,
    sender,
    ...(reason !== undefined && { reason }),
  };
}

const worstFirst: readonly Outcome[] = ['refused', 'bounced', 'deferred', 'discarded', 'delivered'];

function end(
  sender: string,
  recipients: readonly TracedRecipient[],
  reply: Reply | undefined,
  whole?: Outcome,
): End {
  const outcome =
    whole ??
    worstFirst.find((each) => recipients.some((recipient) => recipient.outcome === each)) ??
    'discarded';
  return { outcome, ...(reply && { reply }), sender, recipients };
}
