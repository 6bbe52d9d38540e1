// postfix.traceMail: asks who sends a mail to whom, and shows what Postfix would do with it.

import type {
  SuggestedClient,
  SuggestedText,
  TraceAnswerPart,
  TracedMail,
  TraceRequest,
  TraceSuggestions,
} from '../../../server/src/lsp/protocol.ts';
import { chooseConfiguration, noAnswer } from './configuration.ts';
import { type Back, back, type Choice, type File, type Step } from './context.ts';
import type { TraceContext } from './trace-context.ts';

/** The parts of a mail that another command knows already. */
export type KnownMail = Partial<TraceRequest>;

/**
 * @param file the file in the editor, which determines the configuration
 * @param known a complete mail is traced without questions
 */
export async function traceMail(
  context: TraceContext,
  file: File | undefined,
  known: KnownMail = {},
): Promise<void> {
  const { traces } = context;
  const configuration = await chooseConfiguration(context, file, async (uri) => {
    const found = await traces.suggestions({ uri });
    return found === undefined ? undefined : found !== null;
  });
  if (configuration === undefined) return;
  const { uri } = configuration;
  const mail = isComplete(known) ? known : await ask(context, uri, known);
  if (mail === undefined) return;
  const traced = await traces.trace({ uri, mail });
  if (traced) await context.show({ uri, traced, answers: [] });
  else await noAnswer(context);
}

/** The whole mail; undefined if the user cancels. */
async function ask(context: TraceContext, uri: string, known: KnownMail): Promise<TraceRequest | undefined> {
  const suggestions = await context.traces.suggestions({ uri });
  return suggestions ? new Questions(context, suggestions, known).ask() : noAnswer(context);
}

/** postfix.copyTrace: the text that the command line prints. */
export async function copyTrace({ ui, copy }: TraceContext, traced: TracedMail | undefined): Promise<void> {
  if (traced === undefined) return;
  await copy(traced.text);
  ui.tell('Copied the trace');
}

/** postfix.keepTrace: adds the mail and its result to trace.tests. */
export async function keepTrace({ ui, append }: TraceContext, traced: TracedMail | undefined): Promise<void> {
  if (traced === undefined) return;
  if (traced.test === undefined) {
    const text =
      'This result depends on something outside the configuration, such as DNS, so a test cannot expect it.';
    await ui.say('information', text);
    return;
  }
  const isAdded = await append(`${traced.directory}/trace.tests`, traced.test, heading);
  if (isAdded) ui.tell('Added the message to trace.tests');
  else
    await ui.say(
      'error',
      'The message could not be added to trace.tests, because the file cannot be changed.',
    );
}

const heading =
  '# One message on each line, and what must happen to it. To run all tests: postfix-lint trace .\n';

function isComplete(known: KnownMail): known is TraceRequest {
  return known.sender !== undefined && known.recipients !== undefined && known.recipients.length > 0;
}

type Question = 'client' | 'address' | 'login' | 'service' | 'recipient' | 'sender';

/** The questions, one after another, with a way back. */
class Questions {
  private client: SuggestedClient | 'other' | undefined;
  private readonly answers = new Map<Question, string>();

  constructor(
    private readonly context: TraceContext,
    private readonly suggestions: TraceSuggestions,
    private readonly known: KnownMail,
  ) {}

  /** Undefined if the user cancels. */
  async ask(): Promise<TraceRequest | undefined> {
    for (let index = 0; index < this.asked().length; ) {
      const question = this.asked()[index];
      if (question === undefined) break;
      const answer = await this.askOne(question, index);
      if (answer === undefined) return undefined;
      if (answer === back) {
        index--;
        continue;
      }
      this.answers.set(question, answer);
      index++;
    }
    return this.mail();
  }

  private asked(): readonly Question[] {
    const { known, client } = this;
    const isProgram = client !== 'other' && client?.kind === 'program';
    return [
      ...(known.client === undefined ? (['client'] as const) : []),
      ...(client === 'other' ? (['address'] as const) : []),
      ...(client !== 'other' && client?.kind === 'user' ? (['login'] as const) : []),
      ...(!isProgram && known.service === undefined && this.services().length > 1
        ? (['service'] as const)
        : []),
      ...(known.recipients === undefined ? (['recipient'] as const) : []),
      ...(known.sender === undefined ? (['sender'] as const) : []),
    ];
  }

  private askOne(question: Question, index: number): Promise<string | Back | undefined> {
    const { suggestions } = this;
    const step = (title: string): Step => ({
      title,
      about: 'Trace a Mail',
      place: { number: index + 1, of: Math.max(this.asked().length, 3) },
      hasBack: index > 0,
    });
    switch (question) {
      case 'client':
        return this.askClient(step('Who sends the message?'));
      case 'address':
        return this.askText(step('What is the IP address of the client?'), 'client', []);
      case 'login':
        return this.askText(step('Which name does the user log in with?'), 'login', suggestions.logins);
      case 'service':
        return this.askService(step('Which service does the client connect to?'));
      case 'recipient':
        return this.askText(step('Who is the recipient?'), 'recipient', suggestions.recipients);
      case 'sender':
        return this.askText(step('Who is the envelope sender?'), 'sender', suggestions.senders);
    }
  }

  private async askClient(step: Step): Promise<string | Back | undefined> {
    const choices: readonly (Choice & { readonly client: SuggestedClient | 'other' })[] = [
      ...this.suggestions.clients.map((client) => ({
        label: `$(${icons[client.kind]}) ${client.title}`,
        detail: client.detail,
        client,
      })),
      { label: '$(edit) Another client', detail: 'with an IP address that you type', client: 'other' },
    ];
    const active = choices.find(({ client }) => client === this.client);
    const chosen = await this.context.steps.choose(step, choices, active);
    if (chosen === undefined || chosen === back) return chosen;
    this.client = chosen.client;
    return chosen.label;
  }

  private async askService(step: Step): Promise<string | Back | undefined> {
    const choices = this.services().map(({ text, detail }) => ({
      label: text,
      description: detail,
    }));
    const usual = this.answers.get('service') ?? this.usualService();
    const chosen = await this.context.steps.choose(
      step,
      choices,
      choices.find(({ label }) => label === usual),
    );
    return chosen === undefined || chosen === back ? chosen : chosen.label;
  }

  /** The services that the client can use. A user needs one that offers logins. */
  private services(): TraceSuggestions['services'] {
    const { services } = this.suggestions;
    const isUser = this.client !== 'other' && this.client?.kind === 'user';
    const withLogins = services.filter(({ offersLogins }) => offersLogins);
    return isUser && withLogins.length > 0 ? withLogins : services;
  }

  private usualService(): string {
    return (this.client === 'other' ? undefined : this.client?.mail.service) ?? 'smtp';
  }

  private askText(
    step: Step,
    part: TraceAnswerPart,
    suggestions: readonly SuggestedText[],
  ): Promise<string | Back | undefined> {
    return this.context.steps.suggest({
      ...step,
      placeholder: placeholders[part],
      choices: suggestions.map(({ text, detail }) => ({ label: text, description: detail })),
      check: async (answer) => (await this.context.traces.check({ part, answer })) ?? undefined,
    });
  }

  private mail(): TraceRequest {
    const { known, client, answers } = this;
    const address = answers.get('address');
    const from =
      client === 'other' && address !== undefined
        ? { client: { address }, helo: `[${address.includes(':') ? 'IPv6:' : ''}${address}]` }
        : client === 'other'
          ? {}
          : client?.mail;
    const [login, service] = [answers.get('login'), answers.get('service')];
    const recipients = known.recipients ?? listOf(answers.get('recipient') ?? '');
    const sender = (known.sender ?? answers.get('sender') ?? '').trim();
    return {
      ...from,
      ...(login !== undefined && { login: login.trim() }),
      ...(service !== undefined && { service }),
      ...known,
      recipients,
      sender: sender === '<>' ? '' : sender,
    };
  }
}

const icons: Readonly<Record<SuggestedClient['kind'], string>> = {
  stranger: 'globe',
  trusted: 'server',
  user: 'account',
  program: 'terminal',
};

const placeholders: Readonly<Record<TraceAnswerPart, string>> = {
  client: '192.0.2.1 or 2001:db8::1',
  login: 'Type a login name, or select one',
  recipient: 'Type an address, or select one. Separate several addresses with commas.',
  sender: 'Type an address, or select one. <> is the null sender.',
};

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
