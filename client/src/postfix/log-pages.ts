// The page of the rule that explains a message.

import data from './log-pages.json' with { type: 'json' };
import type { Message } from './messages.ts';

interface Known {
  readonly pattern: RegExp;
  readonly page: string;
}

let known: readonly Known[] | undefined;

/** The page below docs/ that explains a message; undefined if there is none. */
export function pageFor({ text }: Pick<Message, 'text'>): string | undefined {
  known ??= Object.entries(data).map(([pattern, code]) => ({
    pattern: new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's'),
    page: `rules/${code}.md`,
  }));
  return known.find(({ pattern }) => pattern.test(text))?.page;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
