// Who may send mail where. Evaluates the access restrictions of an smtpd service as smtpd_check.c does.
//
// Covers the restriction lists from the connection to RCPT TO. Does not cover TLS requirements, Milters, proxies before
// the queue, and anything from DATA on.

import { atLeast } from '../catalog/release.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import { type DecidedOutcome, Evaluator } from './evaluator.ts';
import { unlistedRecipient } from './listed-addresses.ts';
import type { Mail } from './mail.ts';
import type { MailSystem } from './mail-system.ts';
import { type Decision, type End, mayRefuse, type Outcome, type Verdict } from './outcomes.ts';
import type { Stage } from './query.ts';
import { starts } from './relay-check.ts';
import { listValue } from './restriction-lists.ts';

export type { MailSystem };

/**
 * One list, and its possible outcomes for the message. `goes-on` means that the list ends without a decision; like
 * `permits`, it leaves the rest to the next list.
 */
export interface ListAnswer {
  readonly parameter: string;
  readonly ways: readonly DecidedOutcome[];
}

export interface RelayAnswer {
  /**
   * Applies to every message of the given kind. `may`: depends on something outside the configuration. `dies`: smtpd
   * does not start.
   */
  readonly verdict: Verdict | 'dies';
  /** Whether a message of that kind can be accepted and delivered. */
  readonly canRelay: boolean;
  /** For a message of that kind that no table, blocklist, or server singles out. */
  readonly usual: Exclude<End, 'goes-on'>;
  /** The word that decides about such a message; undefined if no word does, so that smtpd accepts it. */
  readonly usualDecision: Decision | undefined;
  /**
   * The word that decides, or on which the result depends. Undefined if no list has a word for this message, so that
   * smtpd accepts it.
   */
  readonly decision: Decision | undefined;
  /** The lists in smtpd's order, up to the one that rejects everything. */
  readonly lists: readonly ListAnswer[];
}

/** The verdict after the kind of client: `strangers: cannot relay`. */
export const relayWords: Readonly<Record<RelayAnswer['verdict'], string>> = {
  refuses: 'cannot relay',
  permits: 'can relay',
  may: 'depends',
  dies: 'smtpd does not start',
};

/** Remembers its results, because several rules ask the same question. */
export function relay(system: MailSystem, of: PlacedService | undefined, mail: Mail): RelayAnswer {
  // Services without overrides use the values of main.cf.
  const service = of?.item.arguments.length === 0 ? undefined : of;
  return answerOf(system.tables, service, mail);
}

const answerOf = memoize(evaluate);

function evaluate(tables: Tables, service: PlacedService | undefined, mail: Mail): RelayAnswer {
  const system = { instance: tables.instance, tables };
  if (!starts(system.instance, service))
    return {
      verdict: 'dies',
      canRelay: false,
      usual: 'refuses',
      usualDecision: undefined,
      decision: undefined,
      lists: [],
    };
  const lists: ListAnswer[] = [];
  for (const list of askedLists(system, service, mail)) {
    lists.push(list);
    if (list.ways.every(isLast)) break;
  }
  return { ...summary(lists), lists };
}

/** Nothing after it is evaluated. */
function isLast({ end }: DecidedOutcome): boolean {
  return end === 'refuses' || end === 'discards';
}

function summary(lists: readonly ListAnswer[]): Omit<RelayAnswer, 'lists'> {
  const ends = new Set<End>();
  let usual: RelayAnswer['usual'] | undefined;
  let usualDecision: Decision | undefined;
  let otherDecision: Decision | undefined;
  for (const { ways } of lists) {
    for (const way of ways) {
      if (isLast(way)) ends.add(way.end);
      if (!way.usual) otherDecision ??= way.decision;
      else if (usual === undefined) {
        if (isLast(way)) usual = way.end === 'discards' ? 'discards' : 'refuses';
        if (isLast(way) || way.decision !== undefined) usualDecision = way.decision;
      }
    }
  }
  if (!lists.at(-1)?.ways.every(isLast)) ends.add('permits');
  const [only] = ends;
  const isCertain = ends.size === 1 && only !== 'discards';
  const verdict = isCertain ? (only === 'permits' ? 'permits' : 'refuses') : 'may';
  return {
    verdict,
    canRelay: ends.has('permits'),
    usual: usual ?? 'permits',
    usualDecision,
    decision: verdict === 'may' ? (otherDecision ?? usualDecision) : usualDecision,
  };
}

function* askedLists(
  { instance, tables }: MailSystem,
  service: PlacedService | undefined,
  mail: Mail,
): Generator<ListAnswer> {
  const delay = isYes(instance, 'smtpd_delay_reject', service);
  const settings = new Map<string, string>();
  for (const stage of stages(instance, service)) {
    const parameter = `smtpd_${stage}_restrictions`;
    const value = listValue(instance, service, parameter);
    if (value === undefined || value.nodes.length === 0) continue;
    const walk = new Evaluator({ instance, tables, service, mail, settings, stage: knownAt(stage, delay) });
    yield { parameter, ways: walk.value(parameter, value) };
  }
  yield* unlisted({ instance, tables }, service, mail);
}

/** Checks that smtpd makes without a restriction in a list. */
function* unlisted(
  system: MailSystem,
  service: PlacedService | undefined,
  mail: Mail,
): Generator<ListAnswer> {
  const { instance } = system;
  if (isYes(instance, 'smtpd_reject_unlisted_sender', service) && mail.sender !== '')
    yield { parameter: 'smtpd_reject_unlisted_sender', ways: mayRefuse };
  if (!isYes(instance, 'smtpd_reject_unlisted_recipient', service)) return;
  const stage = knownAt('recipient', true);
  const settings = new Map<string, string>();
  const question = { ...system, service, mail, stage, settings, list: () => [] };
  const ways = unlistedRecipient(question, { name: mail.recipient ?? '', kind: 'Recipient address' });
  yield { parameter: 'smtpd_reject_unlisted_recipient', ways };
}

/**
 * How a list of restrictions in an access table ends, if the table is searched in smtpd_relay_restrictions or
 * smtpd_recipient_restrictions.
 */
export const tableListOutcomes = memoize(
  (tables: Tables, service: PlacedService | undefined, mail: Mail, text: string): readonly Outcome[] => {
    const { instance } = tables;
    const stage = knownAt('recipient', isYes(instance, 'smtpd_delay_reject', service));
    return new Evaluator({ instance, tables, service, mail, settings: new Map(), stage }).answer({ text });
  },
);

type StageName = 'client' | 'helo' | 'sender' | 'relay' | 'recipient';

function stages(instance: Instance, service: PlacedService | undefined): readonly StageName[] {
  const first = ['client', 'helo', 'sender'] as const;
  const relayFirst =
    !atLeast(instance.release, '3.6') ||
    isYes(instance, 'smtpd_relay_before_recipient_restrictions', service);
  return relayFirst ? [...first, 'relay', 'recipient'] : [...first, 'recipient', 'relay'];
}

function knownAt(stage: StageName, delay: boolean): Stage {
  const isRecipient = stage === 'relay' || stage === 'recipient';
  return {
    helo: delay || stage !== 'client',
    sender: delay || isRecipient || stage === 'sender',
    recipient: delay || isRecipient,
    bareTable: `check_${isRecipient ? 'recipient' : stage}_access`,
  };
}

function isYes(instance: Instance, name: string, service: PlacedService | undefined): boolean {
  return parseBoolean(instance.expanded(name, service)?.text ?? '') === true;
}
