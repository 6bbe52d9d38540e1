// The documentation of a suggestion. Editors request it for one suggestion at a time, so the list does not contain it.

import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { WordKind } from '../../catalog/docs.ts';
import { wordText } from '../hover/description.ts';
import { quote, title } from '../hover/markdown.ts';
import { parameterText } from '../hover/parameters.ts';
import { describePatternFlag } from '../hover/patterns.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { documentedValues } from './context.ts';
import type { Subject } from './suggestions.ts';

/** Markdown; undefined if there is no documentation. */
export function documentation(snapshot: DocumentedSnapshot, subject: Subject): string | undefined {
  if ('parameter' in subject) return parameterText(snapshot, subject.parameter);
  if ('word' in subject) {
    const [kind, name] = subject.word;
    const text = wordText(snapshot.docs, kind, name);
    return text.length === 0 ? undefined : [title(name, kinds[kind]), ...text].join('\n\n');
  }
  if ('flag' in subject) {
    const [dialect, text] = subject.flag;
    return describePatternFlag({ text, known: true, start: 0, end: text.length }, dialect).paragraphs.join(
      '\n\n',
    );
  }
  const [parameter, value] = subject.value;
  const meaning = documentedValues(snapshot.docs, parameter).find((v) => v.value === value)?.meaning;
  return meaning === undefined ? undefined : `**${quote(value)}** — ${meaning}`;
}

const kinds: Readonly<Record<WordKind, string>> = {
  restriction: 'access restriction',
  table: 'lookup table type',
  program: 'Postfix service program',
  field: 'field of master.cf',
  'access-action': 'action in an access table',
  'content-action': 'action in header and body checks',
  'address-class': 'address class',
  'alias-result': 'destination of an alias',
  'transport-result': 'result of a transport table',
  'database-key': 'setting of a database table',
  'milter-macro': 'Milter macro',
  pipe: 'argument of pipe(8)',
  'policy-attribute': 'attribute of a policy request',
  'sasl-option': 'SASL option',
  tls: 'TLS setting',
};

/**
 * What an item describes. A property without data is a parameter. A client can return any data, so nothing is taken on
 * trust.
 */
export function subjectOf({ label, kind, data }: CompletionItem): Subject | undefined {
  const { parameter, word, value, flag } = (data ?? {}) as Record<string, unknown>;
  if (typeof parameter === 'string') return { parameter };
  if (isPair(word) && Object.hasOwn(kinds, word[0])) return { word: [word[0] as WordKind, word[1]] };
  if (isPair(flag) && (flag[0] === 'regexp' || flag[0] === 'pcre')) return { flag: [flag[0], flag[1]] };
  if (isPair(value)) return { value };
  return kind === CompletionItemKind.Property ? { parameter: label } : undefined;
}

function isPair(data: unknown): data is [string, string] {
  return Array.isArray(data) && data.length === 2 && data.every((each) => typeof each === 'string');
}
