// The scenarios in the order in which they are offered, and the requests about them.

import { backupMx } from './backup-mx.ts';
import { basic } from './basic.ts';
import { contentFilter } from './content-filter.ts';
import { dialup } from './dialup.ts';
import { dmzRelay } from './dmz-relay.ts';
import { dyndns } from './dyndns.ts';
import { dyndnsRelay } from './dyndns-relay.ts';
import type { ReadFile } from './engine/draft.ts';
import { planChanges } from './engine/engine.ts';
import { mailboxFormat } from './mailbox-format.ts';
import { nat } from './nat.ts';
import { newParameters } from './new-configuration.ts';
import { plain } from './plain.ts';
import type {
  ScenarioAnswers,
  ScenarioDecisions,
  ScenarioPlan,
  ScenarioQuestion,
  ScenarioSummary,
} from './plan.ts';
import { popBeforeSmtp } from './pop-before-smtp.ts';
import type { Configuration, Question, Scenario } from './scenario.ts';
import { smtpAuth } from './smtp-auth.ts';

export const scenarios: readonly Scenario[] = [
  basic,
  plain,
  backupMx,
  dmzRelay,
  dialup,
  nat,
  dyndns,
  dyndnsRelay,
  smtpAuth,
  popBeforeSmtp,
  contentFilter,
  mailboxFormat,
];

/** The scenarios, and which of them are already set up in the configuration. */
export async function scenarioSummaries(
  configuration: Configuration,
  readFile: ReadFile,
  failed: (scenario: string, error: unknown) => void,
): Promise<readonly ScenarioSummary[]> {
  return Promise.all(
    scenarios.map(withBasics).map(async (scenario) => ({
      name: scenario.name,
      title: scenario.title,
      description: scenario.description,
      inPlace: await isInPlace(scenario, configuration, readFile).catch((error: unknown) => {
        failed(scenario.name, error);
        return false;
      }),
      ...(scenario.caution === undefined ? {} : { caution: scenario.caution }),
      ...(scenario.instead === undefined ? {} : { instead: scenario.instead }),
    })),
  );
}

/** True if all suggestions are valid answers, and a plan with these answers changes nothing that Postfix reads. */
async function isInPlace(
  scenario: Scenario,
  configuration: Configuration,
  readFile: ReadFile,
): Promise<boolean> {
  const answers = answersOf(scenario.questions(configuration), {});
  if (problemIn(scenario.questions(configuration), answers) !== undefined) return false;
  const changes = scenario.changes(configuration, answers).filter(({ kind }) => kind !== 'file');
  const { edit, conflicts } = await planChanges(configuration, changes, {}, readFile);
  return edit.documentChanges === undefined && conflicts.length === 0;
}

/** The questions in order; empty for an unknown scenario. */
export function scenarioQuestions(configuration: Configuration, name: string): readonly ScenarioQuestion[] {
  const questions = scenarioOf(name)?.questions(configuration) ?? [];
  return questions.map(({ check: _, isFile: __, ...question }) => question);
}

/** A sentence about the problem of an answer, or undefined. */
export function answerProblem(
  configuration: Configuration,
  name: string,
  id: string,
  answer: string,
): string | undefined {
  const question = scenarioOf(name)
    ?.questions(configuration)
    .find((each) => each.id === id);
  return question && problemOf(question, answer);
}

/** The path of a file that a valid answer names and that should exist. */
export function answeredFile(
  configuration: Configuration,
  name: string,
  id: string,
  answer: string,
): string | undefined {
  const question = scenarioOf(name)
    ?.questions(configuration)
    .find((each) => each.id === id);
  return question?.isFile && problemOf(question, answer) === undefined ? answer.trim() : undefined;
}

/** If an answer is invalid, the plan has no edits, and a remark about the problem. */
export async function planScenario(
  configuration: Configuration,
  name: string,
  given: ScenarioAnswers,
  decisions: ScenarioDecisions,
  readFile: ReadFile,
): Promise<ScenarioPlan> {
  const scenario = scenarioOf(name);
  if (scenario === undefined) return withoutEdits(`There is no scenario named ${name}.`);
  const questions = scenario.questions(configuration);
  const answers = answersOf(questions, given);
  const problem = problemIn(questions, answers);
  if (problem !== undefined) return withoutEdits(problem);
  return planChanges(configuration, scenario.changes(configuration, answers), decisions, readFile);
}

function withoutEdits(remark: string): ScenarioPlan {
  return { edit: {}, conflicts: [], tables: [], needsRestart: false, remarks: [remark] };
}

function scenarioOf(name: string): Scenario | undefined {
  const scenario = scenarios.find((each) => each.name === name);
  return scenario && withBasics(scenario);
}

/** A scenario that also asks what `basic` asks if the configuration is a new one. */
function withBasics(scenario: Scenario): Scenario {
  if (scenario === basic) return scenario;
  return {
    ...scenario,
    questions: (configuration) => {
      const own = scenario.questions(configuration);
      if (!isNew(configuration)) return own;
      const asked = new Set(own.map(({ id }) => id));
      return [...basic.questions(configuration).filter(({ id }) => !asked.has(id)), ...own];
    },
    changes: (configuration, answers) => [
      ...(isNew(configuration) ? basic.changes(configuration, answers) : []),
      ...scenario.changes(configuration, answers),
    ],
  };
}

/** Whether main.cf sets only what a new configuration sets. */
function isNew({ instance: { entries } }: Configuration): boolean {
  return entries.length > 0 && entries.every(({ item }) => newParameters.includes(item.name.text));
}

/** The given answers, and the suggestions for all other questions. */
function answersOf(questions: readonly Question[], given: ScenarioAnswers): ScenarioAnswers {
  return Object.fromEntries(questions.map(({ id, initial }) => [id, (given[id] ?? initial).trim()]));
}

function problemIn(questions: readonly Question[], answers: ScenarioAnswers): string | undefined {
  for (const question of questions) {
    const { when } = question;
    if (when !== undefined && answers[when.question] !== when.answer) continue;
    const problem = problemOf(question, answers[question.id] ?? '');
    if (problem !== undefined) return `${question.prompt} ${problem}`;
  }
  return undefined;
}

function problemOf({ choices, check }: Question, answer: string): string | undefined {
  if (choices === undefined) return check(answer);
  const values = choices.map(({ value }) => value);
  return values.includes(answer) ? undefined : `Choose one of ${values.join(', ')}.`;
}
