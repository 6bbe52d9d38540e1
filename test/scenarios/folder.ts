// A folder of configuration files in which scenarios are set up. The service plans, and the plan is applied and undone
// as in an editor.
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { PlanScenarioResult } from '../../server/src/lsp/protocol.ts';
import { createPostfixService, defaultSettings, type PostfixService } from '../../server/src/service.ts';

export type Answers = Readonly<Record<string, string>>;
export type Decisions = Readonly<Record<string, 'replace' | 'keep'>>;
/** Texts by file name in /etc/postfix, or by path if they are elsewhere. */
export type Texts = Readonly<Record<string, string>>;

const home = 'file:///etc/postfix/';

export class Folder {
  readonly service: PostfixService;
  /** What the service logged: nothing, unless something failed. */
  readonly logged: string[] = [];
  readonly #texts: Map<string, string>;

  constructor(texts: Texts, version = '3.7') {
    this.#texts = new Map(Object.entries(texts).map(([name, text]) => [uriOf(name), text]));
    this.service = createPostfixService({
      readFile: async (uri) => this.#texts.get(uri),
      machine: { hostname: 'mail.example.com' },
      log: (message) => this.logged.push(message),
    });
    this.service.configure({ ...defaultSettings, version });
  }

  get texts(): Texts {
    return Object.fromEntries([...this.#texts].map(([uri, text]) => [nameOf(uri), text]));
  }

  /**
   * The given answers, and for all other questions the answer of a user who only presses Enter: the suggestion, the
   * usual choice, or the example. Throws if an answer is invalid.
   */
  async answers(scenario: string, given: Answers = {}): Promise<Answers> {
    const answers: Record<string, string> = {};
    const questions = await this.service.scenarioQuestions(uriOf('main.cf'), scenario);
    for (const { id, initial, choices, placeholder, when } of questions) {
      if (when !== undefined && answers[when.question] !== when.answer) continue;
      const answer = given[id] ?? (initial || choices?.[0]?.value || placeholder);
      const problem = await this.service.checkScenarioAnswer(uriOf('main.cf'), scenario, id, answer);
      if (problem !== null) throw new Error(`${scenario}: ${id} = ${answer}: ${problem}`);
      answers[id] = answer;
    }
    const strange = Object.keys(given).filter((id) => !(id in answers));
    if (strange.length > 0) throw new Error(`${scenario} does not ask for ${strange.join(', ')}`);
    return answers;
  }

  /** Requests a plan. Throws if there is none. */
  async plan(scenario: string, answers: Answers, decisions: Decisions = {}): Promise<PlanScenarioResult> {
    const plan = await this.service.planScenario(uriOf('main.cf'), scenario, answers, decisions);
    if (plan === null) throw new Error(`no plan for ${scenario}`);
    return plan;
  }

  /** Applies a plan with these answers, and returns it. */
  async setUp(scenario: string, given: Answers = {}): Promise<PlanScenarioResult> {
    const plan = await this.plan(scenario, await this.answers(scenario, given));
    this.apply(plan.edit);
    return plan;
  }

  /** Applies an edit. Returns a function that undoes it. */
  apply(edit: WorkspaceEdit): () => void {
    const undo: (() => void)[] = [];
    for (const change of edit.documentChanges ?? []) {
      if ('textDocument' in change) {
        const { uri } = change.textDocument;
        const before = this.#texts.get(uri);
        if (before === undefined) throw new Error(`an edit of ${uri}, which does not exist`);
        const edits = change.edits as readonly TextEdit[];
        this.#write(uri, edited(before, edits));
        const back = inverse(before, edits);
        undo.unshift(() => this.#write(uri, edited(this.#texts.get(uri) ?? '', back)));
      } else if (change.kind === 'create') {
        const { uri, options } = change;
        if (this.#texts.has(uri) && options?.ignoreIfExists) continue;
        if (this.#texts.has(uri)) throw new Error(`${uri} should be created, but exists`);
        this.#write(uri, '');
        undo.unshift(() => this.#remove(uri));
      } else {
        throw new Error(`unexpected file operation: ${change.kind}`);
      }
    }
    return () => {
      for (const step of undo) step();
    };
  }

  #write(uri: string, text: string): void {
    this.#texts.set(uri, text);
    this.service.fileChanged(uri);
  }

  #remove(uri: string): void {
    this.#texts.delete(uri);
    this.service.fileChanged(uri);
  }
}

function edited(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(documentOf(text), [...edits]);
}

/** The edits that undo these edits. Their ranges refer to the changed text. */
function inverse(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const before = documentOf(text);
  const after = documentOf(edited(text, edits));
  let moved = 0;
  const inOrder = edits
    .map(({ range, newText }) => ({
      start: before.offsetAt(range.start),
      old: before.getText(range),
      newText,
    }))
    .sort((a, b) => a.start - b.start);
  return inOrder.map(({ start, old, newText }) => {
    const at = start + moved;
    moved += newText.length - old.length;
    const range = { start: after.positionAt(at), end: after.positionAt(at + newText.length) };
    return { range, newText: old };
  });
}

function documentOf(text: string): TextDocument {
  return TextDocument.create('file:///x', 'x', 0, text);
}

export function uriOf(name: string): string {
  return name.startsWith('/') ? `file://${name}` : `${home}${name}`;
}

function nameOf(uri: string): string {
  return uri.startsWith(home) ? uri.slice(home.length) : uri.replace(/^file:\/\//, '');
}
