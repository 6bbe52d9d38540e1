// The page of each scenario shows two traces: a message that the server takes, and one that it refuses. Their replies
// are those in the page's table, which test/postfix/scenario-pages.test.ts compares with the real server. After a change
// of the texts, UPDATE_TRACES=1 writes the traces anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { replyText } from '../../server/src/features/trace/ends.ts';
import { traceText } from '../../server/src/features/trace/text.ts';
import type { MailSystem } from '../../server/src/mail/relay.ts';
import type { TraceRequest } from '../../server/src/mail/trace/model.ts';
import { traceMail } from '../../server/src/mail/trace/trace.ts';
import { mailSystem } from '../mail/support.ts';
import { configurationOf } from '../snippets/configuration.ts';
import { completed } from './configuration.ts';
import { type Answer, readScenario } from './page.ts';
import { scenarios } from './scenarios.ts';

describe('the traces on the page of', () => {
  test.each(scenarios)('%s', (scenario) => {
    const { answers } = readScenario(scenario);
    const taken = answers.find(({ reply }) => reply.startsWith('250'));
    const refused = answers.find(({ reply }) => !reply.startsWith('250'));
    if (taken === undefined || refused === undefined) throw new Error('the page needs both answers');
    const blocks = [taken, refused].map((answer) => traced(scenario, answer));
    const file = new URL(`../../docs/scenarios/${scenario}.md`, import.meta.url);
    const text = readFileSync(file, 'utf8');
    const section = `${intro}\n\n${blocks.join('\n\n')}\n`;
    if (process.env.UPDATE_TRACES === '1') {
      const start = text.indexOf(`${intro}\n`);
      writeFileSync(file, `${(start < 0 ? text : text.slice(0, start)).trimEnd()}\n\n${section}`);
      return;
    }
    expect(text.endsWith(`\n\n${section}`), section).toBe(true);
  });
});

const intro = '[`postfix-lint trace`](../tracing.md) shows the same without a server, and why:';

/** The configuration of the real server in test/postfix/scenario-pages.test.ts. */
function systemOf(scenario: string): MailSystem {
  const { files } = completed(configurationOf(scenario));
  const mainCf = files['main.cf'] ?? '';
  const added = ['myhostname = mail.example.com', 'alias_maps =', 'forward_path ='].filter(
    (line) => !new RegExp(`^${line.split(' ')[0]}[ \\t]*=`, 'm').test(mainCf),
  );
  return mailSystem({ ...files, 'main.cf': `${mainCf.trimEnd()}\n${added.join('\n')}\n` });
}

function traced(scenario: string, { client, to, reply }: Answer): string {
  const request: TraceRequest = {
    client: { address: client },
    helo: 'client.example.org',
    sender: '',
    recipients: [to],
  };
  const trace = traceMail(systemOf(scenario), request);
  const [usual] = trace.ways;
  const isTaken = reply.startsWith('250');
  expect(usual?.reply?.code).toBe(Number(reply.slice(0, 3)));
  if (!isTaken) expect(usual?.reply && replyText(usual.reply)).toBe(reply);
  const text = traceText(trace, {
    paint: (plain) => plain,
    placeName: ({ uri }) => uri.slice(uri.lastIndexOf('/') + 1),
  });
  const command = `$ postfix-lint trace --client ${client} --helo client.example.org --to ${to} /etc/postfix`;
  return `\`\`\`console\n${command}\n${text}\`\`\``;
}
