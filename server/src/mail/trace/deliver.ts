// The queue manager: chooses a delivery agent for each recipient of a message, and takes back what agents and content
// filters submit again (qmgr_message.c).

import { program as programFacts, stockServices } from '../../catalog/services.ts';
import type { Location, PlacedService } from '../../instance/instance.ts';
import { domainOf, quoteLocal } from './addresses.ts';
import { cleanUp } from './cleanup.ts';
import {
  bounced,
  type Delivery,
  type DeliveryAgent,
  deferred,
  ended,
  failed,
  type Letter,
  note,
  type Office,
  serviceLocation,
} from './delivery.ts';
import { discardAgent, errorAgent } from './error.ts';
import { returns, wayBack } from './filters.ts';
import type { Journey } from './journey.ts';
import { localAgent } from './local.ts';
import type { Reply, TracedRecipient, TraceRequest } from './model.ts';
import { pickUp } from './pickup.ts';
import { pipeAgent } from './pipe.ts';
import { Program, programOf } from './program.ts';
import { resolve } from './resolve.ts';
import { smtpAgent } from './smtp.ts';
import { receive } from './smtpd.ts';
import type { Placed, Queued, Submission, SubmittedRecipient } from './stages.ts';
import { virtualAgent } from './virtual.ts';

const agents: Readonly<Record<string, DeliveryAgent | undefined>> = {
  local: localAgent,
  virtual: virtualAgent,
  smtp: smtpAgent,
  lmtp: smtpAgent,
  pipe: pipeAgent,
  error: errorAgent,
  discard: discardAgent,
};

export type InQueue = Extract<Queued, { readonly kind: 'queued' }>;

/** Where the queue manager sends one recipient. */
interface Destination {
  readonly recipient: SubmittedRecipient;
  readonly transport: string;
  readonly nexthop: string;
}

export class QueueManager implements Office {
  private readonly program: Program;

  constructor(private readonly journey: Journey) {
    this.program = programOf(journey, 'qmgr', 'qmgr');
  }

  /** Delivers a message to each of its recipients. */
  deliver(letter: Letter, queued: InQueue): readonly TracedRecipient[] {
    const { filter, hold } = queued;
    if (hold !== undefined) return this.hold(letter, queued.recipients, hold);
    if (filter !== undefined) return this.filter(letter, queued.recipients, filter);
    return queued.recipients.flatMap((recipient) => this.one(letter, recipient));
  }

  pass(delivery: Delivery, { value, at }: Placed<string>): readonly TracedRecipient[] {
    const colon = value.indexOf(':');
    const transport = colon < 0 ? value : value.slice(0, colon);
    const nexthop = (colon < 0 ? '' : value.slice(colon + 1)) || delivery.nexthop;
    const { letter, recipient } = delivery;
    if (this.transport(transport) === undefined && this.stockProgram(transport) === undefined)
      return failed(delivery, `connect #11 to subsystem private/${transport}: No such file or directory`, at);
    return this.toAgent(letter, { recipient, transport, nexthop }, at);
  }

  forward(letter: Letter, submission: Submission): readonly TracedRecipient[] {
    const { recipients, program } = submission;
    const limit = this.program.number('hopcount_limit');
    if (letter.hops >= limit)
      return recipients.flatMap((recipient) => {
        const delivery = this.delivery(
          letter,
          { recipient, transport: '', nexthop: '' },
          undefined,
          'cleanup',
        );
        note(delivery, {
          what: `The mail loops: it has ${letter.hops} Received: headers (hopcount_limit).`,
          at: this.program.at('hopcount_limit'),
        });
        return bounced(delivery, '5.4.0 too many hops');
      });
    const queued = cleanUp(this.journey, submission);
    switch (queued.kind) {
      case 'queued':
        return this.deliver({ ...letter, sender: queued.sender, headers: queued.headers }, queued);
      case 'discarded':
        return recipients.map((recipient) =>
          this.end(letter, recipient, 'discarded', `discarded by ${program}`),
        );
      case 'bounced':
        return queued.recipients.map((recipient) => this.end(letter, recipient, 'bounced', queued.reason));
      case 'deferred':
        return recipients.map((recipient) => this.end(letter, recipient, 'deferred', queued.reason));
      case 'refused':
        return recipients.map((recipient) =>
          this.end(letter, recipient, outcomeFor(queued.reply), replyText(queued.reply)),
        );
    }
  }

  private hold(
    letter: Letter,
    recipients: readonly SubmittedRecipient[],
    { value, at }: Placed<string>,
  ): readonly TracedRecipient[] {
    this.program.step({
      what: `The mail stays in the hold queue until "postsuper -H"${value === '' ? '' : ` (${value})`}.`,
      at,
    });
    return recipients.map((recipient) => this.end(letter, recipient, 'deferred', 'in the hold queue'));
  }

  private one(letter: Letter, recipient: SubmittedRecipient): readonly TracedRecipient[] {
    if (recipient.knownBy !== undefined) return this.untold(letter, recipient, recipient.knownBy);
    const resolved = resolve(this.journey, {
      sender: letter.sender,
      address: recipient.address,
      by: this.program,
    });
    const next = { ...recipient, address: resolved.address };
    if (resolved.knownBy !== undefined) return this.untold(letter, next, resolved.knownBy);
    if (next.address === '')
      return this.toAgent(
        letter,
        { recipient: next, transport: 'error', nexthop: '5.1.3 null recipient address' },
        [],
      );
    if (resolved.domainClass === 'local' && this.isDoubleBounce(next.address)) {
      const reason = '2.0.0 undeliverable postmaster notification discarded';
      this.program.step({ what: `Discards the mail: ${reason}`, recipient: recipient.address, at: [] });
      return [this.end(letter, next, 'discarded', reason)];
    }
    const { transport, nexthop, at } = resolved;
    return this.toAgent(letter, this.unlessDeferred({ recipient: next, transport, nexthop }), at);
  }

  /** Only a table that cannot be read knows the transport or the next hop. */
  private untold(letter: Letter, recipient: SubmittedRecipient, table: string): readonly TracedRecipient[] {
    this.program.step({
      what: `The entry in ${table} determines where the mail goes, so the trace ends here.`,
      recipient: recipient.address,
      at: [],
    });
    return [
      ended(this.delivery(letter, { recipient, transport: '', nexthop: '' }, undefined, 'qmgr'), 'delivered'),
    ];
  }

  private isDoubleBounce(address: string): boolean {
    const domain = domainOf(address);
    const local = domain === undefined ? address : address.slice(0, -domain.length - 1);
    return local.toLowerCase() === this.program.text('double_bounce_sender').toLowerCase();
  }

  /** defer_transports */
  private unlessDeferred(destination: Destination): Destination {
    if (!this.program.words('defer_transports').includes(destination.transport)) return destination;
    this.program.step({
      what: `Does not use the transport ${destination.transport} until the queue is flushed (defer_transports).`,
      recipient: destination.recipient.address,
      at: this.program.at('defer_transports'),
    });
    return { ...destination, transport: 'retry', nexthop: '4.3.2 deferred transport' };
  }

  private toAgent(
    letter: Letter,
    destination: Destination,
    at: readonly Location[],
  ): readonly TracedRecipient[] {
    const { transport } = destination;
    const service = this.transport(transport);
    const name = service === undefined ? this.stockProgram(transport) : service.program;
    const delivery = this.delivery(letter, destination, service, name ?? 'qmgr');
    if (name === undefined) {
      this.program.step({
        what: `master.cf has no service ${transport} of type unix.`,
        recipient: destination.recipient.address,
        at,
      });
      return deferred({ ...delivery, program: this.program }, '4.3.0 mail transport unavailable');
    }
    const agent = Object.hasOwn(agents, name) ? agents[name] : undefined;
    if (agent !== undefined) return agent(delivery);
    if (programFacts(name) !== undefined && programFacts(name)?.role !== 'delivery')
      return deferred(
        { ...delivery, program: this.program },
        '4.3.0 unknown mail transport error',
        serviceLocation(this.program, service),
      );
    note(delivery, {
      what: `Passes the mail to ${name}, which is not part of Postfix.`,
      at: serviceLocation(this.program, service),
    });
    return [ended(delivery, 'delivered')];
  }

  /** The queue manager connects to the socket private/NAME. */
  private transport(name: string): PlacedService | undefined {
    const service = this.journey.system.instance.services.findLast(
      (each) => each.name === name && each.type === 'unix',
    );
    return service?.item.fields[2]?.text === 'n' ? undefined : service;
  }

  /** Without master.cf, the services of the original one are assumed. */
  private stockProgram(name: string): string | undefined {
    if (this.journey.system.instance.files.master !== undefined) return undefined;
    return stockServices.find(({ service, type }) => service === name && type === 'unix')?.program;
  }

  private delivery(
    letter: Letter,
    destination: Destination,
    service: PlacedService | undefined,
    name: string,
  ): Delivery {
    return {
      letter,
      about: destination.recipient.address,
      ...destination,
      program: new Program(this.journey, name, service),
      office: this,
    };
  }

  private end(
    letter: Letter,
    recipient: SubmittedRecipient,
    outcome: TracedRecipient['outcome'],
    reason: string,
  ): TracedRecipient {
    return ended(
      this.delivery(letter, { recipient, transport: '', nexthop: '' }, undefined, 'qmgr'),
      outcome,
      { reason },
    );
  }

  // --- Content filters

  /** Delivers to the filter, and takes the mail back from it. */
  private filter(
    letter: Letter,
    recipients: readonly SubmittedRecipient[],
    { value, at }: Placed<string>,
  ): readonly TracedRecipient[] {
    const colon = value.indexOf(':');
    const transport = colon < 0 ? value : value.slice(0, colon);
    const named = colon < 0 ? '' : value.slice(colon + 1);
    this.program.step({ what: `Sends the mail to the content filter ${value}.`, at });
    const nexthopOf = ({ address }: SubmittedRecipient): string => named || this.filterNexthop(address);
    const filter = { parameter: 'content_filter', to: value, service: this.transport(transport) } as const;
    return this.deliveries(transport, recipients, nexthopOf).flatMap((group) => {
      const toFilter = (recipient: SubmittedRecipient) => {
        const destination = { recipient, transport, nexthop: nexthopOf(recipient) };
        return this.toAgent(letter, this.unlessDeferred(destination), at);
      };
      const sent = this.journey.together(group.map((recipient) => () => toFilter(recipient))).flat();
      if (sent.some(({ outcome }) => outcome !== 'delivered')) return sent;
      if (letter.filteredBy.includes(value)) return this.loop(letter, group, value);
      if (!returns(this.journey, filter)) return sent;
      const back = wayBack(this.journey, filter);
      if (back.kind === 'none') {
        const what = 'Processes the mail.';
        this.journey.step({ program: 'filter', what, condition: back.condition, at });
        return sent;
      }
      const filtered = { ...letter, filteredBy: [...letter.filteredBy, value] };
      return this.comeBack(filtered, group, back);
    });
  }

  /** qmgr_message_assign(): one delivery has recipients with the same next hop, up to a limit of the transport. */
  private deliveries(
    transport: string,
    recipients: readonly SubmittedRecipient[],
    nexthopOf: (recipient: SubmittedRecipient) => string,
  ): readonly (readonly SubmittedRecipient[])[] {
    const parameter = `${transport}_destination_recipient_limit`;
    const limit = this.program.number(
      this.program.text(parameter) === '' ? 'default_destination_recipient_limit' : parameter,
    );
    const open = new Map<string, SubmittedRecipient[]>();
    const all: SubmittedRecipient[][] = [];
    for (const recipient of recipients) {
      const nexthop = nexthopOf(recipient);
      let delivery = open.get(nexthop);
      if (delivery === undefined || (limit > 0 && delivery.length >= limit)) {
        delivery = [];
        open.set(nexthop, delivery);
        all.push(delivery);
      }
      delivery.push(recipient);
    }
    return all;
  }

  private loop(
    letter: Letter,
    recipients: readonly SubmittedRecipient[],
    filter: string,
  ): readonly TracedRecipient[] {
    this.program.step({
      what: `The mail loops: it comes back from the filter ${filter} and goes there again, until it has too many Received: headers.`,
      at: this.program.at('content_filter', 'hopcount_limit'),
    });
    return recipients.map((recipient) => this.end(letter, recipient, 'bounced', '5.4.0 too many hops'));
  }

  /** default_filter_nexthop, since 2.7; otherwise the recipient's domain. */
  private filterNexthop(address: string): string {
    const host = this.program.text('myhostname');
    if (!this.program.since('2.7')) return host;
    return this.program.text('default_filter_nexthop') || domainOf(address) || host;
  }

  private comeBack(
    letter: Letter,
    recipients: readonly SubmittedRecipient[],
    back: Exclude<ReturnType<typeof wayBack>, { kind: 'none' }>,
  ): readonly TracedRecipient[] {
    const service = back.kind === 'smtpd' ? back.service : undefined;
    const program = new Program(this.journey, back.kind, service);
    program.step({
      what: 'The mail comes back from the filter.',
      condition: back.condition,
      at: serviceLocation(program, service),
    });
    const request = returningRequest(program, letter, recipients, service);
    const received = service === undefined ? pickUp(this.journey, request) : receive(this.journey, request);
    const next = { ...letter, hops: letter.hops + 1 };
    switch (received.kind) {
      case 'accepted': {
        const refused = (received.refused ?? []).map(({ recipient, reply }) =>
          this.end(letter, originally(recipients, recipient), outcomeFor(reply), replyText(reply)),
        );
        const submission = {
          ...received.submission,
          recipients: received.submission.recipients.map((each) => ({
            address: each.address,
            original: originally(recipients, each.original).original,
          })),
        };
        return [...refused, ...this.forward({ ...next, rewriting: submission.rewriting }, submission)];
      }
      case 'refused':
        return recipients.map((each) => {
          const own = received.refused?.find(({ recipient }) => recipient === quoteLocal(each.address));
          const { reply } = own ?? received;
          return this.end(letter, each, outcomeFor(reply), replyText(reply));
        });
      case 'discarded':
        return recipients.map((each) => this.end(letter, each, 'discarded', 'discarded'));
      case 'unanswered':
        return recipients.map((each) => this.end(letter, each, 'deferred', received.reason));
    }
  }
}

/** What the filter asks of Postfix: the same mail, from this host. */
export function returningRequest(
  program: Program,
  { request, sender, headers }: Pick<Letter, 'request' | 'sender' | 'headers'>,
  recipients: readonly SubmittedRecipient[],
  service: PlacedService | undefined,
): TraceRequest {
  const { size, body } = request;
  return {
    ...(service && {
      client: { address: '127.0.0.1', name: 'localhost' },
      helo: program.text('myhostname'),
      service: service.name,
    }),
    sender: sender === '' ? '' : quoteLocal(sender),
    recipients: recipients.map(({ address }) => quoteLocal(address)),
    headers,
    ...(body && { body }),
    ...(size !== undefined && { size }),
  };
}

/** A client that gets this reply tries again later, or returns the mail. */
function outcomeFor({ code }: Reply): 'deferred' | 'bounced' {
  return code < 500 ? 'deferred' : 'bounced';
}

function originally(recipients: readonly SubmittedRecipient[], address: string): SubmittedRecipient {
  return recipients.find((each) => quoteLocal(each.address) === address) ?? { address, original: address };
}

export function replyText({
  code,
  enhanced,
  text,
}: {
  code: number;
  enhanced?: string;
  text: string;
}): string {
  return [code, enhanced, text].filter((part) => part !== undefined && part !== '').join(' ');
}
