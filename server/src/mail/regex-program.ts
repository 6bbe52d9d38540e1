// Runs a regular expression in linear time: every state is tried at most once at each position of the text, as RE2's
// bit-state matcher does. The first match that the engine would find is found.

import { type Assertion, isWord, type Regex, type RegexNode, Unjudged } from './regex-nodes.ts';

type Instruction =
  | { readonly op: 'byte'; readonly has: Uint8Array }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assertion'; readonly what: Assertion }
  | {
      readonly op: 'look';
      readonly program: RegexProgram;
      readonly negated: boolean;
      /** For a look behind: the possible lengths. */
      readonly lengths: readonly [min: number, max: number] | undefined;
    }
  | { readonly op: 'atomic'; readonly program: RegexProgram }
  | { readonly op: 'match' };

/** Longer programs are not used in practice. */
const maxInstructions = 20_000;
/** The number of states times the length of the text. */
const maxStates = 20_000_000;

export class RegexProgram {
  private readonly code: Instruction[] = [];
  /** Whether engines may differ about what the groups hold. */
  hasVagueGroups = false;
  /** The same for engines that do not agree on how a repetition divides the text. */
  hasVagueRepetitions = false;

  private constructor(
    private readonly groups: number,
    /** Prefers the last alternative. */
    private readonly reversed: boolean,
  ) {}

  static of({ root, groups }: Regex, reversed = false): RegexProgram {
    const program = new RegexProgram(groups, reversed);
    program.emit(root);
    program.push({ op: 'match' });
    return program;
  }

  // --- The compiler

  private push(instruction: Instruction): number {
    if (this.code.length >= maxInstructions) throw new Unjudged('too large');
    return this.code.push(instruction) - 1;
  }

  private emit(node: RegexNode): void {
    switch (node.kind) {
      case 'byte':
        this.push({ op: 'byte', has: node.has });
        return;
      case 'sequence':
        for (const each of node.nodes) this.emit(each);
        return;
      case 'choice':
        this.emitChoice(this.reversed ? node.nodes.toReversed() : node.nodes);
        return;
      case 'repeat':
        this.emitRepeat(node);
        return;
      case 'group':
        this.push({ op: 'save', slot: 2 * node.index });
        this.emit(node.node);
        this.push({ op: 'save', slot: 2 * node.index + 1 });
        return;
      case 'assertion':
        this.push({ op: 'assertion', what: node.what });
        return;
      case 'look': {
        if (hasGroup(node.node)) this.hasVagueGroups = true;
        const lengths = node.behind ? lengthOf(node.node) : undefined;
        this.push({ op: 'look', program: this.inner(node.node), negated: node.negated, lengths });
        return;
      }
      case 'atomic':
        if (hasGroup(node.node)) this.hasVagueGroups = true;
        this.push({ op: 'atomic', program: this.inner(node.node) });
    }
  }

  private inner(root: RegexNode): RegexProgram {
    return RegexProgram.of({ root, groups: this.groups }, this.reversed);
  }

  private emitChoice(nodes: readonly RegexNode[]): void {
    const jumps: { to: number }[] = [];
    for (const [i, node] of nodes.entries()) {
      if (i === nodes.length - 1) {
        this.emit(node);
        break;
      }
      const split = { op: 'split' as const, first: this.code.length + 1, second: 0 };
      this.push(split);
      this.emit(node);
      const jump = { op: 'jump' as const, to: 0 };
      this.push(jump);
      jumps.push(jump);
      split.second = this.code.length;
    }
    for (const jump of jumps) jump.to = this.code.length;
  }

  private emitRepeat({ node, min, max, greedy }: Extract<RegexNode, { kind: 'repeat' }>): void {
    if (hasGroup(node)) {
      const [shortest, longest] = lengthOf(node);
      // What a group holds after an empty repetition varies.
      if (shortest === 0) this.hasVagueGroups = true;
      if (shortest !== longest && max !== 1) this.hasVagueRepetitions = true;
    }
    for (let i = 0; i < min; i++) this.emit(node);
    const branch = (): { first: number; second: number } => {
      const split = { op: 'split' as const, first: 0, second: 0 };
      this.push(split);
      if (greedy) split.first = this.code.length;
      else split.second = this.code.length;
      return split;
    };
    const leave = (split: { first: number; second: number }): void => {
      if (greedy) split.second = this.code.length;
      else split.first = this.code.length;
    };
    if (max === undefined) {
      const start = this.code.length;
      const split = branch();
      this.emit(node);
      this.push({ op: 'jump', to: start });
      leave(split);
      return;
    }
    const splits = [];
    for (let i = min; i < max; i++) {
      splits.push(branch());
      this.emit(node);
    }
    for (const split of splits) leave(split);
  }

  // --- The matcher

  /** The places of the first match and its groups: start and end of each, negative if it is not part of the match. */
  search(text: string): readonly number[] | undefined {
    const states = this.newStates(text);
    for (let start = 0; start <= text.length; start++) {
      const found = this.run(text, start, states);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The same, but of the longest of the first matches. */
  searchLongest(text: string): readonly number[] | undefined {
    for (let start = 0; start <= text.length; start++) {
      const ends = { longest: -1 };
      this.run(text, start, this.newStates(text), (end) => {
        ends.longest = Math.max(ends.longest, end);
        return false;
      });
      if (ends.longest >= 0)
        return this.run(text, start, this.newStates(text), (end) => end === ends.longest);
    }
    return undefined;
  }

  private newStates(text: string): Uint8Array {
    const size = this.code.length * (text.length + 1);
    if (size > maxStates) throw new Unjudged('too long');
    return new Uint8Array(size);
  }

  private run(
    text: string,
    start: number,
    states: Uint8Array,
    accepts: (end: number) => boolean = () => true,
  ): readonly number[] | undefined {
    const { code } = this;
    const width = text.length + 1;
    const slots = new Array<number>(2 * (this.groups + 1)).fill(-1);
    slots[0] = start;
    // What remains to be tried: an instruction and a position, or a slot to restore (with a negative instruction).
    const stack: number[] = [0, start];
    while (stack.length > 0) {
      let at = stack.pop() ?? 0;
      let pc = stack.pop() ?? 0;
      if (pc < 0) {
        slots[-pc - 1] = at;
        continue;
      }
      for (;;) {
        const state = pc * width + at;
        if (states[state] === 1) break;
        states[state] = 1;
        const instruction = code[pc];
        if (instruction === undefined) break;
        if (instruction.op === 'match') {
          if (!accepts(at)) break;
          slots[1] = at;
          return slots;
        }
        const next = this.step(instruction, text, at, slots, stack);
        if (next < 0) break;
        if (instruction.op === 'split') pc = instruction.first;
        else if (instruction.op === 'jump') pc = instruction.to;
        else pc++;
        at = next;
      }
    }
    return undefined;
  }

  /** The position after an instruction; negative if it does not match. */
  private step(instruction: Instruction, text: string, at: number, slots: number[], stack: number[]): number {
    switch (instruction.op) {
      case 'byte':
        return at < text.length && instruction.has[text.charCodeAt(at)] === 1 ? at + 1 : -1;
      case 'split':
        stack.push(instruction.second, at);
        return at;
      case 'save':
        stack.push(-instruction.slot - 1, slots[instruction.slot] ?? -1);
        slots[instruction.slot] = at;
        return at;
      case 'assertion':
        return holds(instruction.what, text, at) ? at : -1;
      case 'look':
        return instruction.program.looks(text, at, instruction.lengths) !== instruction.negated ? at : -1;
      case 'atomic':
        return instruction.program.run(text, at, instruction.program.newStates(text))?.[1] ?? -1;
      default:
        return at;
    }
  }

  private looks(text: string, at: number, lengths: readonly [number, number] | undefined): boolean {
    if (lengths === undefined) return this.run(text, at, this.newStates(text)) !== undefined;
    for (let length = lengths[0]; length <= Math.min(lengths[1], at); length++) {
      const found = this.run(text, at - length, this.newStates(text), (end) => end === at);
      if (found !== undefined) return true;
    }
    return false;
  }
}

function holds(what: Assertion, text: string, at: number): boolean {
  const before = at > 0 ? text.charCodeAt(at - 1) : undefined;
  const after = at < text.length ? text.charCodeAt(at) : undefined;
  const isAfterWord = before !== undefined && isWord(before);
  const isBeforeWord = after !== undefined && isWord(after);
  switch (what) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'end-or-last-break':
      return at === text.length || (at === text.length - 1 && after === 10);
    case 'line-start':
      return at === 0 || before === 10;
    case 'line-end':
      return at === text.length || after === 10;
    case 'word-boundary':
      return isAfterWord !== isBeforeWord;
    case 'no-word-boundary':
      return isAfterWord === isBeforeWord;
    case 'word-start':
      return !isAfterWord && isBeforeWord;
    case 'word-end':
      return isAfterWord && !isBeforeWord;
  }
}

function hasGroup(node: RegexNode): boolean {
  switch (node.kind) {
    case 'group':
      return true;
    case 'sequence':
    case 'choice':
      return node.nodes.some(hasGroup);
    case 'repeat':
    case 'look':
    case 'atomic':
      return hasGroup(node.node);
    default:
      return false;
  }
}

/** The smallest and largest number of bytes that a node matches. */
function lengthOf(node: RegexNode): readonly [min: number, max: number] {
  switch (node.kind) {
    case 'byte':
      return [1, 1];
    case 'sequence':
      return node.nodes
        .map(lengthOf)
        .reduce<[number, number]>(([min, max], [a, b]) => [min + a, max + b], [0, 0]);
    case 'choice': {
      const lengths = node.nodes.map(lengthOf);
      return [Math.min(...lengths.map(([min]) => min)), Math.max(...lengths.map(([, max]) => max))];
    }
    case 'repeat': {
      const [min, max] = lengthOf(node.node);
      return [min * node.min, max === 0 ? 0 : max * (node.max ?? Number.POSITIVE_INFINITY)];
    }
    case 'group':
    case 'atomic':
      return lengthOf(node.node);
    case 'assertion':
    case 'look':
      return [0, 0];
  }
}
