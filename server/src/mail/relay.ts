// Who may send mail where: the access restrictions of an smtpd service, gone through as smtpd_check.c does.
//
// What is told is what the restriction lists do from the connection to RCPT TO. A demand for TLS, milters, a proxy
// in front of the queue, what comes with DATA: that is not among it.

import { atLeast } from '../catalog/release.ts';
import type { Instance, PlacedService } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { memoize } from '../syntax/memoize.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import { type DecidedOutcome, Evaluator } from './evaluator.ts';
import type { Mail } from './mail.ts';
import { type Decision, type End, mayRefuse, type Verdict } from './outcomes.ts';
import type { Stage } from './query.ts';
import { starts } from './relay-check.ts';
import { listValue } from './restriction-lists.ts';
import { unlistedRecipient } from './restriction-outcomes.ts';

/** One list, and how it may end for the mail. `goes-on` is its end; like `permits` it leaves the rest to the next. */
export interface ListAnswer {
  readonly parameter: string;
  readonly ways: readonly DecidedOutcome[];
}

export interface RelayAnswer {
  /**
   * For every mail of the kind that was asked about. `may`: it depends on what the configuration alone does not
   * tell. `dies`: smtpd does not start.
   */
  readonly verdict: Verdict | 'dies';
  /** For a mail of that kind which no table, block list or server singles out. */
  readonly usual: Exclude<End, 'goes-on'>;
  /** The word that decides over such a mail; undefined when none does, so that it is taken. */
  readonly usualDecision: Decision | undefined;
  /** The word that decided, or on which it depends; undefined when no list has a word for this mail, so that it is taken. */
  readonly decision: Decision | undefined;
  /** The lists in smtpd's order, up to the one that refuses all. */
  readonly lists: readonly ListAnswer[];
}

/** What rules ask with: an instance, and its tables. */
export interface MailSystem {
  readonly instance: Instance;
  readonly tables: Tables;
}

/** Remembers what it was asked for: rules ask the same again. */
export function relay(system: MailSystem, of: PlacedService | undefined, mail: Mail): RelayAnswer {
  // Services that override nothing are as main.cf has them.
  const service = of?.item.arguments.length === 0 ? undefined : of;
  return answerOf(system.tables, service, mail);
}

const answerOf = memoize(evaluate);

function evaluate(tables: Tables, service: PlacedService | undefined, mail: Mail): RelayAnswer {
  const system = { instance: tables.instance, tables };
  if (!starts(system.instance, service))
    return { verdict: 'dies', usual: 'refuses', usualDecision: undefined, decision: undefined, lists: [] };
  const lists: ListAnswer[] = [];
  for (const list of askedLists(system, service, mail)) {
    lists.push(list);
    if (list.ways.every(isLast)) break;
  }
  return { ...summary(lists), lists };
}

/** Nothing that comes after it is asked. */
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

/** What smtpd asks of its own accord, without a word in a list. */
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
  const ways = unlistedRecipient({ ...system, service, mail, stage, settings, list: () => [] });
  yield { parameter: 'smtpd_reject_unlisted_recipient', ways };
}

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
