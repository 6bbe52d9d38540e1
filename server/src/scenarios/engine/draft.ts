// A draft of a configuration. Each change starts from the result of the previous ones.

import type { Edit } from '../../edits/edit.ts';
import type { Instance, Location, PlacedEntry, PlacedService } from '../../instance/instance.ts';
import type { Tables } from '../../instance/table-files.ts';
import { ChunkParser, Tree } from '../../syntax/document.ts';
import { parseMainLine } from '../../syntax/main-cf.ts';
import { parseMasterLine } from '../../syntax/master-cf.ts';
import type { SourceText } from '../../syntax/text.ts';
import type { ScenarioConflict, ScenarioDecisions, ScenarioTable } from '../plan.ts';
import type { Configuration } from '../scenario.ts';
import { DraftText } from './draft-text.ts';

/** Reads a file; undefined if it does not exist. */
export type ReadFile = (uri: string) => Promise<SourceText | undefined>;

export class Draft {
  /** The instance after the changes so far. */
  instance: Instance;
  readonly texts = new Map<string, DraftText>();
  readonly conflicts: ScenarioConflict[] = [];
  readonly tables = new Map<string, ScenarioTable>();
  readonly remarks: string[] = [];
  /** The labels of the edits, in order. */
  readonly labels: string[] = [];
  needsRestart = false;
  private readonly mainParser = new ChunkParser(parseMainLine);
  private readonly masterParser = new ChunkParser(parseMasterLine);
  readonly mainUri: string;

  constructor(
    /** The original configuration. */
    readonly configuration: Configuration,
    private readonly decisions: ScenarioDecisions,
    private readonly readFile: ReadFile,
  ) {
    const { files } = configuration.instance;
    this.instance = configuration.instance;
    this.mainUri = files.main?.uri ?? `${files.directory}/main.cf`;
    this.texts.set(this.mainUri, new DraftText(files.main?.tree.text));
    if (files.master !== undefined) this.texts.set(files.master.uri, new DraftText(files.master.tree.text));
    if (files.main === undefined) this.readAgain();
  }

  /** The contents of the lookup tables that the host can read. */
  get lookups(): Tables {
    return this.configuration.tables;
  }

  /** Opens a file other than main.cf and master.cf. */
  async open(uri: string): Promise<DraftText> {
    let text = this.texts.get(uri);
    if (text === undefined) {
      text = new DraftText(await this.readFile(uri));
      this.texts.set(uri, text);
    }
    return text;
  }

  /** Applies the edits of one change. Their locations refer to the draft. */
  edit(label: string, edits: readonly Edit[]): void {
    if (edits.length === 0) return;
    if (!this.labels.includes(label)) this.labels.push(label);
    for (const uri of new Set(edits.map(({ at }) => at.uri))) {
      const own = edits.filter(({ at }) => at.uri === uri);
      this.texts.get(uri)?.edit(
        own.map(({ at, text }) => ({ start: at.start, end: at.end, text })),
        label,
      );
    }
    this.readAgain();
  }

  private readAgain(): void {
    const { files } = this.instance;
    const main = this.texts.get(this.mainUri);
    const master = files.master && this.texts.get(files.master.uri);
    this.instance = this.configuration.withFiles({
      ...files,
      ...(main && { main: { uri: this.mainUri, tree: new Tree(main.text, this.mainParser) } }),
      ...(master &&
        files.master && {
          master: { uri: files.master.uri, tree: new Tree(master.text, this.masterParser) },
        }),
    });
  }

  /** Records a conflict, whose location refers to the draft. False if the current value is kept. */
  replaces({ at, ...conflict }: Omit<ScenarioConflict, 'at'> & { readonly at: Location }): boolean {
    const text = this.texts.get(at.uri);
    const span = text?.originalSpan(at) ?? at;
    const original = text?.original;
    const range = {
      start: original?.positionAt(span.start) ?? { line: 0, character: 0 },
      end: original?.positionAt(span.end) ?? { line: 0, character: 0 },
    };
    if (!this.conflicts.some(({ id }) => id === conflict.id))
      this.conflicts.push({ ...conflict, at: { uri: at.uri, range } });
    return this.decisions[conflict.id] !== 'keep';
  }

  remark(text: string): void {
    if (!this.remarks.includes(text)) this.remarks.push(text);
  }

  /** The entry of main.cf that is in force. */
  entry(name: string): PlacedEntry | undefined {
    return this.instance.entriesOf(name).at(-1);
  }

  entryLocation({ start, item }: PlacedEntry): Location {
    return { uri: this.mainUri, start, end: start + item.line.text.length };
  }

  serviceLocation({ start, item }: PlacedService): Location {
    return { uri: this.instance.files.master?.uri ?? '', start, end: start + item.line.text.length };
  }
}
