// postfix.lookUpParameter and postfix.changeParameter: one parameter, with its value in force.

import type { ParameterResult, ParameterSummary } from '../../../server/src/lsp/protocol.ts';
import { back, type Checked, type File } from './context.ts';
import {
  type ChosenConfiguration,
  type ChosenParameter,
  chooseConfiguration,
  noAnswer,
  type SettingsContext,
} from './settings-context.ts';

type Details = NonNullable<ParameterResult>;

/** Shows a parameter that the user chooses, or does with it what the user selects in its line. */
export async function lookUpParameter(context: SettingsContext, file: File | undefined): Promise<void> {
  const configuration = await chooseConfiguration(context, file);
  if (configuration === undefined) return;
  const chosen = await choose(
    context,
    configuration,
    'Type a part of the name, the value, or the description',
  );
  if (chosen === undefined) return;
  const { parameter, action } = chosen;
  switch (action) {
    case 'change':
      return change(context, configuration, parameter.name);
    case 'go':
      return parameter.place && context.show(parameter.place);
    case 'copy':
      await context.copy(`${parameter.name} = ${parameter.value}`);
      return context.ui.tell(`Copied ${parameter.name}`);
    case 'select': {
      const details = await detailsOf(context, configuration, parameter.name);
      if (details) await context.showPage(parameter.name, `${details.text}\n`);
    }
  }
}

/** Asks for a value, and changes main.cf. @param name the parameter; asked for if it is absent */
export async function changeParameter(
  context: SettingsContext,
  file: File | undefined,
  name?: string,
): Promise<void> {
  const configuration = await chooseConfiguration(context, file);
  if (configuration === undefined) return;
  const wanted =
    name ?? (await choose(context, configuration, 'Which parameter do you want to change?'))?.parameter.name;
  if (wanted !== undefined) await change(context, configuration, wanted);
}

async function choose(
  context: SettingsContext,
  { uri }: ChosenConfiguration,
  placeholder: string,
): Promise<ChosenParameter | undefined> {
  const parameters = await context.settings.parameters({ uri });
  if (!parameters) return noAnswer(context);
  const choices = parameters.map((parameter) => ({
    label: parameter.name,
    description: `${shortened(parameter.value)} · ${originOf(parameter)}`,
    ...(parameter.summary !== undefined && { detail: parameter.summary }),
    parameter,
  }));
  const byName = new Map(choices.map((choice) => [choice.label, choice]));
  const here = context.cursorWords(uri).find((word) => byName.has(word));
  return context.chooseParameter(placeholder, choices, here === undefined ? undefined : byName.get(here));
}

const maxLength = 100;

function shortened(value: string): string {
  if (value === '') return '(empty)';
  return value.length > maxLength ? `${value.slice(0, maxLength)}…` : value;
}

function originOf({ origin, place, overriddenFor, isDeprecated }: ParameterSummary): string {
  const names = { file: place?.text ?? 'main.cf', host: 'this host', default: 'default' };
  const services = overriddenFor.length === 0 ? [] : [`overridden for ${overriddenFor.join(', ')}`];
  return [names[origin], ...services, ...(isDeprecated ? ['deprecated'] : [])].join(' · ');
}

/** Undefined after a message. */
async function detailsOf(
  context: SettingsContext,
  { uri }: ChosenConfiguration,
  name: string,
): Promise<Details | undefined> {
  const details = await context.settings.parameter({ uri, name });
  if (details === undefined) return noAnswer(context);
  if (details !== null) return details;
  await context.ui.say(
    'information',
    `Postfix has no parameter with the name ${name}, and main.cf does not set it.`,
  );
  return undefined;
}

async function change(
  context: SettingsContext,
  configuration: ChosenConfiguration,
  name: string,
): Promise<void> {
  const details = await detailsOf(context, configuration, name);
  if (details === undefined) return;
  const value = await askValue(context, configuration, details);
  if (value === undefined) return;
  const { uri } = configuration;
  const { ui, settings } = context;
  const edit = await settings.change({ uri, name, value });
  if (edit === undefined) return void (await noAnswer(context));
  if (edit === null) return void (await ui.say('information', 'The configuration has no main.cf to change.'));
  if ('refusal' in edit) return void (await ui.say('error', edit.refusal));
  if (edit.edits.length === 0) return ui.tell(`${name} already has this value`);
  if (!(await context.applyEdits(edit))) {
    await ui.say('error', 'The editor did not apply the change. main.cf is unchanged.');
    return;
  }
  ui.tell(`Changed ${name}. Save main.cf, and then reload Postfix`);
  const { overriddenFor } = details;
  if (overriddenFor.length > 0) {
    const services = overriddenFor.join(', ');
    await ui.say(
      'information',
      `master.cf overrides ${name} for ${services}, so the new value has no effect there.`,
    );
  }
}

/** The new value, on one line; undefined if the user cancels. */
async function askValue(
  context: SettingsContext,
  configuration: ChosenConfiguration,
  details: Details,
): Promise<string | undefined> {
  const { steps } = context;
  const { choices, isOpen } = details;
  if (choices.length === 0) return typed(context, configuration, details, false);
  const listed = choices.map(({ value, meaning }) => ({
    label: value === '' ? '(empty)' : value,
    ...(value === details.value && { description: 'current value' }),
    ...(meaning !== undefined && { detail: meaning.replaceAll('`', '') }),
    value,
  }));
  const other = { label: 'Another Value…', value: undefined, alwaysShow: true };
  const active = listed.find(({ value }) => value === details.value);
  for (;;) {
    const chosen = await steps.choose(
      { title: details.name, about: details.summary ?? 'Choose the new value', hasBack: false },
      isOpen ? [...listed, other] : listed,
      active,
    );
    if (typeof chosen !== 'object') return undefined;
    if (chosen.value !== undefined) return chosen.value;
    const answer = await typed(context, configuration, details, true);
    if (answer !== back) return answer;
  }
}

async function typed(
  context: SettingsContext,
  configuration: ChosenConfiguration,
  details: Details,
  hasBack: false,
): Promise<string | undefined>;
async function typed(
  context: SettingsContext,
  configuration: ChosenConfiguration,
  details: Details,
  hasBack: boolean,
): Promise<string | typeof back | undefined>;
async function typed(
  { steps, settings }: SettingsContext,
  { uri }: ChosenConfiguration,
  { name, type, value, summary }: Details,
  hasBack: boolean,
): Promise<string | typeof back | undefined> {
  const check = async (answer: string): Promise<Checked | undefined> => {
    const found = await settings.check({ uri, name, value: answer });
    if (!found) return undefined;
    return found.severity === 'error' ? found.message : { hint: found.message };
  };
  return steps.type({
    title: type === undefined ? name : `${name} (${type})`,
    about: summary ?? 'Enter the new value',
    placeholder: '(empty)',
    value,
    check,
    hasBack,
  });
}
