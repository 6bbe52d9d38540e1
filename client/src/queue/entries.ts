// Messages in the queue, and the lines of `postqueue -j` that describe them (postqueue(1), JSON OBJECT FORMAT).

/** A message in the queue. */
export interface QueueEntry {
  readonly queue: string;
  readonly id: string;
  /** Seconds since 1970. */
  readonly arrival: number;
  /** In bytes. */
  readonly size: number;
  /** Empty for bounces. */
  readonly sender: string;
  readonly recipients: readonly Recipient[];
}

export interface Recipient {
  readonly address: string;
  /** Why the last delivery attempt failed; empty before the first attempt. */
  readonly reason: string;
}

/** A message as the model keeps it. Numbers identify messages as long as the model exists. */
export interface Message {
  readonly number: number;
  readonly id: string;
  readonly queue: string;
  readonly arrival: number;
  readonly size: number;
  readonly sender: string;
  /** The first recipients. */
  readonly recipients: string;
  readonly recipientCount: number;
  /** The first reason; empty before the first delivery attempt. */
  readonly reason: string;
}

/** Undefined for a line that is not a message. Later releases may add fields. */
export function parseEntry(line: string): QueueEntry | undefined {
  let data: Record<string, unknown>;
  try {
    data = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (typeof data !== 'object' || data === null) return undefined;
  const { queue_name: queue, queue_id: id, sender, recipients } = data;
  if (typeof queue !== 'string' || !isQueueId(id)) return undefined;
  return {
    queue,
    id,
    arrival: numberOf(data.arrival_time),
    size: numberOf(data.message_size),
    sender: typeof sender === 'string' ? sender : '',
    recipients: Array.isArray(recipients) ? recipients.flatMap(recipientOf) : [],
  };
}

/** Short IDs are hexadecimal, long ones have other letters, too (mail_queue.h). `ALL` would mean every message. */
function isQueueId(id: unknown): id is string {
  return typeof id === 'string' && /^[0-9A-Za-z]{5,}$/.test(id);
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
}

function recipientOf(data: unknown): Recipient[] {
  const { address, delay_reason: reason } = (data ?? {}) as Record<string, unknown>;
  if (typeof address !== 'string') return [];
  return [{ address, reason: typeof reason === 'string' ? reason : '' }];
}

/** Splits a stream of text into lines. */
export class Lines {
  private rest = '';

  constructor(private readonly onLine: (line: string) => void) {}

  add(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.onLine(line);
  }

  end(): void {
    if (this.rest !== '') this.onLine(this.rest);
    this.rest = '';
  }
}
