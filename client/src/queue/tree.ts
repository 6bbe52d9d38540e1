// The nodes of the queue view.

import type { Message } from './entries.ts';
import { type Filter, noFilter } from './filter.ts';
import type { Group, Grouping, QueueModel } from './model.ts';
import { age, messages, size } from './texts.ts';

export type Node = QueueNode | GroupNode | MessageNode | MoreNode;

export interface QueueNode {
  readonly kind: 'queue';
  readonly id: string;
  readonly group: Group;
}
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly queue: string;
  readonly group: Group;
}
export interface MessageNode {
  readonly kind: 'message';
  readonly id: string;
  readonly message: Message;
}
/** Shows the next nodes of its parent. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  readonly parent: string;
  readonly left: number;
}

/** What a view shows of a node. */
export interface NodeText {
  readonly label: string;
  readonly description: string;
  /** Plain text, in lines. */
  readonly tooltip: string;
  /** For screen readers. */
  readonly spoken: string;
  readonly icon: string;
  /** `message.hold`: the kind and the queue, for menus. */
  readonly context: string;
}

export const pageSize = 500;

export class QueueTree {
  grouping: Grouping = 'reason';
  filter: Filter = noFilter;
  /** How many pages are open, by node. */
  private readonly pages = new Map<string, number>();

  constructor(public model: QueueModel | undefined) {}

  children(node?: Node): Node[] {
    const { model, filter, grouping } = this;
    if (model === undefined) return [];
    if (node === undefined)
      return model.queuesOf(filter).map((group): Node => ({ kind: 'queue', id: group.name, group }));
    if (node.kind === 'queue') {
      const queue = node.group.name;
      const groups = model.groupsOf(queue, grouping, filter);
      return this.page(node.id, groups, (group) => ({
        kind: 'group',
        id: `${queue}\n${grouping}\n${group.name}`,
        queue,
        group,
      }));
    }
    if (node.kind === 'group')
      return this.page(node.id, node.group.messages, (number) => ({
        kind: 'message',
        id: `${node.id}\n${model.id(number)}`,
        message: model.message(number),
      }));
    return [];
  }

  showMore({ parent }: MoreNode): void {
    this.pages.set(parent, this.pagesOf(parent) + 1);
  }

  /** The messages of these nodes, each once. */
  messagesOf(nodes: readonly Node[]): readonly number[] {
    const numbers = new Set<number>();
    for (const node of nodes) {
      if (node.kind === 'message') numbers.add(node.message.number);
      else if (node.kind !== 'more') for (const number of node.group.messages) numbers.add(number);
    }
    return [...numbers];
  }

  /** @param now seconds since 1970 */
  describe(node: Node, now: number): NodeText {
    switch (node.kind) {
      case 'queue':
        return this.groupText(
          node.group,
          now,
          queueIcons[node.group.name] ?? 'mail',
          `queue.${node.group.name}`,
        );
      case 'group':
        return this.groupText(node.group, now, groupIcons[this.grouping], `group.${node.queue}`);
      case 'message':
        return messageText(node.message, now);
      case 'more': {
        const label = `Show ${Math.min(pageSize, node.left).toLocaleString('en')} More`;
        const description = `${node.left.toLocaleString('en')} not shown`;
        return {
          label,
          description,
          tooltip: '',
          spoken: `${label}, ${description}`,
          icon: 'ellipsis',
          context: 'more',
        };
      }
    }
  }

  private groupText(group: Group, now: number, icon: string, context: string): NodeText {
    const { name, oldest } = group;
    const count = messages(group.messages.length);
    const about = `${size(group.size)}, ${age(oldest, now)}`;
    // A reason is long, and only the start of a line is always visible.
    const isQueue = context.startsWith('queue.');
    return {
      label: isQueue ? name : `${group.messages.length.toLocaleString('en')} × ${name}`,
      description: isQueue ? `${count}, ${about}` : about,
      tooltip: `${name}\n${count}, ${size(group.size)}\nThe oldest arrived ${age(oldest, now)} ago.`,
      spoken: `${name}, ${count}, ${size(group.size)}, the oldest arrived ${age(oldest, now)} ago`,
      icon,
      context,
    };
  }

  private page<T>(parent: string, all: readonly T[], nodeOf: (one: T) => Node): Node[] {
    const end = this.pagesOf(parent) * pageSize;
    const nodes = all.slice(0, end).map(nodeOf);
    if (end < all.length) nodes.push({ kind: 'more', id: `${parent}\nmore`, parent, left: all.length - end });
    return nodes;
  }

  private pagesOf(node: string): number {
    return this.pages.get(node) ?? 1;
  }
}

const queueIcons: Readonly<Record<string, string | undefined>> = {
  active: 'sync',
  incoming: 'arrow-down',
  deferred: 'clock',
  hold: 'debug-pause',
};

const groupIcons: Readonly<Record<Grouping, string>> = {
  reason: 'comment',
  destination: 'globe',
  sender: 'account',
};

function messageText(message: Message, now: number): NodeText {
  const { id, queue, sender, recipients, recipientCount, reason, arrival } = message;
  const to = recipientCount > 1 ? `${recipients} (${recipientCount.toLocaleString('en')})` : recipients;
  const about = `${id}, ${size(message.size)}, ${age(arrival, now)}`;
  return {
    label: `${sender} → ${to}`,
    description: about,
    tooltip: [
      `Queue ID: ${id}`,
      `From: ${sender}`,
      `To: ${to}`,
      `Arrived: ${new Date(arrival * 1000).toLocaleString()}`,
      `Size: ${size(message.size)}`,
      ...(reason === '' ? [] : [`Delayed: ${reason}`]),
    ].join('\n'),
    spoken: `Message ${id} from ${sender} to ${to}, ${size(message.size)}, arrived ${age(arrival, now)} ago${reason === '' ? '' : `, ${reason}`}`,
    icon: 'mail',
    context: `message.${queue}`,
  };
}
