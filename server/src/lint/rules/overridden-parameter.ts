// A parameter that is set more than once, to different values: Postfix keeps the last one (dict.c, dict_load_fp).

import type { Fix } from '../../edits/edit.ts';
import { commentOut, lineLocation, lineNumber } from '../../edits/lines.ts';
import type { Location, PlacedEntry } from '../../instance/instance.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { gluedSettings } from '../shared/glued-settings.ts';

export const overriddenParameter: Rule = {
  code: 'overridden-parameter',
  title: 'Value is overridden by a later line',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    const main = instance.files.main;
    if (main !== undefined) {
      for (const name of instance.repeatedNames) {
        const entries = instance.entriesOf(name);
        const winner = entries.at(-1);
        if (winner !== undefined) yield* overridden(context, main.uri, name, entries, winner);
      }
    }
    yield* overriddenOptions(context);
  },
};

function* overridden(
  { instance }: Configuration,
  uri: string,
  name: string,
  entries: readonly PlacedEntry[],
  winner: PlacedEntry,
): Generator<Finding> {
  const lost = entries.filter(
    (entry, i) => i + 1 < entries.length && entry.item.text !== entries[i + 1]?.item.text,
  );
  const last = lost.at(-1);
  // Which value is intended is clear only when the text that belongs to another setting is gone. Other rules report it.
  if (last === undefined || [...gluedSettings(winner.item.text, instance.catalog)].length > 0) return;
  const winnerLine = lineNumber(instance.files.main, winner.start);
  for (const entry of lost) {
    yield {
      at: lineLocation(uri, entry),
      message:
        `This value of ${name} is overridden by line ${winnerLine}. ` +
        `Postfix keeps the last value: ${show(winner.item.text)}. ` +
        'Remove one of the two lines.',
      tag: 'unnecessary',
      related: [
        { at: nameOf(uri, winner), message: `The value that Postfix uses: ${show(winner.item.text)}` },
      ],
      fixes: [
        // Not safe for fix-all: which value is intended, only a person knows.
        {
          title: `Comment out this earlier ${name}`,
          edits: commentOut(uri, entry),
          preferred: true,
        },
        ...(entries.length > manyEntries ? [] : [keepOnly(uri, name, entry, entries, `line ${winnerLine}`)]),
      ],
    };
  }
  const lines = lost.slice(-3).map((entry) => String(lineNumber(instance.files.main, entry.start)));
  const more = lost.length > lines.length ? [`${lost.length - lines.length} more`] : [];
  yield {
    at: nameOf(uri, winner),
    severity: 'hint',
    message:
      lost.length === 1
        ? `This line overrides the value of ${name} on line ${lines[0]}: ${show(last.item.text)}.`
        : `This line overrides the values of ${name} on lines ${sentenceList.format([...lines, ...more])}.`,
    related: lost.slice(-manyEntries).map((entry) => ({
      at: nameOf(uri, entry),
      message: `Overridden: ${show(entry.item.text)}`,
    })),
    ...(entries.length > manyEntries
      ? {}
      : {
          fixes: [
            keepOnly(uri, name, winner, entries, `line ${lines[0]}`),
            { title: `Comment out this later ${name}`, edits: commentOut(uri, winner) },
          ],
        }),
  };
}

const sentenceList = new Intl.ListFormat('en');

/** A longer list of settings of the same parameter does not help the reader. */
const manyEntries = 20;

/** @param other the place of the other setting, if there is only one */
function keepOnly(
  uri: string,
  name: string,
  entry: PlacedEntry,
  entries: readonly PlacedEntry[],
  other: string,
): Fix {
  return {
    title: `Keep this ${name} and comment out the other${entries.length > 2 ? 's' : ` on ${other}`}`,
    edits: entries.filter((e) => e !== entry).flatMap((e) => commentOut(uri, e)),
  };
}

/** The same for `-o` options of one service: the last one wins, and nothing is logged. */
function* overriddenOptions({ instance }: Configuration): Generator<Finding> {
  const master = instance.files.master;
  if (master === undefined) return;
  for (const service of instance.services) {
    const names = new Set<string>();
    for (const argument of service.item.arguments) {
      if (argument.kind === 'override' && argument.problem === undefined && argument.name)
        names.add(argument.name.text);
    }
    for (const name of names) {
      const list = instance.overridesOf(service, name);
      const winner = list.at(-1);
      for (const override of list.slice(0, -1)) {
        if (winner === undefined || override.value?.text === winner.value?.text) continue;
        yield {
          at: { uri: master.uri, start: service.start + override.start, end: service.start + override.end },
          message:
            `This -o ${name} is overridden by a later option in the same service. ` +
            `Postfix keeps the last value: ${show(winner.value?.text ?? '')}. Remove one of the two options.`,
          tag: 'unnecessary',
          related: [
            {
              at: { uri: master.uri, start: service.start + winner.start, end: service.start + winner.end },
              message: `The value that Postfix uses: ${show(winner.value?.text ?? '')}`,
            },
          ],
        };
      }
    }
  }
}

function nameOf(uri: string, { item, start }: PlacedEntry): Location {
  return { uri, start: start + item.name.start, end: start + item.name.end };
}

/** A value for a message: shortened, on one line. */
function show(value: string): string {
  const flat = value.replace(/\s+/g, ' ');
  if (flat === '') return '(empty)';
  return flat.length > 60 ? `"${flat.slice(0, 57)}…"` : `"${flat}"`;
}
