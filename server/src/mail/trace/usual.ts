// Which of the possible ways of a mail is the usual one: no blocklist, table, or server singles out the mail. There is
// none if only a table that cannot be read knows whether the recipient is one of this host's.

import { maxWays } from './journey.ts';
import type { Condition, Trace, Way } from './model.ts';

export function keyOf({ decider, question }: Condition): string {
  return `${decider} ${question}`;
}

/** The usual answer to each question. The first way that asks a question assumes it. */
export function usualAnswers({ ways }: Trace): ReadonlyMap<string, string> {
  const answers = new Map<string, string>();
  for (const { conditions } of ways)
    for (const condition of conditions) {
      const key = keyOf(condition);
      if (!answers.has(key)) answers.set(key, condition.answer);
    }
  return answers;
}

/** What decides between the first way and others, although no answer is the usual one. Empty if the first way is usual. */
export function openQuestions(trace: Trace): readonly Condition[] {
  const [first, ...others] = trace.ways;
  if (first === undefined || first.conditions.every(({ open }) => open === undefined)) return [];
  const usual = usualAnswers(trace);
  const deciding: (readonly string[])[] = [];
  let openWays = 0;
  for (const way of others) {
    const unusual = way.conditions.filter((each) => usual.get(keyOf(each)) !== each.answer);
    if (unusual.some(({ open }) => open === undefined)) continue;
    openWays++;
    const differs = unusual.some(({ open }) => open === 'end')
      ? endOf(way) !== endOf(first)
      : way.outcome !== first.outcome;
    if (differs) deciding.push(unusual.map(keyOf));
  }
  // There are further answers to the open questions, and it is not known where they lead.
  if (openWays >= maxWays / 2 - 1) return first.conditions.filter(({ open }) => open === 'end');
  const needed = new Set(deciding.filter((each) => !deciding.some((other) => isPart(other, each))).flat());
  return first.conditions.filter((each) => needed.has(keyOf(each)));
}

function endOf({ outcome, recipients }: Way): string {
  const ends = recipients.map(({ address, nexthop, mailbox }) => [address, mailbox ?? nexthop]);
  return JSON.stringify([outcome, ends]);
}

function isPart(part: readonly string[], whole: readonly string[]): boolean {
  return part.length < whole.length && part.every((each) => whole.includes(each));
}
