// A context for setting up scenarios: a language server that answers as a test says, and a user who answers its
// questions.
import type { File } from '../../client/src/commands/context.ts';
import type { Applied, Edit, ScenarioContext } from '../../client/src/commands/scenario-context.ts';
import type {
  CheckScenarioAnswerResult,
  PlanScenarioParams,
  PlanScenarioResult,
  ScenarioChoice,
  ScenarioConflict,
  ScenarioQuestion,
  ScenarioSummary,
} from '../../server/src/lsp/protocol.ts';
import { type Answer, answeringSteps } from './answering-steps.ts';
import { type Desk, type DeskOptions, desk } from './desk.ts';

export interface ScenarioDesk extends Desk, ScenarioContext {
  /** The requested plans. */
  readonly planned: PlanScenarioParams[];
  /** The files that were created, by folder. */
  readonly created: readonly (readonly [string, Readonly<Record<string, string>>])[];
  /** The edits that were previewed. */
  readonly previewed: Edit[];
}

export type { Answer } from './answering-steps.ts';

export interface ScenarioDeskOptions extends DeskOptions {
  /** What the user answers: text, the start of a choice's label, or `back`. After the last one, the user cancels. */
  readonly answers?: readonly Answer[];
  readonly scenarios?: readonly ScenarioSummary[];
  readonly questions?: readonly ScenarioQuestion[];
  readonly check?: (question: string, answer: string) => CheckScenarioAnswerResult;
  readonly plan?: (params: PlanScenarioParams) => Partial<PlanScenarioResult>;
  /** The directories of the configurations. */
  readonly directories?: readonly string[];
  /** The folders of the workspace. */
  readonly folders?: readonly string[];
  readonly applied?: Applied;
  /** Other files, by their URIs. */
  readonly files?: Readonly<Record<string, File>>;
  readonly answering?: boolean;
  readonly savesAutomatically?: boolean;
}

export function scenarioDesk({
  answers = [],
  scenarios = [scenario],
  questions = [],
  check = () => null,
  plan = () => ({}),
  directories: given = ['file:///etc/postfix'],
  folders = [],
  applied = { kind: 'applied' },
  files = {},
  answering = true,
  savesAutomatically = false,
  ...options
}: ScenarioDeskOptions = {}): ScenarioDesk {
  const place = desk(options);
  const { seen } = place;
  const planned: PlanScenarioParams[] = [];
  const previewed: Edit[] = [];
  const left = [...answers];
  const directories = [...given];
  const created: [string, Readonly<Record<string, string>>][] = [];
  const directoryOf = (uri: string) => directories.find((directory) => uri.startsWith(`${directory}/`));
  const pathOf = (uri: string) => uri.replace('file://', '');
  const answer = <T>(value: T) => (answering ? value : undefined);
  return {
    ...place,
    savesAutomatically: () => savesAutomatically,
    planned,
    created,
    previewed,
    steps: answeringSteps(seen, left),
    scenarios: {
      list: async ({ uri }) => {
        const directory = directoryOf(uri);
        return answer(directory === undefined ? null : { directory, scenarios });
      },
      questions: async () => answer(questions),
      check: async ({ question, answer: typed }) => answer(check(question, typed)),
      plan: async (params) => {
        planned.push(structuredClone(params));
        return answer({ ...nothingToDo, ...plan(params) });
      },
      newConfiguration: async () => answer({ main: '# main\n', master: '# master\n' }),
    },
    folders: () => folders,
    createFiles: async (folder, texts) => {
      created.push([folder, texts]);
      directories.push(folder);
    },
    mainFiles: async () => directories.map((directory) => `${directory}/main.cf`),
    nameOf: pathOf,
    applyWithPreview: async (edit) => {
      previewed.push(edit);
      return applied;
    },
    fileAt: async (uri) => files[uri],
    unsavedIn: () => [],
    show: async ({ uri, range }) => {
      seen.push(`shown: ${pathOf(uri)}:${range.start.line + 1}`);
    },
    showPage: async (title, text) => {
      seen.push(`page: ${title}\n${text}`);
    },
  };
}

export const scenario: ScenarioSummary = {
  name: 'plain',
  title: 'A plain server',
  description: 'For its own domains and networks',
  inPlace: false,
};

export const nothingToDo: PlanScenarioResult = {
  edit: {},
  conflicts: [],
  tables: [],
  needsRestart: false,
  remarks: [],
};

/** `question('domains')`, with the properties that matter to a test. */
export function question(id: string, rest: Partial<ScenarioQuestion> = {}): ScenarioQuestion {
  return { id, prompt: `${id}?`, placeholder: '', initial: '', ...rest };
}

export function choices(...values: readonly string[]): readonly ScenarioChoice[] {
  return values.map((value) => ({ value, label: value, description: '' }));
}

export function conflict(setting: string, line: number): ScenarioConflict {
  const at = {
    uri: 'file:///etc/postfix/main.cf',
    range: { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 1 } },
  };
  return { id: setting, setting, current: 'a', wanted: 'b', whenKept: 'no mail arrives.', at };
}

/** An edit that adds a line to each of these files. */
export function editOf(...uris: readonly string[]): Edit {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return {
    documentChanges: uris.map((uri) => ({
      textDocument: { uri, version: null },
      edits: [{ range, newText: 'x = y\n' }],
    })),
  };
}
