// A traced mail as a tree: the steps of the usual way, and at each step that the configuration does not decide, the
// other ways that start there.

import type { Location as EditorLocation } from 'vscode-languageserver-types';
import type { Location } from '../../instance/instance.ts';
import { conditionClause } from '../../mail/trace/condition-text.ts';
import {
  type Condition,
  type Decider,
  type Outcome,
  outcomeOf,
  type Step,
  type Trace,
  type TracedRecipient,
  type Way,
} from '../../mail/trace/model.ts';
import { bullets, codeBlock, quote } from '../hover/markdown.ts';
import { endOf, endOfMail, endOfTrace } from './ends.ts';

export interface TraceNode {
  /** `way`: what follows if the answer to a question is another one. `fact`: a property of the end. */
  readonly kind: 'mail' | 'step' | 'way' | 'recipient' | 'end' | 'fact' | 'place' | 'remark';
  readonly label: string;
  readonly description?: string;
  /** Markdown. Texts from the configuration are quoted. */
  readonly tooltip?: string;
  /** For a step: the Postfix program that acts. */
  readonly program?: string;
  /** Who decides, if the configuration does not. */
  readonly decider?: Decider;
  readonly outcome?: Outcome | 'depends';
  /** The places that decide, the most important one first. */
  readonly at: readonly EditorLocation[];
  readonly children: readonly TraceNode[];
}

/** A place as an editor knows it, and the line that is there. */
export interface ShownPlace {
  readonly location: EditorLocation;
  readonly text: string;
}

/** Undefined if the text of the file is not known. */
export type PlaceOf = (place: Location) => ShownPlace | undefined;

export function traceTree(trace: Trace, placeOf: PlaceOf): TraceNode {
  const tree = new TreeOfWays(placeOf);
  const remarks = trace.complete ? [] : [remark('There are more possible outcomes than are shown here.')];
  return {
    kind: 'mail',
    label: endOfTrace(trace),
    outcome: outcomeOf(trace),
    at: [],
    children: [...tree.nodes(trace.ways, 0), ...remarks],
  };
}

class TreeOfWays {
  constructor(private readonly placeOf: PlaceOf) {}

  /**
   * The steps of the first way from a step on. Each other way is below the step where it leaves the first one.
   */
  nodes([usual, ...others]: readonly Way[], from: number): TraceNode[] {
    if (usual === undefined) return [];
    const branches = branchesOf(usual, others);
    const below = (index: number): readonly Branch[] => branches.filter(({ step }) => step === index);
    const steps = usual.steps.map((step, index) => ({ step, node: () => this.step(step, below(index)) }));
    const shown = steps.slice(from);
    // Branches of a way that has no more steps.
    const rest = branches.filter(({ step }) => step < from || step >= steps.length);
    // The reply to a refused mail is in its last step.
    const recipients = usual.outcome === 'refused' && usual.reply !== undefined ? [] : usual.recipients;
    const ends = recipients.map((recipient) => ({ recipient, node: () => this.end(recipient) }));
    const groups = new Set(shown.flatMap(({ step }) => step.recipient ?? []));
    // The aliases of a single recipient are steps of one way.
    if (groups.size < 2 || usual.recipients.length < 2)
      return [
        ...shown.map(({ node }) => node()),
        ...ends.map(({ node }) => node()),
        ...rest.map((branch) => this.branch(branch)),
      ];
    // The end of an alias is that of its results.
    const isOwnEnd = ({ address, original }: TracedRecipient, group: string) =>
      address === group || (original === group && !groups.has(address));
    const endsOf = (group: string) => ends.filter(({ recipient }) => isOwnEnd(recipient, group));
    const grouped = [...groups].map((address) =>
      this.recipient(
        address,
        shown.flatMap(({ step, node }) => (step.recipient === address ? [node()] : [])),
        endsOf(address).map(({ recipient }) => recipient),
      ),
    );
    const ungrouped = ends.filter(
      ({ recipient }) => !groups.has(recipient.address) && !groups.has(recipient.original),
    );
    return [
      ...shown.flatMap(({ step, node }) => (step.recipient === undefined ? [node()] : [])),
      ...grouped,
      ...ungrouped.map(({ node }) => node()),
      ...rest.map((branch) => this.branch(branch)),
    ];
  }

  private step(step: Step, branches: readonly Branch[]): TraceNode {
    const { program, what, before, after, condition } = step;
    const change = before === undefined ? after : after === undefined ? before : `${before} → ${after}`;
    const places = step.at.flatMap((place) => this.placeOf(place) ?? []);
    return {
      kind: 'step',
      label: withoutPeriod(what),
      description: [program, ...(change === undefined ? [] : [oneLine(change)])].join(' · '),
      tooltip: stepText(step, places),
      program,
      ...(condition && { decider: condition.decider }),
      at: places.map(({ location }) => location),
      children: [
        ...branches.map((branch) => this.branch(branch)),
        ...(places.length < 2 ? [] : places.map(placeNode)),
      ],
    };
  }

  private branch({ condition, ways, from }: Branch): TraceNode {
    const [first] = ways;
    const outcomes = new Set(ways.map(({ outcome }) => outcome));
    const outcome = outcomes.size === 1 ? first?.outcome : 'depends';
    return {
      kind: 'way',
      label: branchLabel(condition),
      ...(first && { description: endOfMail(first) }),
      tooltip: conditionText(condition),
      decider: condition.decider,
      ...(outcome && { outcome }),
      at: [],
      children: this.nodes(ways, from),
    };
  }

  private recipient(
    address: string,
    steps: readonly TraceNode[],
    ends: readonly TracedRecipient[],
  ): TraceNode {
    const [end] = ends;
    return {
      kind: 'recipient',
      label: address,
      ...(end && ends.length === 1 && { description: endOf(end) }),
      ...(end && { outcome: end.outcome }),
      at: [],
      children: [...steps, ...ends.map((each) => this.end(each))],
    };
  }

  private end(recipient: TracedRecipient): TraceNode {
    const { address, original, transport, nexthop, sender, credentials, tls, reason, outcome } = recipient;
    const facts: readonly (readonly [string, string | undefined])[] = [
      ['Recipient', address],
      ['Original recipient', original === address ? undefined : original],
      ['Envelope sender', sender === '' ? '<>' : sender],
      ['Transport', transport === '' ? undefined : transport],
      ['Next hop', nexthop === '' ? undefined : nexthop],
      ['TLS', tls],
      ['Credentials', credentials],
      ['Reason', reason],
    ];
    return {
      kind: 'end',
      label: endOf(recipient),
      outcome,
      at: [],
      children: facts.flatMap(([label, description]) =>
        description === undefined
          ? []
          : [{ kind: 'fact' as const, label, description, at: [], children: [] }],
      ),
    };
  }
}

function placeNode(place: ShownPlace): TraceNode {
  return {
    kind: 'place',
    label: placeName(place),
    description: place.text,
    at: [place.location],
    children: [],
  };
}

/** `main.cf, line 12` */
function placeName({ location: { uri, range } }: ShownPlace): string {
  return `${uri.slice(uri.lastIndexOf('/') + 1)}, line ${range.start.line + 1}`;
}

/** Ways that leave the usual way with the same answer. */
interface Branch {
  /** The answer that is another one. */
  readonly condition: Condition;
  /** The step of the usual way that depends on the question. */
  readonly step: number;
  /** The first step that differs. */
  readonly from: number;
  readonly ways: readonly Way[];
}

function branchesOf(usual: Way, others: readonly Way[]): Branch[] {
  const groups = new Map<string, Way[]>();
  for (const way of others) {
    const index = difference(usual.conditions, way.conditions, isSameCondition);
    const key = `${index} ${way.conditions[index]?.answer}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [way]);
    else group.push(way);
  }
  return [...groups.values()].flatMap((ways) => {
    const [first] = ways;
    const condition = first?.conditions[difference(usual.conditions, first.conditions, isSameCondition)];
    if (first === undefined || condition === undefined) return [];
    const from = difference(usual.steps, first.steps, isSameStep);
    const asked = usual.steps.findIndex((step) => step.condition?.question === condition.question);
    return [{ condition, step: asked < 0 ? Math.min(from, usual.steps.length - 1) : asked, from, ways }];
  });
}

/** The index of the first difference. */
function difference<T>(a: readonly T[], b: readonly T[], isSame: (a: T, b: T) => boolean): number {
  const index = a.findIndex((each, i) => {
    const other = b[i];
    return other === undefined || !isSame(each, other);
  });
  return index < 0 ? a.length : index;
}

function isSameCondition(a: Condition, b: Condition): boolean {
  return a.decider === b.decider && a.question === b.question && a.answer === b.answer;
}

function isSameStep(a: Step, b: Step): boolean {
  return (
    a.program === b.program &&
    a.what === b.what &&
    a.before === b.before &&
    a.after === b.after &&
    a.recipient === b.recipient &&
    a.condition?.answer === b.condition?.answer
  );
}

function remark(label: string): TraceNode {
  return { kind: 'remark', label, at: [], children: [] };
}

function stepText(
  { program, what, before, after, condition, recipient }: Step,
  places: readonly ShownPlace[],
): string {
  const changed = [before, after].flatMap((text) => (text === undefined ? [] : [oneLine(text)]));
  const [first = '', second] = changed;
  return [
    `**${program}(8)**${recipient === undefined ? '' : ` for ${quote(recipient)}`}`,
    quote(what),
    ...(changed.length === 0 ? [] : [codeBlock(second === undefined ? [first] : [first, `→ ${second}`])]),
    ...(condition === undefined ? [] : [conditionText(condition)]),
    ...(places.length === 0
      ? []
      : [bullets(places.map((place) => `${placeName(place)}: ${quote(place.text)}`))]),
  ].join('\n\n');
}

/** Who decides, in words that an administrator uses. */
export const deciders: Readonly<Record<Decider, string>> = {
  dns: 'DNS',
  server: 'another server',
  table: 'a table that cannot be read',
  milter: 'a Milter',
  host: 'this host',
  filter: 'the content filter',
};

function conditionText({ decider, question, answer }: Condition): string {
  return `Depends on ${deciders[decider]}: ${quote(question)}. Assumed here: ${quote(answer)}`;
}

/** `If it is listed`, `If hash:/etc/aliases has an entry for kim` */
function branchLabel(condition: Condition): string {
  const clause = conditionClause(condition);
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

export function withoutPeriod(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
