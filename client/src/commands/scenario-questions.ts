// The questions of a scenario, one after another, with a way back.

import type { ScenarioAnswers, ScenarioQuestion } from '../../../server/src/lsp/protocol.ts';
import { type Back, back, type Checked, type Choice, type Step, type Steps } from './context.ts';

export class Questions {
  /** The answers by question, including questions that are no longer asked. */
  private readonly given = new Map<string, string>();

  /**
   * @param about the scenario's title
   * @param check returns what there is to say about an answer
   */
  constructor(
    private readonly about: string,
    private readonly questions: readonly ScenarioQuestion[],
    private readonly check: (question: string, answer: string) => Promise<Checked | undefined>,
  ) {}

  /** The answers to the questions that apply. */
  get answers(): ScenarioAnswers {
    return Object.fromEntries(this.asked().map((question) => [question.id, this.answerTo(question)]));
  }

  /**
   * Asks all questions. `back` on the first question leaves the series.
   * @param end where to start: a user who comes back starts with the last question
   */
  async ask(steps: Steps, end: 'first' | 'last' = 'first'): Promise<'answered' | Back | undefined> {
    let question = this.asked().at(end === 'first' ? 0 : -1);
    if (question === undefined && end === 'last') return back;
    while (question !== undefined) {
      const answer = await this.askOne(steps, question);
      if (answer === undefined) return undefined;
      if (answer === back) {
        question = this.neighbor(question, -1);
        if (question === undefined) return back;
      } else {
        this.given.set(question.id, answer);
        question = this.neighbor(question, 1);
      }
    }
    return 'answered';
  }

  private async askOne(steps: Steps, question: ScenarioQuestion): Promise<string | Back | undefined> {
    const asked = this.asked();
    const { id, prompt, placeholder, choices } = question;
    const value = this.answerTo(question);
    const step = {
      title: prompt,
      about: this.about,
      place: { number: asked.indexOf(question) + 1, of: asked.length },
      hasBack: true,
    };
    if (choices === undefined) {
      return steps.type({ ...step, placeholder, value, check: (answer) => this.check(id, answer) });
    }
    return choose(steps, step, choices, value);
  }

  private neighbor(question: ScenarioQuestion, step: 1 | -1): ScenarioQuestion | undefined {
    const asked = this.asked();
    return asked[asked.indexOf(question) + step];
  }

  private asked(): readonly ScenarioQuestion[] {
    return this.questions.filter((question) => this.isAsked(question));
  }

  private isAsked({ when }: ScenarioQuestion): boolean {
    if (when === undefined) return true;
    const other = this.questions.find(({ id }) => id === when.question);
    return other !== undefined && this.isAsked(other) && this.answerTo(other) === when.answer;
  }

  private answerTo({ id, initial, choices }: ScenarioQuestion): string {
    const answer = this.given.get(id) ?? initial;
    if (choices === undefined || choices.some(({ value }) => value === answer)) return answer;
    return choices[0]?.value ?? answer;
  }
}

async function choose(
  steps: Steps,
  step: Step,
  choices: readonly (Choice & { readonly value: string })[],
  value: string,
): Promise<string | Back | undefined> {
  const active = choices.find((choice) => choice.value === value);
  const chosen = await steps.choose(step, choices, active);
  return chosen === undefined || chosen === back ? chosen : chosen.value;
}
