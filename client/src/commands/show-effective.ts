// postfix.showEffective: every value in force, and where it comes from.

import type { ServiceSummary } from '../../../server/src/lsp/protocol.ts';
import type { File } from './context.ts';
import { chooseConfiguration, noAnswer, type SettingsContext } from './settings-context.ts';

/** Shows the values for all programs, or for a service of the user's choice if services have values of their own. */
export async function showEffective(context: SettingsContext, file: File | undefined): Promise<void> {
  const configuration = await chooseConfiguration(context, file);
  if (configuration === undefined) return;
  const { uri } = configuration;
  const services = await context.settings.services({ uri });
  if (!services) return void (await noAnswer(context));
  const own = services.filter(({ overrides }) => overrides > 0);
  if (own.length === 0) return context.showEffective(uri, undefined);
  const all = { label: 'All Programs', description: 'unless a service overrides a value', key: undefined };
  const choices = [all, ...own.map(choiceOf)];
  const line = context.cursorLine(uri);
  const here = uri.endsWith('/master.cf') && line !== undefined ? serviceAt(own, line)?.key : undefined;
  const active = choices.find(({ key }) => key === here) ?? all;
  const chosen = await context.steps.choose(
    { title: 'Show the values for which program?', about: configuration.name, hasBack: false },
    choices,
    active,
  );
  if (typeof chosen === 'object') await context.showEffective(uri, chosen.key);
}

function choiceOf({ key, program, overrides }: ServiceSummary) {
  const count = overrides === 1 ? '1 setting of its own' : `${overrides} settings of its own`;
  return { label: key, description: `${program}, ${count}`, key };
}

function serviceAt(services: readonly ServiceSummary[], line: number): ServiceSummary | undefined {
  return services.find((service) => line >= service.line && line <= service.lastLine);
}
