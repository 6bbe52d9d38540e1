// The commands for messages in the queue: what they run, and what they say.
import { describe, expect, test } from 'vitest';
import {
  changeSelected,
  flushSelected,
  requeueEverything,
  showHeaders,
} from '../../client/src/commands/queue.ts';
import { actionCommand, lastSaid, type QueueAction, readQueue } from '../../client/src/postfix/queue.ts';
import { QueueModel } from '../../client/src/queue/model.ts';
import { queueDesk } from './queue-desk.ts';

const owner = { directory: '/etc/postfix', isDefault: true };
const other = { directory: '/etc/postfix-out', isDefault: false };

function selection(...ids: string[]) {
  return { owner, ids, withOtherDomains: 0 };
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `ABC${String(i).padStart(6, '0')}`);
}

describe('the command of an action', () => {
  test('names each message, or reads many from standard input', () => {
    expect(actionCommand(owner, 'hold', ['AAAAA1', 'AAAAA2'])).toEqual({
      args: ['-h', 'AAAAA1', '-h', 'AAAAA2'],
    });
    const { args, input } = actionCommand(other, 'delete', numbered(21));
    expect(args).toEqual(['-c', '/etc/postfix-out', '-d', '-']);
    expect(input).toBe(`${numbered(21).join('\n')}\n`);
  });
});

describe('messages', () => {
  test('are deleted after a question with their number', async () => {
    const context = queueDesk({ script: 'echo "postsuper: Deleted: 2 messages" >&2' });
    await changeSelected(context, 'delete', { ...selection('AAAAA1', 'AAAAA2'), withOtherDomains: 1 });
    expect(context.ran).toEqual([['postsuper', '-d', 'AAAAA1', '-d', 'AAAAA2']]);
    expect(context.seen).toEqual([
      'sure? Delete 2 messages from the queue? Postfix does not deliver or return deleted messages, and you cannot restore them. One of them also has recipients in other domains. [Delete 2 messages]',
      'told: Deleted 2 messages',
      'refreshed',
    ]);
  });

  test('are not deleted if the user is not sure', async () => {
    const context = queueDesk({ sure: false });
    await changeSelected(context, 'delete', selection('AAAAA1'));
    expect(context.ran).toEqual([]);
  });

  test('are passed on standard input if there are many', async () => {
    const ids = numbered(20_000);
    const context = queueDesk({
      script:
        'while [ $((i += 1)) -le 20000 ]; do echo "postsuper: ABC: requeued"; done >&2; echo "postsuper: Requeued: 20000 messages" >&2',
    });
    await changeSelected(context, 'requeue', selection(...ids));
    expect(context.ran).toEqual([['postsuper', '-r', '-']]);
    expect(context.input()).toBe(`${ids.join('\n')}\n`);
    expect(context.seen).toEqual(['told: Requeued 20,000 messages', 'refreshed']);
  });

  test('that have left the queue are mentioned', async () => {
    const context = queueDesk({ script: 'echo "postsuper: Placed on hold: 1 message" >&2' });
    await changeSelected(context, 'hold', selection('AAAAA1', 'AAAAA2', 'AAAAA3'));
    expect(context.seen[0]).toBe(
      'information: Put 1 message on hold. 2 messages were no longer in the queue, or already on hold.',
    );
    const none = queueDesk();
    await changeSelected(none, 'release', selection('AAAAA1'));
    expect(none.seen[0]).toBe('information: Released 0 messages. 1 message was no longer on hold.');
  });

  test('that Postfix cannot change are reported with the reason', async () => {
    const context = queueDesk({
      script: 'echo "postsuper: fatal: chdir /var/spool/postfix: No such file or directory" >&2; exit 1',
    });
    await changeSelected(context, 'requeue', selection('AAAAA1'));
    expect(context.seen[0]).toBe(
      'error: Postfix could not requeue 1 message: chdir /var/spool/postfix: No such file or directory. [Show Log]',
    );
  });

  test('that Postfix changed before a failure are counted, and the view is read before the user reacts', async () => {
    const fails = (each: string) =>
      `echo "postsuper: AAAAA1: ${each}" >&2; echo "postsuper: fatal: open logfile /x: Permission denied" >&2; exit 1`;
    const said = async (action: QueueAction, each: string, ...ids: string[]) => {
      const context = queueDesk({ script: fails(each) });
      const isRead = new Promise<void>((resolve) => {
        context.refresh = async () => resolve();
      });
      const { say } = context.ui;
      context.ui.say = async (...said) => {
        await say(...said);
        return void (await isRead);
      };
      await changeSelected(context, action, selection(...ids));
      return context.seen.at(-1);
    };
    const two = ['AAAAA1', 'AAAAA2'];
    const why = 'open logfile /x: Permission denied. [Show Log]';
    expect(await said('delete', 'removed', ...two)).toBe(`error: Deleted only 1 of 2 messages: ${why}`);
    expect(await said('requeue', 'requeued', ...two)).toBe(`error: Requeued only 1 of 2 messages: ${why}`);
    expect(await said('hold', 'placed on hold', ...two)).toBe(
      `error: Put only 1 of 2 messages on hold: ${why}`,
    );
    expect(await said('release', 'released from hold', ...two)).toBe(
      `error: Released only 1 of 2 messages: ${why}`,
    );
    expect(await said('delete', 'removed', 'AAAAA1')).toBe(
      `error: Deleted 1 message, but postsuper did not finish: ${why}`,
    );
  });

  test('stay as they are if the command does not run', async () => {
    const untrusted = queueDesk({ trusted: false });
    await changeSelected(untrusted, 'delete', selection('AAAAA1'));
    expect(untrusted.ran).toEqual([]);
    expect(untrusted.seen.join()).toContain('not trusted');
    const never = queueDesk({ isSuperuser: false, elevation: 'never' });
    await changeSelected(never, 'hold', selection('AAAAA1'));
    expect(never.ran).toEqual([]);
    expect(never.seen.join()).toContain('-h AAAAA1');
    const nothing = queueDesk();
    await changeSelected(nothing, 'delete', selection());
    expect(nothing.seen).toEqual([]);
  });

  test('that are many go through a terminal if sudo needs a password', async () => {
    const context = queueDesk({
      isSuperuser: false,
      sudo: 'echo "sudo: a password is required" >&2; exit 1',
      presses: ['Run', 'Open Terminal'],
    });
    await changeSelected(context, 'requeue', selection(...numbered(30)));
    expect(context.seen.slice(-3)).toEqual([
      'saved: 30 lines',
      'information: sudo needs a password, which it can ask for in a terminal. The command reads the queue IDs from /tmp/postfix-queue-x/ids. [Open Terminal]',
      expect.stringMatching(/^typed: \S+\/sudo -- \S+\/postsuper -r - < \/tmp\/postfix-queue-x\/ids$/),
    ]);
  });

  test('are flushed one by one', async () => {
    const context = queueDesk();
    await flushSelected(context, selection('AAAAA1', 'AAAAA2'));
    expect(context.ran.sort()).toEqual([
      ['postqueue', '-i', 'AAAAA1'],
      ['postqueue', '-i', 'AAAAA2'],
    ]);
    expect(context.seen).toEqual(['told: Postfix is trying to deliver 2 messages', 'refreshed']);
  });

  test('are flushed with the whole queue if there are many', async () => {
    const context = queueDesk({ presses: ['Flush the Whole Queue'] });
    await flushSelected(context, selection(...numbered(101)));
    expect(context.ran).toEqual([['postqueue', '-f']]);
    const neither = queueDesk();
    await flushSelected(neither, selection(...numbered(101)));
    expect(neither.ran).toEqual([]);
  });

  test('are not flushed after a failure', async () => {
    const context = queueDesk({
      script: 'echo "postqueue: fatal: Cannot flush mail queue - mail system is down" >&2; exit 69',
    });
    await flushSelected(context, selection(...numbered(50)));
    expect(context.ran.length).toBeLessThan(10);
    expect(context.seen[0]).toBe(
      'error: Flushed none of the 50 messages: Cannot flush mail queue - mail system is down. [Show Log]',
    );
  });

  test('are all requeued after a question', async () => {
    const context = queueDesk({ script: 'echo "postsuper: Requeued: 7 messages" >&2' });
    await requeueEverything(context, other);
    expect(context.ran).toEqual([['postsuper', '-c', '/etc/postfix-out', '-r', 'ALL']]);
    expect(context.seen.at(-2)).toBe('told: Requeued 7 messages');
    const no = queueDesk({ sure: false });
    await requeueEverything(no, owner);
    expect(no.ran).toEqual([]);
  });
});

describe('the headers of a message', () => {
  test('are shown', async () => {
    const context = queueDesk({ script: 'echo "Subject: $1 $2"' });
    await showHeaders(context, owner, 'AAAAA1');
    expect(context.ran).toEqual([['postcat', '-qh', 'AAAAA1']]);
    expect(context.seen).toEqual(['shown: AAAAA1 headers: Subject: -qh AAAAA1\n']);
  });

  test('of a message that was delivered meanwhile are gone', async () => {
    const context = queueDesk({
      script: 'echo "postcat: fatal: open queue file AAAAA1: No such file or directory" >&2; exit 1',
    });
    await showHeaders(context, owner, 'AAAAA1');
    expect(context.seen).toEqual(['warning: AAAAA1 is no longer in the queue. [Show Log]', 'refreshed']);
  });
});

describe('reading the queue', () => {
  test('adds each message, and stops when it is canceled', async () => {
    const line = `{"queue_name": "deferred", "queue_id": "AAAAA1", "arrival_time": 1, "message_size": 1, "sender": "", "recipients": []}`;
    const context = queueDesk({ script: `echo '${line}'; echo '${line}'; printf '%s' '${line}'` });
    const postqueue = await context.findProgram('postqueue');
    if (!postqueue.found) throw new Error('no postqueue');
    const model = new QueueModel();
    const never = new AbortController().signal;
    const result = await readQueue(context, postqueue.path, owner, model, never, () => {});
    expect([result.exitCode, model.total]).toEqual([0, 3]);
    const canceled = await readQueue(context, postqueue.path, owner, model, AbortSignal.abort(), () => {});
    expect(canceled.end).toBe('canceled');
  });

  test('the reason of a failure is the last line', () => {
    expect(
      lastSaid('postqueue: warning: x\npostqueue: fatal: Queue report unavailable - mail system is down\n'),
    ).toBe('Queue report unavailable - mail system is down');
    expect(lastSaid('')).toBeUndefined();
  });
});
