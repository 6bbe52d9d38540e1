// One way of a mail through the configuration. The code of the stages reads like Postfix's own: straight ahead, without
// alternatives. Where DNS, a server, or an unreadable table decides, it asks the journey, which assumes one answer.
// `everyWay` then starts again at the beginning with the next answer, until no answer is left.

import type { MailSystem } from '../mail-system.ts';
import type { Condition, Step } from './model.ts';

export interface Option<T> {
  /** The assumption as a sentence: `It is listed.` */
  readonly answer: string;
  readonly value: T;
}

export class Journey {
  readonly steps: Step[] = [];
  /** The index of the option taken at each question, in order. */
  readonly taken: number[] = [];
  /** The number of options at each question. */
  readonly offered: number[] = [];
  /** What this way assumes, in the order of the questions. */
  readonly conditions: Condition[] = [];
  private readonly known = new Map<string, number>();

  constructor(
    readonly system: MailSystem,
    private readonly plan: readonly number[],
  ) {}

  step(step: Step): void {
    this.steps.push(step);
  }

  /**
   * Assumes an answer to a question that the configuration does not decide. The first option is the usual answer. The
   * same question has the same answer on the whole journey.
   */
  choose<T>(
    question: Omit<Condition, 'answer'>,
    options: readonly [Option<T>, ...Option<T>[]],
  ): { readonly value: T; readonly condition: Condition } {
    const key = `${question.decider} ${question.question}`;
    let index = this.known.get(key);
    if (index === undefined) {
      index = this.plan[this.taken.length] ?? 0;
      this.taken.push(index);
      this.offered.push(options.length);
      this.known.set(key, index);
      this.conditions.push(conditionOf(question, options[index] ?? options[0]));
    }
    const option = options[index] ?? options[0];
    return { value: option.value, condition: conditionOf(question, option) };
  }

  /** Takes an answer for granted: the trace does not follow the others, because it could not say where they lead. */
  assume(condition: Condition): Condition {
    return this.choose(condition, [{ answer: condition.answer, value: undefined }]).condition;
  }
}

function conditionOf(
  { decider, question, lookup }: Omit<Condition, 'answer'>,
  { answer }: Option<unknown>,
): Condition {
  return { decider, question, answer, ...(lookup && { lookup }) };
}

export interface Ways<T> {
  readonly ways: readonly T[];
  /** False if there are more ways than `limit`. */
  readonly complete: boolean;
}

/** A limit on the steps of all ways together, far above real use. It keeps large mailing lists from taking long. */
const maxSteps = 20_000;

/** Runs the same journey with every combination of answers, the usual answers first. */
export function everyWay<T>(system: MailSystem, limit: number, travel: (journey: Journey) => T): Ways<T> {
  const ways: T[] = [];
  let steps = 0;
  const plans: (readonly number[])[] = [[]];
  for (let plan = plans.shift(); plan !== undefined; plan = plans.shift()) {
    if (ways.length === limit || steps > maxSteps) return { ways, complete: false };
    const journey = new Journey(system, plan);
    ways.push(travel(journey));
    steps += journey.steps.length;
    // The answers after the plan were the usual ones. Each other answer is the start of another way.
    for (let i = plan.length; i < journey.taken.length; i++) {
      for (let other = 1; other < (journey.offered[i] ?? 0); other++)
        plans.push([...journey.taken.slice(0, i), other]);
    }
  }
  return { ways, complete: true };
}
