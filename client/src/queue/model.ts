// The mail queue as the view shows it: messages by queue, and in each queue by reason, destination, or sender. A record
// is compact, and there is a limit for their number, so that a queue of any length can be shown.

import type { Message, QueueEntry, Recipient } from './entries.ts';
import { type Filter, matches } from './filter.ts';
import { Numbers, Texts } from './growing.ts';

export const groupings = ['reason', 'destination', 'sender'] as const;
export type Grouping = (typeof groupings)[number];

/** Messages in one place of the tree. */
export interface Group {
  /** The queue, the reason, the domain, or the address. */
  readonly name: string;
  /** The oldest first. */
  readonly messages: readonly number[];
  readonly size: number;
  /** Seconds since 1970. */
  readonly oldest: number;
}

export interface Limits {
  /** Messages beyond this number are only counted. */
  readonly messages: number;
  /** Different reasons, destinations, and senders. */
  readonly texts: number;
}

export const defaultLimits: Limits = { messages: 200_000, texts: 50_000 };

/** The order of the queues in the view. Others come after them. */
const queueOrder = ['active', 'incoming', 'deferred', 'hold', 'maildrop'];
/** For the filter and for tooltips, in characters. */
const recipientsLength = 200;

export const noReason = 'No delivery attempt has failed';
export const noSender = '<>';
const others = '(others)';

export class QueueModel {
  /** Messages that were read, including those beyond the limit. */
  total = 0;
  private readonly ids: string[] = [];
  private readonly recipients: string[] = [];
  private readonly recipientCounts = new Numbers('integers');
  private readonly arrivals = new Numbers('large');
  private readonly sizes = new Numbers('large');
  private readonly queues = new Numbers('integers');
  private readonly senders = new Numbers('integers');
  private readonly reasons = new Numbers('integers');
  /** For a message that belongs to several groups, a list. */
  private readonly reasonGroups: (number | readonly number[])[] = [];
  private readonly destinationGroups: (number | readonly number[])[] = [];
  private readonly texts: Texts;
  private readonly queueNames = new Texts(100, others);
  private readonly groupLists = new Map<string, readonly Group[]>();
  private filtered: { readonly filter: Filter; readonly numbers: readonly number[] } | undefined;

  constructor(private readonly limits: Limits = defaultLimits) {
    this.texts = new Texts(limits.texts, others);
  }

  /** The messages that have records. */
  get length(): number {
    return this.ids.length;
  }

  get isBounded(): boolean {
    return this.total > this.length;
  }

  add({ id, queue, arrival, size, sender, recipients }: QueueEntry): void {
    this.total++;
    if (this.ids.length >= this.limits.messages) return;
    this.ids.push(id);
    this.queues.push(this.queueNames.numberOf(queue));
    this.arrivals.push(arrival);
    this.sizes.push(size);
    this.senders.push(this.texts.numberOf(sender === '' ? noSender : sender));
    this.recipients.push(firstOf(recipients));
    this.recipientCounts.push(recipients.length);
    const deferred = recipients.filter(({ reason }) => reason !== '');
    this.reasons.push(this.texts.numberOf(deferred[0]?.reason ?? ''));
    const kinds = deferred.map(({ reason }) => reasonKind(reason));
    this.reasonGroups.push(this.numbersOf(kinds.length === 0 ? [noReason] : kinds));
    this.destinationGroups.push(this.numbersOf(recipients.map(({ address }) => domainOf(address))));
    this.groupLists.clear();
    this.filtered = undefined;
  }

  message(number: number): Message {
    const sender = this.texts.text(this.senders.at(number));
    return {
      number,
      id: this.ids[number] ?? '',
      queue: this.queueNames.text(this.queues.at(number)),
      arrival: this.arrivals.at(number),
      size: this.sizes.at(number),
      sender,
      recipients: this.recipients[number] ?? '',
      recipientCount: this.recipientCounts.at(number),
      reason: this.texts.text(this.reasons.at(number)),
    };
  }

  id(number: number): string {
    return this.ids[number] ?? '';
  }

  /** The messages that match, in the order of the output. */
  matching(filter: Filter): readonly number[] {
    if (this.filtered?.filter === filter) return this.filtered.numbers;
    const numbers: number[] = [];
    for (let i = 0; i < this.ids.length; i++)
      if (filter.isEmpty || matches(filter, this.message(i))) numbers.push(i);
    this.filtered = { filter, numbers };
    this.groupLists.clear();
    return numbers;
  }

  /** The queues that have matching messages. */
  queuesOf(filter: Filter): readonly Group[] {
    const numbers = this.matching(filter);
    return this.remembered('queues', () => {
      const groups = this.grouped(numbers, (number) => this.queues.at(number), this.queueNames);
      const rank = ({ name }: Group) => (queueOrder.indexOf(name) + queueOrder.length) % queueOrder.length;
      return groups.sort((a, b) => rank(a) - rank(b));
    });
  }

  /** The groups of a queue. Those with the most messages come first. */
  groupsOf(queue: string, grouping: Grouping, filter: Filter): readonly Group[] {
    const found = this.queuesOf(filter).find(({ name }) => name === queue);
    return this.remembered(`${grouping} ${queue}`, () =>
      this.grouped(found?.messages ?? [], this.keysBy(grouping), this.texts).sort(
        (a, b) => b.messages.length - a.messages.length || (a.name < b.name ? -1 : 1),
      ),
    );
  }

  /** How many of the messages have recipients in other domains than this one. */
  withOtherDomains(numbers: readonly number[], domain: string): number {
    const own = this.texts.numberOf(domain);
    return numbers.filter((number) => {
      const groups = this.destinationGroups[number];
      return typeof groups === 'object' && groups.some((group) => group !== own);
    }).length;
  }

  private keysBy(grouping: Grouping): (number: number) => number | readonly number[] {
    switch (grouping) {
      case 'reason':
        return (number) => this.reasonGroups[number] ?? [];
      case 'destination':
        return (number) => this.destinationGroups[number] ?? [];
      case 'sender':
        return (number) => this.senders.at(number);
    }
  }

  private grouped(
    numbers: readonly number[],
    keysOf: (number: number) => number | readonly number[],
    texts: Texts,
  ): Group[] {
    const lists = new Map<number, number[]>();
    const put = (key: number, number: number) => {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [number]);
      else list.push(number);
    };
    for (const number of numbers) {
      const keys = keysOf(number);
      if (typeof keys === 'number') put(keys, number);
      else for (const key of keys) put(key, number);
    }
    return [...lists].map(([key, messages]) => {
      messages.sort((a, b) => this.arrivals.at(a) - this.arrivals.at(b));
      const size = messages.reduce((sum, number) => sum + this.sizes.at(number), 0);
      return { name: texts.text(key), messages, size, oldest: this.arrivals.at(messages[0] ?? 0) };
    });
  }

  private remembered(key: string, compute: () => readonly Group[]): readonly Group[] {
    const known = this.groupLists.get(key);
    if (known !== undefined) return known;
    const groups = compute();
    this.groupLists.set(key, groups);
    return groups;
  }

  private numbersOf(texts: readonly string[]): number | readonly number[] {
    const [first, ...rest] = new Set(texts.map((text) => this.texts.numberOf(text)));
    return rest.length === 0 ? (first ?? this.texts.numberOf(others)) : [first ?? 0, ...rest];
  }
}

function firstOf(recipients: readonly Recipient[]): string {
  let text = '';
  for (const { address } of recipients) {
    if (text.length > recipientsLength) return `${text}, …`;
    text += text === '' ? address : `, ${address}`;
  }
  return text;
}

/** The domain of an address in lower case. An address without a domain is delivered as one of `$myorigin`. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(at + 1).toLowerCase();
}

/**
 * A reason without what differs from message to message: addresses, queue IDs, times, and session identifiers. Hosts
 * remain.
 */
export function reasonKind(reason: string): string {
  return reason
    .slice(0, kindLength)
    .replace(/[^\s<>()[\],;:"]*@[^\s<>()[\],;:"]+/g, '…')
    .replace(/\b\d+(?=\s*(?:second|minute|hour|sec|min)s?\b)/gi, '…')
    .replace(/\b\d{1,2}:\d{2}(?::\d{2})?\b/g, '…')
    .replace(/[\w-]{12,}(?:\.\d{1,3})?(?=[ )\]]|$)/g, (word) =>
      /\d/.test(word) && /[A-Za-z]/.test(word) ? '…' : word,
    )
    .trim();
}

/** The rest of a long reason is hardly ever different, in characters. */
const kindLength = 400;
