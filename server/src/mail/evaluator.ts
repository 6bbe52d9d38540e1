// Evaluates a list of restrictions word by word, as generic_checks() does, and keeps every possible outcome.

import type { ExpandedValue } from '../instance/expanded-values.ts';
import type { Location } from '../instance/instance.ts';
import { expandedClass, isClass, restrictionsIn } from '../instance/restriction-classes.ts';
import type { ValueNode } from '../syntax/value.ts';
import type { Answer } from './access-lookup.ts';
import { type Decision, error, type Outcome, unknown, withoutRepeats } from './outcomes.ts';
import type { Query } from './query.ts';
import { restrictionOutcomes } from './restriction-outcomes.ts';

/** An outcome with the word that decided it; undefined if the list ends without a decision. */
export interface DecidedOutcome extends Outcome {
  readonly decision?: Decision;
}

/** A list of restrictions, and the places of its words. */
interface List {
  readonly parameter: string;
  readonly nodes: readonly ValueNode[];
  text(node: ValueNode): string;
  locate(node: ValueNode): Location | undefined;
}

export class Evaluator {
  private readonly classes = new Map<string, readonly DecidedOutcome[]>();
  private readonly open = new Set<string>();
  private depth = 0;
  private steps = 0;

  constructor(private readonly question: Omit<Query, 'list'>) {}

  value(parameter: string, value: ExpandedValue): readonly DecidedOutcome[] {
    const { text } = value.expansion;
    return this.list({
      parameter,
      nodes: value.nodes,
      text: ({ start, end }) => text.slice(start, end),
      locate: (node) => value.locate(node),
    });
  }

  private list(list: List): readonly DecidedOutcome[] {
    const ways: DecidedOutcome[] = [];
    let warn = false;
    // Whether the usual message gets this far.
    let usual = true;
    for (const node of list.nodes) {
      if (node.kind === 'restriction' && node.name.text.toLowerCase() === 'warn_if_reject') {
        warn = true;
        continue;
      }
      const found = this.word(list, node).map((way) => (warn ? softened(way) : way));
      warn = false;
      ways.push(
        ...found.filter(({ end }) => end !== 'goes-on').map((way) => ({ ...way, usual: way.usual && usual })),
      );
      const further = found.filter(({ end }) => end === 'goes-on');
      if (further.length === 0) return distinctPlaces(ways);
      usual &&= further.some((way) => way.usual);
    }
    return distinctPlaces([...ways, { end: 'goes-on', usual }]);
  }

  private word(list: List, node: ValueNode): readonly DecidedOutcome[] {
    if (++this.steps > maxSteps) return unknown;
    const ways = restrictionOutcomes({ ...this.question, list: (answer) => this.answer(answer) }, node);
    const word = list.text(node);
    const decide = (way: DecidedOutcome): DecidedOutcome => {
      const decision = { parameter: list.parameter, word, location: list.locate(node) };
      return {
        ...way,
        decision: way.decision ?? (way.answer === undefined ? decision : { ...decision, answer: way.answer }),
      };
    };
    return (ways ?? this.restrictionClass(word)).map((way) => (way.end === 'goes-on' ? way : decide(way)));
  }

  /** The list of a restriction class. For an unknown word, smtpd answers 451. */
  private restrictionClass(name: string): readonly DecidedOutcome[] {
    const { instance, service } = this.question;
    const known = this.classes.get(name);
    if (known !== undefined) return known;
    const value = isClass(instance, service, name) ? expandedClass(instance, name, service) : undefined;
    // A class that contains itself: smtpd recurses until its stack is full, and crashes.
    if (value === undefined || this.open.has(name)) return error;
    if (this.open.size >= maxNesting) return unknown;
    this.open.add(name);
    const ways = this.value(name, value);
    this.open.delete(name);
    this.classes.set(name, ways);
    return ways;
  }

  /** A table answer that is a list of restrictions. */
  answer({ text }: Pick<Answer, 'text'>): readonly Outcome[] {
    // A limit on tables that lead to other tables, far above real use.
    if (this.depth > maxDepth) return unknown;
    this.depth++;
    const nodes = restrictionsIn(text);
    const ways = this.list({
      parameter: 'access',
      nodes,
      text: ({ start, end }) => text.slice(start, end),
      locate: () => undefined,
    });
    this.depth--;
    return ways.map(({ decision: _, ...way }) => way);
  }
}

const maxDepth = 4;
/** The maximum nesting of classes. */
const maxNesting = 100;
/** Tables can lead to many lists. Beyond this limit, the result is unknown. */
const maxSteps = 20_000;

/** warn_if_reject: a rejection is only logged, unless it is an error. */
function softened(way: DecidedOutcome): DecidedOutcome {
  return way.end === 'refuses' && way.hard !== true ? { end: 'goes-on', usual: way.usual } : way;
}

/** A word that occurs again in a class or through a $name has the same result. */
function distinctPlaces(ways: readonly DecidedOutcome[]): readonly DecidedOutcome[] {
  return withoutRepeats(ways, ({ end, hard, decision }) => {
    const { word, location, answer } = decision ?? {};
    return [end, hard, word, location?.uri, location?.start, answer?.entry?.start].join(' ');
  });
}
