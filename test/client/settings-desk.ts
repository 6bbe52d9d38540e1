// A context for the commands about settings: a real service over files in memory, and a user who gives the answers of a
// test, in their order.
import type { TypedStep } from '../../client/src/commands/context.ts';
import type { Pair, Revisions, SettingsContext } from '../../client/src/commands/settings-context.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory } from '../corpus/host.ts';
import { desk } from './desk.ts';

export interface SettingsDesk extends SettingsContext {
  readonly seen: string[];
  readonly pairs: Pair[];
  /** The texts of the files, after the edits. */
  readonly texts: Map<string, string>;
}

export interface SettingsDeskOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** Labels that the user chooses, and texts that the user types. */
  readonly answers?: readonly string[];
  readonly action?: 'select' | 'change' | 'go' | 'copy';
  readonly revisions?: Revisions | { readonly reason: string };
  readonly cursorLine?: number;
  readonly cursorWords?: readonly string[];
  readonly commandDirectory?: string;
  readonly trusted?: boolean;
  readonly refuses?: boolean;
}

export function settingsDesk({
  files = {},
  answers = [],
  action = 'select',
  revisions = { reason: 'no revisions' },
  cursorLine,
  cursorWords = [],
  refuses = false,
  ...options
}: SettingsDeskOptions = {}): SettingsDesk {
  const left = [...answers];
  const base = desk({ ...options, presses: answers });
  const { seen } = base;
  const { service } = inMemory(files);
  const texts = new Map(Object.entries(files).map(([name, text]) => [`file:///etc/postfix/${name}`, text]));
  const pairs: Pair[] = [];
  const choose = <T extends { readonly label: string }>(
    what: string,
    choices: readonly T[],
  ): T | undefined => {
    seen.push(`${what}: ${choices.map(({ label }) => label).join(', ')}`);
    const label = left.shift();
    return choices.find((choice) => choice.label === label);
  };
  return {
    ...base,
    ui: { ...base.ui, pick: async (placeholder, choices) => choose(placeholder, choices) },
    pairs,
    texts,
    steps: {
      suggest: async () => undefined,
      choose: async ({ title }, choices, active) =>
        choose(active === undefined ? title : `${title} [${active.label}]`, choices),
      type: async ({ title, value, check }: TypedStep) => {
        const answer = left.shift();
        const checked = answer === undefined ? undefined : await check(answer);
        seen.push(`${title}: ${value} → ${answer} ${JSON.stringify(checked) ?? ''}`.trimEnd());
        return typeof checked === 'string' ? undefined : answer;
      },
    },
    settings: {
      services: async ({ uri }) => (await service.services(uri)) ?? null,
      listing: async ({ uri, texts: given }) => (await service.listing(uri, given)) ?? null,
      parameters: async ({ uri }) => (await service.parameters(uri)) ?? null,
      parameter: async ({ uri, name }) => (await service.parameter(uri, name)) ?? null,
      check: async ({ uri, name, value }) => (await service.checkParameter(uri, name, value)) ?? null,
      change: async ({ uri, name, value }) => (await service.changeParameter(uri, name, value)) ?? null,
    },
    mainFiles: async () => [...texts.keys()].filter((uri) => uri.endsWith('/main.cf')),
    nameOf: (uri) => uri.replace('file://', ''),
    cursorLine: () => cursorLine,
    cursorWords: () => cursorWords,
    showEffective: async (of, of2) => void seen.push(`effective: ${of} ${of2 ?? 'all'}`),
    compare: async (title, opened) => {
      seen.push(`compared: ${title}`);
      pairs.push(...opened);
    },
    chooseFolder: async () => undefined,
    revisions: async () => revisions,
    chooseParameter: async (placeholder, parameters, active) => {
      seen.push(placeholder, ...(active === undefined ? [] : [`selected first: ${active.label}`]));
      const label = left.shift();
      const chosen = parameters.find((each) => each.label === label);
      if (chosen === undefined) return undefined;
      seen.push(`chosen: ${chosen.label}, ${chosen.description}`);
      return { parameter: chosen.parameter, action };
    },
    applyEdits: async ({ uri, edits }) => {
      if (refuses) return false;
      const source = SourceText.of(texts.get(uri) ?? '');
      const changed = [...edits]
        .map(({ range, newText }) => ({
          start: source.offsetAt(range.start),
          end: source.offsetAt(range.end),
          text: newText,
        }))
        .sort((a, b) => b.start - a.start)
        .reduce((text, edit) => text.edit(edit), source);
      texts.set(uri, changed.toString());
      return true;
    },
    show: async ({ uri, line }) => void seen.push(`shown: ${uri}:${line}`),
    showPage: async (title, text) => void seen.push(`page: ${title}: ${text.split('\n')[0]}`),
    copy: async (text) => void seen.push(`copied: ${text}`),
  };
}
