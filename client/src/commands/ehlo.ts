// postfix.showEhlo: what a service announces in its reply to EHLO, and why not more.

import { chooseConfiguration, noAnswer } from './configuration.ts';
import type { File } from './context.ts';
import type { TraceContext } from './trace-context.ts';

/** @param known the name of the service; undefined to ask for it */
export async function showEhlo(
  context: TraceContext,
  file: File | undefined,
  known: string | undefined,
): Promise<void> {
  const { traces, ui } = context;
  const configuration = await chooseConfiguration(context, file, async (uri) => {
    const found = await traces.suggestions({ uri });
    return found === undefined ? undefined : found !== null;
  });
  if (configuration === undefined) return;
  const { uri } = configuration;
  const service = known ?? (await chooseService(context, uri));
  if (service === undefined) return;
  const page = await traces.ehlo({ uri, service });
  if (page === undefined) await noAnswer(context);
  else if (page === null)
    await ui.say('information', `No smtpd service in this configuration is named ${service}.`);
  else await context.showPage(`EHLO ${service.replace(/[^\w.-]+/g, ' ').trim()}`, page);
}

async function chooseService({ traces, ui }: TraceContext, uri: string): Promise<string | undefined> {
  const services = (await traces.suggestions({ uri }))?.services ?? [];
  const choices = services.map(({ text, detail }) => ({ label: text, description: detail }));
  if (choices.length < 2) return choices[0]?.label ?? 'smtp';
  return (await ui.pick('Which service?', choices))?.label;
}
