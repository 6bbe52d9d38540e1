// Parses the page of a scenario in docs/scenarios: its examples, and the answers of the server.
import { readdirSync, readFileSync } from 'node:fs';
import { type Example, examplesIn } from '../rules/page.ts';

export interface ScenarioPage {
  readonly name: string;
  readonly title: string;
  /** The headings of its sections. */
  readonly sections: readonly string[];
  readonly examples: readonly Example[];
  readonly answers: readonly Answer[];
  /** The link targets. */
  readonly links: readonly URL[];
}

/** A row of the table: a client, a recipient, and the answer of smtpd to RCPT TO. */
export interface Answer {
  readonly client: string;
  readonly to: string;
  readonly reply: string;
}

const folder = new URL('../../docs/scenarios/', import.meta.url);

/** The scenarios that have a page. */
export function pageNames(): readonly string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return files.map((name) => name.slice(0, -'.md'.length)).sort();
}

export function readScenario(scenario: string): ScenarioPage {
  const file = new URL(`${scenario}.md`, folder);
  const text = readFileSync(file, 'utf8');
  const [, name = '', title = ''] = /^# ([a-z-]+): (.+)\n/.exec(text) ?? [];
  const answers = text.matchAll(/^\| ([\d.]+) \| `(\S+)` \| `(\d{3} .*)` \|$/gm);
  return {
    name,
    title,
    sections: [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading),
    examples: examplesIn(text),
    links: [...text.matchAll(/\]\(([^):]+)\)/g)].map(([, target = '']) => new URL(target, file)),
    answers: [...answers].map(([, client = '', to = '', reply = '']) => ({ client, to, reply })),
  };
}
