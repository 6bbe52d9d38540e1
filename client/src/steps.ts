// A series of questions in VS Code, each with its number and a way back.

import * as vscode from 'vscode';
import { type Back, back, type Choice, type Step, type Steps } from './commands/context.ts';
import { latest } from './latest.ts';

export const steps: Steps = {
  choose<T extends Choice>(step: Step, choices: readonly T[], active?: T) {
    const pick = vscode.window.createQuickPick<T | typeof noMatch>();
    pick.items = choices;
    pick.placeholder = step.about;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    if (active !== undefined) pick.activeItems = [active];
    pick.onDidChangeValue((typed) => {
      const items = choices.some((choice) => matches(choice, typed)) ? choices : [noMatch];
      if (pick.items[0] !== items[0]) pick.items = items;
    });
    return answerOf<T>(pick, step, (take) => {
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen !== undefined && chosen !== noMatch) take(chosen as T);
      });
    });
  },

  type({ placeholder, value, check, ...step }) {
    const input = vscode.window.createInputBox();
    input.prompt = step.about;
    input.placeholder = placeholder;
    input.value = value;
    const checkNow = latest(check, (found) => {
      input.validationMessage =
        typeof found === 'object'
          ? { message: found.hint, severity: vscode.InputBoxValidationSeverity.Warning }
          : (found ?? '');
    });
    input.onDidChangeValue(checkNow);
    if (value !== '') void checkNow(value);
    return answerOf<string>(input, step, (take) => {
      input.onDidAccept(async () => {
        const answer = input.value;
        input.busy = true;
        const checked = await checkNow(answer);
        input.busy = false;
        if (checked !== undefined && typeof checked.answer !== 'string') take(answer);
      });
    });
  },

  suggest({ placeholder, choices, check, ...step }) {
    const pick = vscode.window.createQuickPick();
    pick.placeholder = placeholder;
    pick.matchOnDescription = true;
    pick.items = choices;
    const showTyped = (typed: string, problem?: string) => {
      const isNew = typed !== '' && choices.every(({ label }) => label !== typed);
      const description = problem === undefined ? {} : { description: `$(error) ${problem}` };
      pick.items = isNew ? [{ label: typed, ...description, alwaysShow: true }, ...choices] : choices;
    };
    const checkNow = latest(
      async (answer: string) => ({ answer, problem: answer === '' ? undefined : await check(answer) }),
      ({ answer, problem }) => {
        if (problem !== undefined) showTyped(answer, problem);
      },
    );
    pick.onDidChangeValue((value) => {
      const typed = value.trim();
      showTyped(typed);
      void checkNow(typed);
    });
    return answerOf<string>(pick, step, (take) => {
      pick.onDidAccept(async () => {
        const answer = accepted(pick.value.trim(), pick.selectedItems[0]);
        if (answer === undefined) return;
        const checked = choices.some(({ label }) => label === answer) ? undefined : await checkNow(answer);
        if (checked?.answer.problem === undefined) take(answer);
      });
    });
  },
};

/** Instead of an empty list, in which the Enter key would close the question without an answer. */
const noMatch = {
  label: 'No choice contains this text. Delete the text to see all choices.',
  alwaysShow: true,
} as const;

/** Whether the list shows a choice for a typed text. */
function matches({ label, description, detail, alwaysShow }: Listed, typed: string): boolean {
  const text = typed.trim().toLowerCase();
  return (
    alwaysShow === true || [label, description, detail].some((part) => part?.toLowerCase().includes(text))
  );
}

type Listed = Choice & { readonly alwaysShow?: boolean };

/** The selected item, unless the list is still that of an earlier text: then what the user typed. */
function accepted(typed: string, item: vscode.QuickPickItem | undefined): string | undefined {
  const text = `${item?.label ?? ''} ${item?.description ?? ''}`.toLowerCase();
  if (item !== undefined && text.includes(typed.toLowerCase())) return item.label;
  return typed === '' ? undefined : typed;
}

type AnyInput = vscode.QuickInput & Pick<vscode.InputBox, 'buttons' | 'onDidTriggerButton'>;

/** Shows the input until there is an answer. It stays open when the focus moves elsewhere. */
function answerOf<T>(
  input: AnyInput,
  { title, place, hasBack }: Step,
  onAccept: (take: (answer: T | undefined) => void) => void,
): Promise<T | Back | undefined> {
  input.title = title;
  input.step = place?.number;
  input.totalSteps = place?.of;
  input.ignoreFocusOut = true;
  input.buttons = hasBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    const take = (answer: T | Back | undefined) => {
      resolve(answer);
      input.dispose();
    };
    onAccept(take);
    input.onDidTriggerButton(() => take(back));
    input.onDidHide(() => take(undefined));
    input.show();
  });
}
