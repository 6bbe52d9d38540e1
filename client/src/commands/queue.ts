// The commands of the queue view.

import {
  type ActionResult,
  actionCommand,
  changeMessages,
  flushMessage,
  flushQueue,
  type QueueAction,
  type QueueOwner,
  readHeaders,
  requeueAll,
} from '../postfix/queue.ts';
import { messages, someOf } from '../queue/texts.ts';
import type { CommandContext } from './context.ts';
import { failureOf, mayRun, needProgram, offerTerminal, sayDeclined, sayWithPlaces } from './say.ts';

export interface QueueContext extends CommandContext {
  /** Asks a question that the user must answer. @param button does what the question asks about */
  confirm(question: string, detail: string, button: string): Promise<boolean>;
  /** Reads the queue again. */
  refresh(): Promise<void>;
  /** Opens a read-only document. */
  showText(name: string, text: string): Promise<void>;
  /** Writes a text to a file that only the user can read, and returns its path. */
  saveTemporary(text: string): Promise<string>;
}

/** The messages that a command is about. */
export interface Selection {
  readonly owner: QueueOwner;
  readonly ids: readonly string[];
  /** Messages of a group by destination that also have recipients in other domains. */
  readonly withOtherDomains: number;
}

interface Words {
  /** `Requeue` */
  readonly imperative: string;
  /** What was done to this many messages: `Requeued 2 messages`. */
  done(what: string): string;
  /** `requeue` */
  readonly verb: string;
}

const words: Readonly<Record<QueueAction, Words>> = {
  requeue: { imperative: 'Requeue', done: (what) => `Requeued ${what}`, verb: 'requeue' },
  hold: { imperative: 'Hold', done: (what) => `Put ${what} on hold`, verb: 'hold' },
  release: { imperative: 'Release', done: (what) => `Released ${what}`, verb: 'release' },
  delete: { imperative: 'Delete', done: (what) => `Deleted ${what}`, verb: 'delete' },
};

/** Above this number, the user may prefer to flush the whole queue. */
const many = 100;
/** How many programs run at the same time. */
const atOnce = 4;

export async function changeSelected(
  context: QueueContext,
  action: QueueAction,
  selection: Selection,
): Promise<void> {
  const { ids, owner } = selection;
  const { ui } = context;
  if (ids.length === 0 || !(await mayRun(context))) return;
  const postsuper = await needProgram(context, 'postsuper');
  if (postsuper === undefined) return;
  if (action === 'delete' && !(await isSure(context, selection))) return;
  const { verb, imperative } = words[action];
  const why = `Only root can ${verb} messages. This command applies to ${messages(ids.length)}.`;
  const { result, changed } = await ui.busy(`${imperative} ${messages(ids.length)}`, (signal) =>
    changeMessages(context, postsuper, owner, action, ids, { why, signal }),
  );
  if (result.end === 'declined' && result.needsTerminal) {
    const file = await saveIds(context, actionCommand(owner, action, ids).input ?? '');
    if (file === undefined) return;
    const text = `sudo needs a password, which it can ask for in a terminal. The command reads the queue IDs from ${file}.`;
    return offerTerminal(context, 'information', text, result.needsTerminal, file);
  }
  await report(context, { result, ...(changed !== undefined && { changed }) }, action, ids.length);
}

/** Undefined after a message. */
async function saveIds(context: QueueContext, text: string): Promise<string | undefined> {
  try {
    return await context.saveTemporary(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await context.ui.say('error', `The queue IDs could not be written to a temporary file: ${reason}.`);
    return undefined;
  }
}

async function isSure(context: QueueContext, { ids, withOtherDomains }: Selection): Promise<boolean> {
  const others =
    withOtherDomains === 0 ? '' : ` ${subject(withOtherDomains, ids.length)} recipients in other domains.`;
  return context.confirm(
    `Delete ${messages(ids.length)} from the queue?`,
    `Postfix does not deliver or return deleted messages, and you cannot restore them.${others}`,
    `Delete ${messages(ids.length)}`,
  );
}

function subject(some: number, all: number): string {
  if (all === 1) return 'It also has';
  if (some === all) return 'All of them also have';
  return some === 1 ? 'One of them also has' : `${some.toLocaleString('en')} of them also have`;
}

/** Requeues every message of the queue, after a question. */
export async function requeueEverything(context: QueueContext, owner: QueueOwner): Promise<void> {
  if (!(await mayRun(context))) return;
  const postsuper = await needProgram(context, 'postsuper');
  if (postsuper === undefined) return;
  const sure = await context.confirm(
    `Requeue all messages in the queue of ${owner.directory}?`,
    'Postfix processes every message in the queue again, with the current configuration: it rewrites addresses, applies content filters, and tries to deliver the message.',
    'Requeue All',
  );
  if (!sure) return;
  const why = 'Only root can requeue messages.';
  const done = await context.ui.busy('postsuper -r ALL', (signal) =>
    requeueAll(context, postsuper, owner, { why, signal }),
  );
  await report(context, done, 'requeue', undefined);
}

/** @param asked the number of messages; undefined for all messages */
async function report(
  context: QueueContext,
  { result, changed }: ActionResult,
  action: QueueAction,
  asked: number | undefined,
): Promise<void> {
  const { ui } = context;
  const { done } = words[action];
  if (result.end === 'declined') return sayWhyNot(context, result.reason);
  const failure = failureOf('postsuper', result);
  if (failure !== undefined) {
    const text = failureText(action, failure, changed ?? 0, asked);
    return andRefresh(context, sayWithPlaces(context, 'error', text, []));
  }
  if (changed !== undefined && asked !== undefined && changed < asked) {
    const left = asked - changed;
    const rest = left === 1 ? '1 message was' : `${left.toLocaleString('en')} messages were`;
    const text = `${done(messages(changed))}. ${rest} ${missing[action]}.`;
    return andRefresh(context, ui.say('information', text));
  }
  const count = changed ?? asked;
  ui.tell(done(count === undefined ? 'the messages' : messages(count)));
  await context.refresh();
}

/** What postsuper did before it failed. @param asked the number of messages; undefined for all messages */
function failureText(
  action: QueueAction,
  failure: string,
  changed: number,
  asked: number | undefined,
): string {
  const { done, verb } = words[action];
  if (changed === 0)
    return `Postfix could not ${verb} ${asked === undefined ? 'the messages' : messages(asked)}: ${failure}.`;
  if (asked === undefined) return `${done(`only ${messages(changed)}`)}: ${failure}.`;
  if (changed < asked) return `${done(`only ${someOf(changed, asked)}`)}: ${failure}.`;
  return `${done(messages(changed))}, but postsuper did not finish: ${failure}.`;
}

/** Reads the queue again while a notification waits for the user. */
async function andRefresh(context: QueueContext, said: Promise<unknown>): Promise<void> {
  await Promise.all([said, context.refresh()]);
}

/** Without a reason, the user did not allow the command. */
async function sayWhyNot(context: QueueContext, reason: string | undefined): Promise<void> {
  if (reason === undefined) context.ui.tell('Nothing was changed');
  else await sayDeclined(context, reason);
}

/** Why postsuper left out some messages. */
const missing: Readonly<Record<QueueAction, string>> = {
  requeue: 'no longer in the queue',
  hold: 'no longer in the queue, or already on hold',
  release: 'no longer on hold',
  delete: 'no longer in the queue',
};

/** Schedules messages for immediate delivery. */
export async function flushSelected(context: QueueContext, { owner, ids }: Selection): Promise<void> {
  const { ui } = context;
  if (ids.length === 0 || !(await mayRun(context))) return;
  const postqueue = await needProgram(context, 'postqueue');
  if (postqueue === undefined) return;
  if (ids.length > many) {
    const whole = 'Flush the Whole Queue';
    const selected = `Flush ${messages(ids.length)}`;
    const pressed = await ui.say(
      'information',
      `postqueue flushes one message at a time, so ${messages(ids.length)} take a while.`,
      whole,
      selected,
    );
    if (pressed === whole) {
      const result = await ui.busy('postqueue -f', (signal) => flushQueue(context, postqueue, owner, signal));
      const failure = failureOf('postqueue', result);
      if (failure === undefined) ui.tell('Postfix is trying to deliver all messages');
      else {
        const text = `The queue was not flushed: ${failure}.`;
        return andRefresh(context, sayWithPlaces(context, 'error', text, []));
      }
      return context.refresh();
    }
    if (pressed !== selected) return;
  }
  let failure: string | undefined;
  let flushed = 0;
  await ui.busy(`Flush ${messages(ids.length)}`, async (signal) => {
    const left = ids[Symbol.iterator]();
    const flushNext = async (): Promise<void> => {
      for (const id of left) {
        if (failure !== undefined) return;
        const problem = failureOf('postqueue', await flushMessage(context, postqueue, owner, id, signal));
        if (problem === undefined) flushed++;
        else failure ??= problem;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, flushNext));
  });
  if (failure !== undefined) {
    const text = `${flushedText(flushed, ids.length)}: ${failure}.`;
    return andRefresh(context, sayWithPlaces(context, 'error', text, []));
  }
  ui.tell(`Postfix is trying to deliver ${messages(flushed)}`);
  await context.refresh();
}

function flushedText(flushed: number, asked: number): string {
  if (flushed > 0) return `Flushed only ${someOf(flushed, asked)}`;
  return asked === 1 ? 'The message was not flushed' : `Flushed none of the ${messages(asked)}`;
}

/** Shows the headers of a message. */
export async function showHeaders(context: QueueContext, owner: QueueOwner, id: string): Promise<void> {
  if (!(await mayRun(context))) return;
  const postcat = await needProgram(context, 'postcat');
  if (postcat === undefined) return;
  const why = 'Only root can read messages in the queue.';
  const result = await context.ui.busy(`postcat -qh ${id}`, (signal) =>
    readHeaders(context, postcat, owner, id, { why, signal }),
  );
  if (result.end === 'canceled') return context.ui.tell('postcat was canceled');
  if (result.end === 'declined') return sayWhyNot(context, result.reason);
  const failure = failureOf('postcat', result);
  if (failure === undefined) {
    if (!('inTerminal' in result)) await context.showText(`${id} headers`, result.stdout);
    return;
  }
  const gone = /No such file or directory/.test(failure);
  const text = gone ? `${id} is no longer in the queue.` : `The headers of ${id} cannot be read: ${failure}.`;
  const said = sayWithPlaces(context, gone ? 'warning' : 'error', text, []);
  await (gone ? andRefresh(context, said) : said);
}
