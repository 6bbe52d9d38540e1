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
  private recorded: Step[] = [];
  /** The index of the option taken at each question, in order. */
  readonly taken: number[] = [];
  /** The number of options at each question. */
  readonly offered: number[] = [];
  /** What this way assumes, in the order of the questions. */
  readonly conditions: Condition[] = [];
  private readonly known = new Map<string, number>();
  private isAboutOthers = false;

  constructor(
    readonly system: MailSystem,
    private readonly plan: readonly number[],
  ) {}

  get steps(): readonly Step[] {
    return this.recorded;
  }

  step(...steps: readonly Step[]): void {
    this.recorded.push(...steps);
  }

  /** Calls `work`, and returns the steps that it records instead of adding them to the others. */
  aside<T>(work: () => T): { readonly value: T; readonly steps: readonly Step[] } {
    const others = this.recorded;
    const steps: Step[] = [];
    this.recorded = steps;
    try {
      return { value: work(), steps };
    } finally {
      this.recorded = others;
    }
  }

  /** What `work` asks has a usual answer: that a name, such as the domain of a sender, is not one of this host's. */
  aboutOthers<T>(work: () => T): T {
    this.isAboutOthers = true;
    try {
      return work();
    } finally {
      this.isAboutOthers = false;
    }
  }

  /** Does the same for several recipients. A step that is the same for all of them is recorded once, before the others. */
  together<T>(works: readonly (() => T)[]): readonly T[] {
    const others = this.recorded;
    const ofEach: Step[][] = [];
    try {
      return works.map((work) => {
        const steps: Step[] = [];
        ofEach.push(steps);
        this.recorded = steps;
        return work();
      });
    } finally {
      this.recorded = others;
      this.step(...withoutRepeats(ofEach));
    }
  }

  /**
   * Assumes an answer to a question that the configuration does not decide. The first option is the usual answer. The
   * same question has the same answer on the whole journey.
   */
  choose<T>(
    asked: Omit<Condition, 'answer'>,
    options: readonly [Option<T>, ...Option<T>[]],
  ): { readonly value: T; readonly condition: Condition } {
    const { open, ...usual } = asked;
    const question = this.isAboutOthers || open === undefined ? usual : asked;
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

function general({ recipient: _, ...step }: Step): Step {
  return step;
}

/** What several recipients have in common is no longer about one of them. */
function withoutRepeats(ofEach: readonly (readonly Step[])[]): readonly Step[] {
  const [first = [], ...others] = ofEach.map((steps) =>
    steps.map((step) => ({ step, text: JSON.stringify(general(step)) })),
  );
  if (others.length === 0) return first.map(({ step }) => step);
  const textsOfOthers = others.map((steps) => new Set(steps.map(({ text }) => text)));
  const common = new Set(
    first.map(({ text }) => text).filter((text) => textsOfOthers.every((texts) => texts.has(text))),
  );
  return [
    ...first.map(({ step, text }) => (common.has(text) ? general(step) : step)),
    ...others.flatMap((steps) => steps.filter(({ text }) => !common.has(text)).map(({ step }) => step)),
  ];
}

function conditionOf(question: Omit<Condition, 'answer'>, { answer }: Option<unknown>): Condition {
  return { ...question, answer };
}

export interface Ways<T> {
  readonly ways: readonly T[];
  /** False if there are more ways than `limit`. */
  readonly complete: boolean;
}

/** More ways of a mail than anyone reads. */
export const maxWays = 32;

interface Plan {
  /** The indexes of the first answers. */
  readonly answers: readonly number[];
  /** Whether all answers that are not usual belong to open questions. */
  readonly isOpen: boolean;
}

/** A limit on the steps of all ways together, far above real use. It keeps large mailing lists from taking long. */
const maxSteps = 20_000;

/** Runs the same journey with every combination of answers, the usual answers first, and then those of open questions. */
export function everyWay<T>(system: MailSystem, limit: number, travel: (journey: Journey) => T): Ways<T> {
  const ways: T[] = [];
  let steps = 0;
  const plans: Plan[] = [{ answers: [], isOpen: true }];
  // Ways that differ only in open questions come first, so that one of them is found. They leave room for others.
  const openPlans: Plan[] = [];
  const next = (): Plan | undefined =>
    (ways.length < limit / 2 ? openPlans.shift() : undefined) ?? plans.shift() ?? openPlans.shift();
  for (let plan = next(); plan !== undefined; plan = next()) {
    if (ways.length === limit || steps > maxSteps) return { ways, complete: false };
    const { answers, isOpen } = plan;
    const journey = new Journey(system, answers);
    ways.push(travel(journey));
    steps += journey.steps.length;
    // The answers after the plan were the usual ones. Each other answer is the start of another way.
    const open: Plan[] = [];
    for (let i = answers.length; i < journey.taken.length; i++) {
      const staysOpen = isOpen && journey.conditions[i]?.open !== undefined;
      for (let other = 1; other < (journey.offered[i] ?? 0); other++)
        (staysOpen ? open : plans).push({
          answers: [...journey.taken.slice(0, i), other],
          isOpen: staysOpen,
        });
    }
    // Mailboxes, which are asked for last, before the domains and addresses of aliases.
    openPlans.push(...open.reverse());
  }
  return { ways, complete: true };
}
