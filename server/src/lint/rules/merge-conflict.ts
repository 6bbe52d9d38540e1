// The lines with which version control marks two versions of a text: every program that reads the file exits
// (split_nameval.c; master_ent.c).

import type { Fix } from '../../edits/edit.ts';
import type { InstanceFile, Location } from '../../instance/instance.ts';
import type { MainItem } from '../../syntax/main-cf.ts';
import type { MasterItem } from '../../syntax/master-cf.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Chunk } from '../../syntax/text.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { beginning, memoryText } from '../shared/malformed-lines.ts';

export const mergeConflict: Rule = {
  code: 'merge-conflict',
  title: 'Merge conflict is not resolved',
  severity: 'error',
  // The two versions are not meant to be in the file together.
  explains: [],
  *configuration({ instance: { files } }: Configuration): Generator<Finding> {
    for (const file of [files.main, files.master]) {
      if (file === undefined) continue;
      const effect = file === files.main ? ofMain : ofMaster;
      for (const conflict of conflicts(file)) yield finding(file, conflict, effect);
    }
  },
};

type ConfigFile = InstanceFile<MainItem> | InstanceFile<MasterItem>;
type Sign = '<' | '|' | '=' | '>';

/** A physical line that begins with seven of the same sign. */
interface Marker {
  readonly sign: Sign;
  readonly item: MainItem | MasterItem;
  /** Offsets in the file, without the line break. */
  readonly start: number;
  readonly end: number;
}

/** The markers of one conflict. Some may be missing. */
type Conflict = readonly [Marker, ...Marker[]];

function* conflicts(file: ConfigFile): Generator<Conflict> {
  let open: Marker[] = [];
  for (const marker of markers(file)) {
    const hasBegun = open.some(({ sign }) => sign === '<');
    if (marker.sign === '<') {
      yield* complete(open);
      open = [marker];
    } else if (marker.sign === '>') {
      yield* complete([...open, marker]);
      open = [];
    } else open = hasBegun ? [...open, marker] : [marker];
  }
  yield* complete(open);
}

/** Equals signs alone may be a separator line. */
function* complete([first, ...others]: readonly Marker[]): Generator<Conflict> {
  if (first !== undefined && [first, ...others].some(({ sign }) => sign === '<' || sign === '>'))
    yield [first, ...others];
}

function* markers(file: ConfigFile): Generator<Marker> {
  if (!file.tree.text.chunks.some(mayHaveMarker)) return;
  for (const { item, start } of file.tree.items()) {
    const { text, pieces } = item.line;
    const sign = text.slice(0, 1);
    if (!isSign(sign) || !/^(?:<{7}|\|{7}|={7}|>{7})(?!\S)/.test(text)) continue;
    yield { sign, item, start, end: start + (pieces[0]?.end ?? 0) };
  }
}

/** A keystroke changes one chunk, so the others are not searched again. */
const mayHaveMarker = memoize(({ text }: Chunk): boolean => /^[<>]{7}/m.test(text));

function isSign(text: string): text is Sign {
  return text === '<' || text === '|' || text === '=' || text === '>';
}

function finding(
  file: ConfigFile,
  conflict: Conflict,
  effect: (item: MainItem | MasterItem) => string,
): Finding {
  const { uri } = file;
  const [first, ...others] = conflict;
  const last = others.at(-1) ?? first;
  const at = ({ start, end }: Marker): Location => ({ uri, start, end });
  const fixes = keepOne(file, conflict);
  return {
    at: at(first),
    explains: { uri, start: first.start, end: last.end },
    message:
      `This merge conflict is not resolved. ${effect(first.item)}. ` +
      'Keep one of the two versions, and remove the lines with <<<<<<<, =======, and >>>>>>>.',
    ...(others.length > 0 && {
      related: others.map((marker) => ({ at: at(marker), message: 'Another line of this conflict' })),
    }),
    ...(fixes.length > 0 && { fixes }),
  };
}

function ofMain(item: MainItem | MasterItem): string {
  const text = `"${beginning(memoryText(item.line), 60)}"`;
  const isWithoutName = item.kind === 'malformed' && item.problem === 'missing-name';
  return `Every Postfix program that reads main.cf exits with: ${logText(
    isWithoutName ? `missing attribute name: ${text}` : `missing '=' after attribute name: ${text}`,
  )}`;
}

function ofMaster({ kind }: MainItem | MasterItem): string {
  const logs = kind === 'malformed' ? `; postconf exits with: ${logText('bad field count')}` : '';
  return `Postfix does not start, or keeps its old settings${logs}`;
}

/** Only for a conflict whose lines are all present. */
function keepOne(file: ConfigFile, conflict: Conflict): readonly Fix[] {
  const [begin, middle, end] = conflict.filter(({ sign }) => sign !== '|');
  if (begin?.sign !== '<' || middle?.sign !== '=' || end?.sign !== '>' || conflict.length > 4) return [];
  const ancestor = conflict.find(({ sign }) => sign === '|') ?? middle;
  const remove = (from: Marker, to: Marker) => ({
    at: { uri: file.uri, start: from.start, end: nextLine(file, to.end) },
    text: '',
  });
  return [
    { title: 'Keep the first version', edits: [remove(begin, begin), remove(ancestor, end)] },
    { title: 'Keep the second version', edits: [remove(begin, middle), remove(end, end)] },
  ];
}

function nextLine({ tree: { text } }: ConfigFile, end: number): number {
  const [lineBreak = ''] = /^\r?\n?/.exec(text.slice(end, end + 2)) ?? [];
  return end + lineBreak.length;
}
