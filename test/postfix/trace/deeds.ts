// What the real Postfix did with a mail, from its log and its queue.
import type { PostfixInstance } from '../harness';

/** The end of one recipient, in the form that `saidOf` has for our answer. */
export type Deed = string;

interface Message {
  sender: string;
  readonly deeds: Deed[];
}

/** The deeds of each message by its Message-ID. Messages that Postfix itself writes have other ones. */
export async function deedsOf(
  postfix: PostfixInstance,
  log: string,
): Promise<ReadonlyMap<string, readonly Deed[]>> {
  const byQueueId = new Map<string, Message>();
  const ids = new Map<string, string[]>();
  const message = (queueId: string): Message => {
    const known = byQueueId.get(queueId) ?? { sender: '', deeds: [] };
    byQueueId.set(queueId, known);
    return known;
  };
  for (const line of log.split('\n')) {
    const [, program = '', queueId = '', text = ''] =
      /postfix\/(?:[\w.:-]+\/)?([\w-]+)\[\d+\]: ([0-9A-F]+): (.*)$/.exec(line) ?? [];
    if (queueId === '') continue;
    const id = program === 'cleanup' ? /^message-id=<(.*)>$/.exec(text)?.[1] : undefined;
    if (id !== undefined) ids.set(id, [...(ids.get(id) ?? []), queueId]);
    const from = program === 'qmgr' ? /^from=<(.*?)>, size=/.exec(text)?.[1] : undefined;
    if (from !== undefined) message(queueId).sender = from;
    const deed = deedIn(text);
    if (deed !== undefined) message(queueId).deeds.push(deed);
  }
  // A message stays in the active queue while the program that delivers it does not start.
  const [, program = ''] = /: warning: \S+\/([\w-]+): bad command startup/.exec(log) ?? [];
  const reasons = { hold: 'in the hold queue', active: `waits for ${program}, which does not start` };
  for (const { queue_name, queue_id, recipients } of await postfix.queue()) {
    if (queue_name !== 'hold' && queue_name !== 'active') continue;
    for (const { address } of recipients)
      message(queue_id).deeds.push(ending('deferred', address, reasons[queue_name]));
  }
  return new Map(
    [...ids].map(([id, queueIds]) => [
      id,
      queueIds.flatMap((queueId) => byQueueId.get(queueId)?.deeds ?? []).sort(),
    ]),
  );
}

export function ending(outcome: string, address: string, reason: string): Deed {
  // The configuration does not say where the home directories are.
  const known = reason.replace(/(cannot access home directory) [^:]*:/, '$1:');
  return `${outcome} ${address}: ${known}`;
}

export function recorded(address: string, transport: string, nexthop: string, sender: string): Deed {
  return `delivered ${address} by ${transport} to ${nexthop} from <${sender}>`;
}

export function stored(address: string, transport: string, what: string): Deed {
  return `delivered ${address} by ${transport} to ${what}`;
}

function deedIn(text: string): Deed | undefined {
  const match =
    /^to=<(?<address>.*?)>, (?:orig_to=<.*?>, )?relay=(?<relay>[^,]*), .*?dsn=(?<dsn>[\d.]+), status=(?<status>\w+) \((?<reason>.*)\)$/.exec(
      text,
    );
  const { address = '', relay = '', dsn = '', status = '', reason = '' } = match?.groups ?? {};
  if (match === null) return undefined;
  if (relay.startsWith('127.0.0.1[')) return atFilter(address, status, reason);
  if (status !== 'sent')
    return ending(status === 'bounced' ? 'bounced' : 'deferred', address, `${dsn} ${reason}`);
  if (/^forwarded as /.test(reason)) return undefined;
  const [, nexthop, sender] = /^delivered via \S+ service \(at=(.*) from=<(.*)>\)$/.exec(reason) ?? [];
  if (nexthop !== undefined && sender !== undefined) return recorded(address, relay, nexthop, sender);
  const [, what] = /^delivered to (mailbox|maildir|command: .*|file: .*)$/.exec(reason) ?? [];
  return what === undefined ? ending('discarded', address, `${dsn} ${reason}`) : stored(address, relay, what);
}

/** What the filter answers is the reply of the service that it returns mail to. */
function atFilter(address: string, status: string, reason: string): Deed | undefined {
  if (status === 'sent') return undefined;
  const [, reply = reason] = / said: (.*) \(in reply to /.exec(reason) ?? [];
  return ending(status === 'bounced' ? 'bounced' : 'deferred', address, reply);
}
