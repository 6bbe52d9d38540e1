// Snippets at the start of a line: several lines with tab stops. For a scenario, an editor that can set it up gets a
// suggestion that does so instead, because a scenario changes several files.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { scenarios } from '../../scenarios/index.ts';
import type { CompletionCursor } from './context.ts';
import { type Completions, type Suggestion, withoutTabStops } from './suggestions.ts';

const scenarioNames: ReadonlySet<string> = new Set(scenarios.map(({ name }) => name));

/** The names that older instructions use for a snippet. */
const otherNames: ReadonlyMap<string, string> = new Map([['submissions', 'smtps']]);

/** Adds the snippets for the language of the document, if the cursor is at the start of a logical line. */
export function withSnippets(cursor: CompletionCursor, others: Completions): Completions {
  const { before, after, client, snapshot } = cursor;
  // A snippet in the middle of a line would become part of its value or of its key.
  const isAtStart = /^[a-z-]*$/i.test(before) && after.trim() === '';
  if (!isAtStart || client.snippets !== true) return others;
  const { document, docs } = snapshot;
  const role = 'role' in document ? document.role : undefined;
  const own = docs
    .snippets(document.language)
    .filter(({ roles }) => roles === undefined || role === undefined || roles.includes(role))
    .map(({ title, prefix, description, body }): Suggestion => {
      if (client.setsUpScenarios === true && scenarioNames.has(prefix))
        return scenarioSuggestion(document.uri, prefix, description);
      const snippet = body.join('\n');
      const example = `\`\`\`${document.language}\n${withoutTabStops(snippet)}\`\`\``;
      const documentation = `${description}\n\n${example}`;
      const filter = otherNames.has(prefix) ? { filter: `${prefix} ${otherNames.get(prefix)}` } : {};
      return {
        label: prefix,
        kind: CompletionItemKind.Snippet,
        note: title,
        snippet,
        documentation,
        ...filter,
      };
    });
  if (own.length === 0) return others;
  // In master.cf, a snippet is a complete service. The names of services have the same labels and come after it.
  const suggestions =
    document.language === 'postfix-master'
      ? [...own, ...others.suggestions]
      : [...others.suggestions, ...own];
  return { typed: before, rest: '', suggestions };
}

function scenarioSuggestion(uri: string, name: string, description: string): Suggestion {
  return {
    label: name,
    kind: CompletionItemKind.Event,
    note: 'Set Up a Scenario',
    insert: '',
    documentation: description,
    command: { title: 'Set Up a Scenario', command: 'postfix.setUpScenario', arguments: [uri, name] },
  };
}
