// Evaluates a list of restrictions word by word, as generic_checks() does, and keeps every possible outcome.

import type { ExpandedValue } from '../instance/expanded-values.ts';
import type { Location } from '../instance/instance.ts';
import { expandedClass, isClass, restrictionsIn } from '../instance/restriction-classes.ts';
import type { ValueNode } from '../syntax/value.ts';
import type { Answer } from './access-lookup.ts';
import { type Decision, distinct, goesOn, type Outcome, unknown, withoutRepeats } from './outcomes.ts';
import type { Query } from './query.ts';
import { serverError } from './refusals.ts';
import { type About, rejectedText, rejection } from './replies.ts';
import { restrictionOutcomes } from './restriction-outcomes.ts';
import type { Session } from './session.ts';

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
  /** warn_if_reject is in force: also inside a class, or in a list that a table returns. */
  private warned = false;
  private about: About | undefined;

  constructor(private readonly question: Omit<Query, 'list'>) {
    this.about = question.about;
  }

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
    const { session } = this.question;
    const ways: DecidedOutcome[] = [];
    const warnedBefore = this.warned;
    // Whether the usual message gets this far.
    let usual = true;
    for (const node of list.nodes) {
      if (session?.discards) break;
      if (node.kind === 'restriction' && node.name.text.toLowerCase() === 'warn_if_reject') {
        this.warned = true;
        continue;
      }
      const found = this.word(list, node);
      this.warned = warnedBefore;
      ways.push(
        ...found.filter(({ end }) => end !== 'goes-on').map((way) => ({ ...way, usual: way.usual && usual })),
      );
      const further = found.filter(({ end }) => end === 'goes-on');
      if (further.length === 0) return distinctPlaces(ways);
      usual &&= further.some((way) => way.usual);
      if (session?.deferIfPermit.active && session.deferIfReject.active) break;
    }
    this.warned = warnedBefore;
    return distinctPlaces([...ways, { end: 'goes-on', usual }]);
  }

  private word(list: List, node: ValueNode): readonly DecidedOutcome[] {
    if (++this.steps > maxSteps) return unknown;
    const { session } = this.question;
    const location = list.locate(node);
    const places = session?.places ?? [];
    const outer = session?.word;
    if (session !== undefined) {
      session.warned = this.warned;
      session.places = location === undefined ? places : [location, ...places];
      session.word = list.text(node);
    }
    const { about } = this;
    const question: Query = {
      ...this.question,
      ...(about && { about }),
      list: (answer, of) => this.answer(answer, of),
    };
    const word = list.text(node);
    const ways = this.settled(
      question,
      word,
      restrictionOutcomes(question, node) ?? this.restrictionClass(word),
    );
    if (session !== undefined) {
      session.places = places;
      session.word = outer;
    }
    const decide = (way: DecidedOutcome): DecidedOutcome => {
      const decision = { parameter: list.parameter, word, location };
      return {
        ...way,
        decision: way.decision ?? (way.answer === undefined ? decision : { ...decision, answer: way.answer }),
      };
    };
    return ways.map((way) => (way.end === 'goes-on' ? way : decide(way)));
  }

  /** What a word's outcomes mean after warn_if_reject and defer_if_reject: smtpd_check_reject(). */
  private settled(
    question: Query,
    word: string,
    found: readonly DecidedOutcome[],
  ): readonly DecidedOutcome[] {
    const { session } = question;
    if (session === undefined) return distinct(this.warned ? found.map(softened) : found);
    const way = oneOf(question, session, word, found);
    const refuses = way.end === 'refuses' || (this.warned && way.pending?.when === 'permit');
    if (refuses && this.warned && way.hard !== true) {
      session.note(`warn_if_reject: the mail is not refused, but the refusal is logged (${word})`);
      return goesOn;
    }
    if (way.pending !== undefined) {
      const { when, reply } = way.pending;
      (when === 'permit' ? session.deferIfPermit : session.deferIfReject).set(reply, word, session.places);
      session.note(
        `${word}: if the mail is ${when === 'permit' ? 'accepted' : 'refused'} later, it is deferred`,
      );
      if (way.end === 'goes-on') return goesOn;
    }
    if (way.end === 'discards') session.discards = true;
    return [way.end === 'refuses' ? deferredInstead(session, way) : way];
  }

  /** The list of a restriction class. For an unknown word, smtpd answers 451. */
  private restrictionClass(name: string): readonly DecidedOutcome[] {
    const { instance, service, session } = this.question;
    const key = `${this.warned} ${name}`;
    const known = session === undefined ? this.classes.get(key) : undefined;
    if (known !== undefined) return known;
    const value = isClass(instance, service, name) ? expandedClass(instance, name, service) : undefined;
    if (value === undefined)
      session?.note(`Postfix ${instance.release.name} has no restriction named ${name}`);
    // A class that contains itself: smtpd recurses until its stack is full, and crashes.
    if (value === undefined || this.open.has(name)) return serverError(this.question);
    if (this.open.size >= maxNesting) return unknown;
    this.open.add(name);
    const ways = this.value(name, value);
    this.open.delete(name);
    this.classes.set(key, ways);
    return ways;
  }

  /** A table answer that is a list of restrictions. */
  answer({ text }: Pick<Answer, 'text'>, about: About | undefined = this.about): readonly Outcome[] {
    // A limit on tables that lead to other tables, far above real use.
    if (this.depth > maxDepth) return unknown;
    const aboutBefore = this.about;
    this.depth++;
    this.about = about;
    const nodes = restrictionsIn(text);
    const ways = this.list({
      parameter: 'access',
      nodes,
      text: ({ start, end }) => text.slice(start, end),
      locate: () => undefined,
    });
    this.depth--;
    this.about = aboutBefore;
    return ways.map(({ decision: _, ...way }) => way);
  }
}

/** One outcome of a session. Several remain only where nothing can be known about a word. */
function oneOf(
  question: Query,
  session: Session,
  word: string,
  ways: readonly DecidedOutcome[],
): DecidedOutcome {
  const usual = ways.find((way) => way.usual) ?? ways[0];
  if (usual === undefined) return { end: 'goes-on', usual: true };
  const others = ways.filter((way) => way !== usual);
  const way =
    others.length === 0
      ? usual
      : session.ask({ decider: 'table', question: `what ${word} decides` }, [
          option(usual),
          ...others.map(option),
        ]);
  const reply =
    way.reply ??
    rejection(554, '5.7.1', question.about ? rejectedText(question.about, 'Access denied') : 'Access denied');
  return { ...way, usual: true, ...(way.end === 'refuses' && way.hangsUp !== true && { reply }) };
}

function option(value: DecidedOutcome): { readonly answer: string; readonly value: DecidedOutcome } {
  const answer = {
    permits: 'It permits the mail.',
    refuses: 'It refuses the mail.',
    discards: 'It discards the mail.',
    'goes-on': 'It decides nothing.',
  }[value.end];
  return { answer, value };
}

/** A permanent rejection becomes a temporary one if an earlier error may have prevented the mail's acceptance. */
function deferredInstead(session: Session, way: DecidedOutcome): DecidedOutcome {
  const { deferIfReject } = session;
  if (!deferIfReject.active || deferIfReject.reply === undefined || (way.reply?.code ?? 0) < 500) return way;
  deferIfReject.active = false;
  return { ...way, reply: deferIfReject.reply };
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
